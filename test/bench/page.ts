/**
 * The real page and program while ten epochs of 784-512-32-512-784 run on 60,000 rows at batch 256: how long the
 * page takes to answer, how much memory the program's own processes hold, how long the run takes. One JSON line.
 * Random pictures: speed does not depend on what they show.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { writeNpy } from '../../src-main/store/arrays.ts';
import { Random } from '../../src-main/tensor/random.ts';
import { Program } from '../e2e/program.ts';
import { keep, typeInto } from '../e2e/steps.ts';
import { residentMegabytes } from './children/processes.ts';

const [trained, heldOut, side] = [60_000, 10_000, 28];

function makePictures(folder: string): void {
  const random = new Random(1);
  for (const [part, rows] of [
    ['train', trained],
    ['test', heldOut],
  ] as const) {
    const levels = Uint8Array.from({ length: rows * side * side }, () => random.int(256));
    writeNpy(join(folder, `X_${part}.npy`), levels, [rows, side, side]);
    const labels = Int32Array.from({ length: rows }, () => random.int(10));
    writeNpy(join(folder, `y_${part}.npy`), labels, [rows]);
  }
}

/** Milliseconds from a click on a column's menu until the page has painted its answer. */
async function clickToPaint(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const button = document.querySelector<HTMLElement>('section[data-run] button[aria-haspopup]');
    if (button === null) throw new Error('There is no menu to open.');
    const began = performance.now();
    button.click();
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    const took = performance.now() - began;
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    return took;
  });
}

/** Milliseconds until the program answers the page a request. */
async function request(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const began = performance.now();
    await (await fetch('/', { cache: 'no-store' })).text();
    return performance.now() - began;
  });
}

function summary(times: number[]): { count: number; median: number; p95: number; largest: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  return { count: sorted.length, median: at(0.5), p95: at(0.95), largest: at(1) };
}

const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
const program = new Program();
const executablePath = process.env['ISTHMUS_CHROMIUM'];
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--enable-unsafe-swiftshader'],
});
try {
  makePictures(folder);
  await program.start();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${program.url}#/preview?path=${encodeURIComponent(folder)}`);
  await page.goto(`${new URL(program.url).origin}/#/preview?path=${encodeURIComponent(folder)}`);
  await keep(page);
  await page.getByLabel('Raw features').uncheck();
  await page.getByLabel('PCA').uncheck();
  await page.getByText('Parameters', { exact: true }).click();
  await typeInto(page, 'Hidden layers', '512');
  await typeInto(page, 'Epochs', '10');
  const began = performance.now();
  await page.getByRole('button', { name: 'Compare 1 representation' }).click();
  await page.locator('section[data-status="running"]').waitFor();

  const paints: number[] = [];
  const requests: number[] = [];
  let resident = 0;
  while ((await page.locator('section[data-status="finished"]').count()) === 0) {
    paints.push(await clickToPaint(page));
    requests.push(await request(page));
    resident = Math.max(resident, residentMegabytes(program.pid));
    await page.waitForTimeout(100);
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(
    JSON.stringify({
      seconds,
      resident_mb: Math.round(resident),
      click_to_paint_ms: summary(paints),
      request_ms: summary(requests),
    }),
  );
} finally {
  await browser.close();
  await program.end('SIGTERM');
  program.remove();
  rmSync(folder, { recursive: true });
}
