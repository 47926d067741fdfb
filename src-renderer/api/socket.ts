import type { Channel } from '../../src-main/contract/index.ts';

/** The host's RPC address beside this page; the page's cookie, or its token, goes with it. */
export function rpcAddress(page: Location): string {
  const address = new URL('/rpc', page.href);
  address.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = new URLSearchParams(page.search).get('token');
  if (token !== null) address.searchParams.set('token', token);
  return address.href;
}

/**
 * Opens a WebSocket and gives it as a channel once it is open.
 * @throws Error where it cannot be opened
 */
export function openSocket(address: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const closed = new Set<() => void>();
    socket.addEventListener('error', () => reject(new Error('The connection could not be opened.')));
    socket.addEventListener('close', () => {
      reject(new Error('The connection was closed.'));
      for (const listener of closed) listener();
    });
    socket.addEventListener('open', () =>
      resolve({
        send: (message) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
        },
        onMessage: (listener) =>
          socket.addEventListener('message', (event: MessageEvent<unknown>) => {
            if (typeof event.data === 'string') listener(JSON.parse(event.data));
          }),
        onClose: (listener) => closed.add(listener),
      }),
    );
  });
}
