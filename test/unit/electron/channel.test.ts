import { afterEach, beforeEach, expect, it } from 'vitest';
import { message } from '../../../src-main/electron/bridge.ts';
import type { Channel } from '../../../src-main/contract/index.ts';
import { Window } from '../../contract/electron.ts';

let window: Window;
/** What the main process heard, by the number of the page's channel. */
let heard: [channel: number, value: unknown][];
let channels: Channel[];
let closed: number[];

beforeEach(() => {
  heard = [];
  channels = [];
  closed = [];
  window = new Window((channel) => {
    const number = channels.push(channel) - 1;
    channel.onMessage((value) => heard.push([number, value]));
    channel.onClose(() => closed.push(number));
  });
});
afterEach(() => window.destroy());

/** What comes to a page next. */
const comes = (page: Channel): Promise<unknown> => new Promise((done) => page.onMessage(done));

it('hears the page in its window and answers it', async () => {
  const page = window.load();
  channels[0]?.onMessage((value) => channels[0]?.send({ answer: value }));
  page.send({ asks: 1 });
  expect(await comes(page)).toEqual({ answer: { asks: 1 } });
  expect(heard).toEqual([[0, { asks: 1 }]]);
});

it('does not hear what comes from anywhere else', () => {
  window.load();
  for (const url of [
    'https://elsewhere.example/',
    'isthmus://application/',
    'isthmus://app.example/',
    'file:///',
    '',
  ]) {
    window.hear(message, 'let me in', { url, parent: null });
  }
  window.hear('isthmus:other', 'let me in');
  expect(heard).toEqual([]);
  window.hear(message, 'it is me');
  expect(heard).toEqual([[0, 'it is me']]);
});

it('does not hear a frame in the page, though it is at the same address, nor one that is gone', () => {
  window.load();
  window.hear(message, 'from a frame', { ...window.mainFrame, parent: window.mainFrame });
  window.ipc.emit(message, { sender: window, senderFrame: null }, 'from a frame that is gone');
  expect(heard).toEqual([]);
});

it('gives a page that is loaded anew a channel of its own, and closes the one before', async () => {
  window.load();
  const page = window.load();
  expect([channels.length, closed]).toEqual([2, [0]]);
  channels[0]?.send('for the page before');
  channels[1]?.send('for this page');
  expect(await comes(page)).toBe('for this page');
  window.hear(message, 'hello');
  expect(heard).toEqual([[1, 'hello']]);
});

it('keeps its channel where the page only goes to another place in itself, or a frame in it is loaded', () => {
  window.load();
  window.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
  window.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
  expect([channels.length, closed]).toEqual([1, []]);
});

it('closes with its window, and sends nothing to it any more', () => {
  window.load();
  window.destroy();
  expect(closed).toEqual([0]);
  expect(() => channels[0]?.send('too late')).not.toThrow();
});
