/**
 * The real page with 70,000 points in three linked maps: milliseconds from the end of a lasso until all maps show what it
 * selected, and frames a second while the wheel zooms them. One JSON line. Blobs in ten classes, six features.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { writeNpy } from '../../src-main/store/arrays.ts';
import { Random } from '../../src-main/tensor/random.ts';
import { Program } from '../e2e/program.ts';
import { expectFinished, keep, lassoMiddle, mapOf } from '../e2e/steps.ts';

const [rows, features, classes, rounds] = [70_000, 6, 10, 7];
const zoomMs = 4_000;

function makeBlobs(folder: string): void {
  const random = new Random(1);
  const centres = Float32Array.from({ length: classes * features }, () => 4 * random.normal());
  const labels = Int32Array.from({ length: rows }, () => random.int(classes));
  const values = new Float32Array(rows * features);
  for (let row = 0, at = 0; row < rows; row++) {
    const centre = (labels[row] ?? 0) * features;
    for (let f = 0; f < features; f++, at++) values[at] = (centres[centre + f] ?? 0) + random.normal();
  }
  writeNpy(join(folder, 'X.npy'), values, [rows, features]);
  writeNpy(join(folder, 'y.npy'), labels, [rows]);
}

/** From the next release of the pointer until every map has been painted and read back. */
async function armLasso(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = window as unknown as { lasso: Promise<number> };
    seen.lasso = new Promise((settle) => {
      const released = (): void => {
        const began = performance.now();
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.pane canvas')) {
              canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
            }
            settle(performance.now() - began);
          }),
        );
      };
      window.addEventListener('pointerup', released, { capture: true, once: true });
    });
  });
}

async function lassoTime(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { lasso: Promise<number> }).lasso);
}

/** Frames a second while the wheel turns at every frame over the first map, in and out again, and how far in. */
async function zoomRate(page: Page): Promise<{ rate: number; deepest: number }> {
  return page.evaluate(async (length) => {
    const pane = document.querySelector<HTMLElement>('.pane[data-mode]');
    if (pane === null) throw new Error('There is no map.');
    const box = pane.getBoundingClientRect();
    const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    const frame = (): Promise<number> => new Promise((settle) => requestAnimationFrame(settle));
    await frame();
    const began = performance.now();
    let [frames, deepest] = [0, 1];
    for (; performance.now() - began < length; frames++) {
      const deltaY = performance.now() - began < length / 2 ? -30 : 30;
      pane.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, bubbles: true, cancelable: true }));
      await frame();
      // Where d3-zoom keeps the view of an element.
      deepest = Math.max(deepest, (pane as unknown as { __zoom: { k: number } }).__zoom.k);
    }
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.pane canvas')) {
      canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
    }
    return { rate: (1_000 * frames) / (performance.now() - began), deepest };
  }, zoomMs);
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
const program = new Program();
const executablePath = process.env['ISTHMUS_CHROMIUM'];
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--enable-unsafe-swiftshader'],
});
try {
  makeBlobs(folder);
  await program.start();
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(program.url);
  await page.goto(`${new URL(program.url).origin}/#/preview?path=${encodeURIComponent(folder)}`);
  await keep(page);
  await page.getByRole('checkbox', { name: /^Autoencoder / }).uncheck();
  await page.getByText('More methods', { exact: true }).click();
  await page.getByRole('checkbox', { name: /^Random projection / }).check();
  await page.getByRole('button', { name: 'Compare 3 representations' }).click();
  await page.locator('section[data-status="finished"]').nth(2).waitFor({ timeout: 900_000 });
  await expectFinished(page, 3);
  const accelerated = (await page.getByText('WebGL cannot be had').count()) === 0;

  const lassos: number[] = [];
  await page.getByRole('button', { name: 'Lasso', exact: true }).click();
  for (let round = 0; round < rounds; round++) {
    await armLasso(page);
    await lassoMiddle(page, mapOf(page, 'Raw features'));
    lassos.push(await lassoTime(page));
  }
  const selected = await page.getByText(/[\d,]+ samples selected/).textContent();
  const zooms: { rate: number; deepest: number }[] = [];
  for (let round = 0; round < 3; round++) zooms.push(await zoomRate(page));
  const rates = zooms.map(({ rate }) => rate);
  console.log(
    JSON.stringify({
      bench: 'maps',
      points: rows,
      maps: 3,
      webgl: accelerated,
      selected,
      lasso_ms: { median: Math.round(median(lassos)), largest: Math.round(Math.max(...lassos)) },
      zoom_frames_a_second: {
        median: Math.round(10 * median(rates)) / 10,
        least: Math.round(10 * Math.min(...rates)) / 10,
        zoomed_in: Math.round(Math.max(...zooms.map(({ deepest }) => deepest))),
      },
    }),
  );
} finally {
  await browser.close();
  await program.end('SIGTERM');
  program.remove();
  rmSync(folder, { recursive: true });
}
