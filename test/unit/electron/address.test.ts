import type { WebFrameMain } from 'electron';
import { expect, it } from 'vitest';
import { home, isFromPage, isOurs, viteServer } from '../../../src-main/electron/address.ts';

const frame = (url: string): WebFrameMain => ({ url }) as WebFrameMain;

it('hears the main frame of the window at the page’s own address', () => {
  const mainFrame = frame(`${home}#/runs/k3f9`);
  expect(isFromPage({ senderFrame: mainFrame }, { mainFrame })).toBe(true);
});

it('does not hear a frame inside the page, even at the same address', () => {
  expect(isFromPage({ senderFrame: frame(home) }, { mainFrame: frame(home) })).toBe(false);
});

it('does not hear a frame that is gone, or a main frame that has been led elsewhere', () => {
  const elsewhere = frame('https://example.org/');
  expect(isFromPage({ senderFrame: elsewhere }, { mainFrame: elsewhere })).toBe(false);
  expect(isFromPage({ senderFrame: null }, { mainFrame: frame(home) })).toBe(false);
});

it('takes no other host or scheme for its own address', () => {
  for (const url of ['isthmus://app.example/', 'isthmus://other/', 'https://app/', 'file:///app/', '']) {
    expect(isOurs(url)).toBe(false);
  }
});

it('takes the page from Vite only in a program that is not packaged', () => {
  const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' };
  expect(viteServer(false, env)).toBe('http://localhost:5173');
  expect(viteServer(true, env)).toBeUndefined();
  expect(viteServer(false, {})).toBeUndefined();
});
