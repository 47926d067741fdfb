/**
 * The real page with 70,000 points in three linked maps: milliseconds from the end of a lasso until all maps show what it
 * selected, and frames a second while the wheel zooms them, and while a drag turns those of three axes. Blobs in ten classes,
 * six features. A JSON line for how the page draws by itself, and one for WebGL, be it done by the processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { writeNpy } from '../../src-main/store/arrays.ts';
import { Random } from '../../src-main/tensor/random.ts';
import { Program } from '../e2e/program.ts';
import { callItGraphics, expectFinished, keep, lassoMiddle, mapOf } from '../e2e/steps.ts';

const [rows, features, classes, rounds] = [70_000, 6, 10, 7];
const [zoomMs, turnMs] = [4_000, 4_000];

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

/** Frames a second while a pointer drags the first map at every frame, so that all turn. */
async function turnRate(page: Page): Promise<number> {
  return page.evaluate(async (length) => {
    const pane = document.querySelector<HTMLElement>('.pane[data-mode="rotate"]');
    if (pane === null) throw new Error('There is no map to turn.');
    const box = pane.getBoundingClientRect();
    // Chromium captures no pointer that is not there.
    pane.setPointerCapture = (): void => {};
    const drag = (type: string, at: number): void => {
      const place = {
        clientX: box.x + box.width * (0.5 + 0.4 * Math.cos(at)),
        clientY: box.y + box.height * (0.5 + 0.4 * Math.sin(at)),
      };
      pane.dispatchEvent(
        new PointerEvent(type, {
          ...place,
          pointerId: 7,
          button: 0,
          buttons: 1,
          bubbles: true,
          cancelable: true,
        }),
      );
    };
    const frame = (): Promise<number> => new Promise((settle) => requestAnimationFrame(settle));
    const axis = document.querySelector('.gizmo line');
    const before = axis?.getAttribute('x2');
    await frame();
    drag('pointerdown', 0);
    const began = performance.now();
    let frames = 0;
    for (; performance.now() - began < length; frames++) {
      drag('pointermove', 0.05 * frames);
      await frame();
    }
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.pane canvas')) {
      canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
    }
    const rate = (1_000 * frames) / (performance.now() - began);
    drag('pointerup', 0.05 * frames);
    if (axis?.getAttribute('x2') === before) throw new Error('The maps did not turn.');
    return rate;
  }, turnMs);
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
/** What the page shows of three maps, once they are there. */
async function figuresOf(page: Page): Promise<Record<string, unknown>> {
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
  await page.keyboard.press('Escape');
  await page.getByLabel('Map', { exact: true }).selectOption({ label: 'Principal components' });
  await page.getByText('3-D', { exact: true }).click();
  const axes = page.locator('.pane .gizmo line').nth(8);
  const make = page.getByRole('button', { name: 'Make all 3' });
  await axes.or(make).first().waitFor({ state: 'attached' });
  if (await make.isVisible()) await make.click();
  await axes.waitFor({ state: 'attached', timeout: 300_000 });
  await page.getByRole('button', { name: 'Turn', exact: true }).click();
  const turns: number[] = [];
  for (let round = 0; round < 3; round++) turns.push(await turnRate(page));
  const tenths = (rate: number): number => Math.round(10 * rate) / 10;
  return {
    drawn_by: await mapOf(page, 'Raw features').getAttribute('data-drawn-by'),
    selected,
    lasso_ms: { median: Math.round(median(lassos)), largest: Math.round(Math.max(...lassos)) },
    zoom_frames_a_second: {
      median: tenths(median(rates)),
      least: tenths(Math.min(...rates)),
      zoomed_in: Math.round(Math.max(...zooms.map(({ deepest }) => deepest))),
    },
    turn_frames_a_second: { median: tenths(median(turns)), least: tenths(Math.min(...turns)) },
  };
}

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
  console.log(JSON.stringify({ bench: 'maps', points: rows, maps: 3, ...(await figuresOf(page)) }));

  await callItGraphics(page);
  await page.reload();
  await expectFinished(page, 3);
  console.log(JSON.stringify({ bench: 'maps', points: rows, maps: 3, ...(await figuresOf(page)) }));
} finally {
  await browser.close();
  await program.end('SIGTERM');
  program.remove();
  rmSync(folder, { recursive: true });
}
