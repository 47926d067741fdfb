import { defineConfig } from '@playwright/test';

const executablePath = process.env['ISTHMUS_CHROMIUM'];
const isRoot = process.getuid?.() === 0;

/** Browser tests; `npm test` finds a browser, builds, and names the browser in `ISTHMUS_CHROMIUM`. */
export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/homes.ts',
  outputDir: 'test-results/e2e',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  // What is waited for comes within seconds; on a machine with much else to do it may take minutes.
  timeout: 900_000,
  expect: {
    timeout: 120_000,
    // A pixel differs where its colour is further off than a tenth of the way from black to white, and a picture where
    // one pixel in a thousand does; the smoothed rims of shapes are not counted.
    toHaveScreenshot: { threshold: 0.1, maxDiffPixelRatio: 0.001, animations: 'disabled' },
  },
  snapshotPathTemplate: 'test/golden/{arg}{ext}',
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    viewport: { width: 1440, height: 900 },
    // A trace of what is done in a page takes half as long again as doing it: ask for one with `--trace on`.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        // Chromium refuses its sandbox to root, which is what containers run as.
        ...(isRoot ? ['--no-sandbox'] : []),
        // WebGL without a GPU.
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
});
