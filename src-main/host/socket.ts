import type { WebSocket } from 'ws';
import type { Channel } from '../contract/index.ts';

const pingMs = 30_000;

/** A WebSocket as a channel; one that stops answering is closed, so that its calls are given up. */
export function socketChannel(socket: WebSocket): Channel {
  let answered = true;
  const ping = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, pingMs).unref();
  socket.on('pong', () => (answered = true));
  // `close` follows every error, and is where listeners are told.
  socket.on('error', () => undefined);
  socket.on('close', () => clearInterval(ping));
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      void socket.on('message', (data, isBinary) => {
        if (isBinary) return socket.close(1003, 'not text');
        let message: unknown;
        try {
          message = JSON.parse(String(data));
        } catch {
          return socket.close(1003, 'not JSON');
        }
        listener(message);
      }),
    onClose: (listener) => void socket.on('close', listener),
  };
}
