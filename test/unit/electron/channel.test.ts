import { EventEmitter } from 'node:events';
import type { WebContents, WebFrameMain } from 'electron';
import { beforeEach, expect, it } from 'vitest';
import type { Channel } from '../../../src-main/contract/index.ts';
import { home } from '../../../src-main/electron/address.ts';
import { message } from '../../../src-main/electron/bridge.ts';
import { serveWindow } from '../../../src-main/electron/channel.ts';

/** What of a window's contents the channel uses, and what the page was sent. */
class Contents extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly mainFrame = { url: home } as WebFrameMain;
  readonly sent: unknown[] = [];
  isDestroyed(): boolean {
    return false;
  }
  send(_name: string, value: unknown): void {
    this.sent.push(value);
  }
  load(): void {
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  }
}

let contents: Contents;
let channels: Channel[];
let heard: unknown[];
beforeEach(() => {
  contents = new Contents();
  channels = [];
  heard = [];
  serveWindow(contents as unknown as WebContents, (channel) => {
    channels.push(channel);
    channel.onMessage((value) => heard.push(value));
  });
});

it('hears the page, and no frame inside it', () => {
  contents.load();
  contents.ipc.emit(message, { senderFrame: contents.mainFrame }, 'from the page');
  contents.ipc.emit(message, { senderFrame: { url: home } }, 'from a frame in it');
  contents.ipc.emit(message, { senderFrame: null }, 'from a frame that is gone');
  expect(heard).toEqual(['from the page']);
});

it('gives a page that is loaded anew a channel of its own, and closes the one before', () => {
  contents.load();
  let closed = 0;
  channels[0]?.onClose(() => closed++);
  contents.load();
  channels[0]?.send('late');
  channels[1]?.send('in time');
  contents.ipc.emit(message, { senderFrame: contents.mainFrame }, 'once');
  expect([channels.length, closed, contents.sent, heard]).toEqual([2, 1, ['in time'], ['once']]);
});
