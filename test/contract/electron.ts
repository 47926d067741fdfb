import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { IpcRenderer, Session, WebContents } from 'electron';
import { vi } from 'vitest';
import type { Channel } from '../../src-main/contract/index.ts';
import { bridgeOver } from '../../src-main/electron/bridge.ts';
import { serveWindow } from '../../src-main/electron/channel.ts';
import { answerPages, answerRequests } from '../../src-main/electron/files.ts';
import { home as address } from '../../src-main/electron/address.ts';
import { serveScheme } from '../../src-main/electron/scheme.ts';
import type { Services } from '../../src-main/services/index.ts';
import { bridgeChannel } from '../../src-renderer/api/bridge.ts';

// Electron's own module needs its program; nothing that is used of it here is there at run time.
vi.mock('electron', () => ({ net: {}, protocol: {} }));

/** Where a message comes from, as far as the shell asks. */
interface Frame {
  url: string;
  parent: Frame | null;
}

/**
 * A window without Electron: the shell's code at both ends (the channel, the bridge and the scheme), and a pair of message
 * ports between them, which copies what is sent as Electron's IPC does.
 */
export class Window extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly mainFrame: Frame = { url: address, parent: null };
  #port: MessagePort | null = null;

  /** Serves the services to whatever page is loaded. */
  constructor(serve: (channel: Channel) => void) {
    super();
    serveWindow(this as unknown as WebContents, serve);
  }

  /** The message that `WebContents` would send to its page. */
  send(name: string, value: unknown): void {
    this.#port?.postMessage([name, value]);
  }

  isDestroyed(): boolean {
    return this.#port === null;
  }

  /** Loads the page (anew), and gives the channel it then has. */
  load(): Channel {
    this.#port?.close();
    const { port1: inMain, port2: inPage } = new MessageChannel();
    this.#port = inMain;
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    inMain.on('message', ([name, value]: [string, unknown]) => this.hear(name, value));
    const ipc = {
      send: (name: string, value: unknown) => inPage.postMessage([name, value]),
      on: (name: string, listener: (event: object, value: unknown) => void) =>
        inPage.on('message', (sent: [string, unknown]) => {
          if (sent[0] === name) listener({}, sent[1]);
        }),
    } as unknown as IpcRenderer;
    return bridgeChannel(bridgeOver(ipc, { getPathForFile: () => '' }));
  }

  /** What the main process hears when a frame of the window sends something. */
  hear(name: string, value: unknown, from = this.mainFrame): void {
    this.ipc.emit(name, { sender: this, senderFrame: from }, value);
  }

  destroy(): void {
    this.#port?.close();
    this.#port = null;
    this.emit('destroyed');
  }
}

/** What the page's `fetch` comes to. @param pages the built renderer's folder */
export function pageFetch(services: Services, pages: string): (request: Request) => Promise<Response> {
  let answer: ((request: Request) => Promise<Response>) | undefined;
  const protocol = { handle: (_scheme: string, handler: typeof answer) => void (answer = handler) };
  serveScheme({ protocol } as unknown as Session, answerRequests(services.files, answerPages(pages)));
  return (request) => answer?.(request) ?? Promise.reject(new Error('Nothing answers to the scheme.'));
}
