import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';

/** Set by `npm test` where Electron could be fetched. */
const program = process.env['ISTHMUS_ELECTRON'] ?? '';
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
const root = resolve(import.meta.dirname, '..', '..');

test.skip(!hasDisplay, 'this machine has no display');
test.skip(!program, 'the Electron binary could not be fetched here');

let home: string;
let app: ElectronApplication;
let page: Page;

test.beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-electron-'));
  app = await _electron.launch({
    executablePath: program,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, '--home', home],
  });
  page = await app.firstWindow();
});

test.afterEach(async () => {
  await app?.close();
  rmSync(home, { recursive: true, force: true });
});

test('the window shows the workbench and its services answer', async () => {
  await expect(page).toHaveTitle(/Isthmus/);
  expect(page.url()).toBe('isthmus://app/');
  await expect(page.locator('#app')).not.toBeEmpty();
  const answer = await page.evaluate(
    () =>
      new Promise((done) => {
        const bridge = (window as unknown as { isthmus: Record<string, (value: unknown) => void> }).isthmus;
        bridge['onMessage']?.((value: unknown) => {
          if ((value as { call?: number }).call === 987_654) done(value);
        });
        bridge['send']?.({ type: 'call', call: 987_654, name: 'app.info', input: {} });
      }),
  );
  expect(answer).toMatchObject({ type: 'result', output: { home, desktop: true } });
});

test('the page is given the bridge and nothing else of the machine', async () => {
  const given = await page.evaluate(() => ({
    bridge: Object.keys((window as unknown as { isthmus: object }).isthmus).sort(),
    node: [
      typeof (globalThis as { require?: unknown }).require,
      typeof (globalThis as { process?: unknown }).process,
    ],
  }));
  expect(given.bridge).toEqual(['onMessage', 'pathForFile', 'pickFile', 'pickFolder', 'send']);
  expect(given.node).toEqual(['undefined', 'undefined']);
});

test('the page cannot open windows, leave its address, or read files of the machine', async () => {
  expect(await page.evaluate(() => window.open('https://example.org/'))).toBeNull();
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['/..%2f..%2fpackage.json', '/arrays/..%2f..%2fpackage.json'].map(
        async (path) => (await fetch(path)).status,
      ),
    ),
  );
  expect(statuses.every((status) => status >= 400)).toBe(true);
  // Had it left, what was asked of it meanwhile would have failed.
  expect(page.url()).toBe('isthmus://app/');
});
