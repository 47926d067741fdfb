import type { IpcMainEvent, WebContents } from 'electron';
import type { Channel } from '../contract/index.ts';
import { isFromPage } from './address.ts';
import { message } from './bridge.ts';

/**
 * Gives the page in a window a channel, and a new one whenever it is loaded anew: what the page before it had
 * asked for is then given up.
 */
export function serveWindow(contents: WebContents, serve: (channel: Channel) => void): void {
  let close: () => void = () => undefined;

  function open(): void {
    close();
    const closed = new Set<() => void>();
    const heard = new Set<(event: IpcMainEvent, value: unknown) => void>();
    let isOpen = true;
    close = () => {
      isOpen = false;
      for (const listener of heard) contents.ipc.off(message, listener);
      for (const listener of closed) listener();
    };
    serve({
      send(value) {
        if (isOpen && !contents.isDestroyed()) contents.send(message, value);
      },
      onMessage(listener) {
        const hear = (event: IpcMainEvent, value: unknown): void => {
          if (isFromPage(event, contents)) listener(value);
        };
        heard.add(hear);
        contents.ipc.on(message, hear);
      },
      onClose: (listener) => closed.add(listener),
    });
  }

  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) open();
  });
  contents.once('destroyed', () => close());
}
