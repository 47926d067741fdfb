import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './program.ts';
import { callItGraphics, compareTwo, lassoMiddle, mapOf } from './steps.ts';

/** Red, green, blue and alpha of every pixel of a map, once it is at rest, over white. */
async function pixelsOf(page: Page, map: Locator): Promise<number[]> {
  await expect(map).toHaveAttribute('data-drawn', 'true');
  // Longer than maps glide.
  await page.waitForTimeout(800);
  return map.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const ink = canvas.getContext('2d');
    const data = ink?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    return Array.from(data, (value, at) => {
      const alpha = (data[at - (at % 4) + 3] ?? 0) / 255;
      return at % 4 === 3 ? value : alpha * value + (1 - alpha) * 255;
    });
  });
}

const meanDifference = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;

test('maps look the same, drawn by the graphics device or by the processor', async ({ page, program }) => {
  await compareTwo(page, program.url);
  const map = mapOf(page, 'PCA 8');
  await lassoMiddle(page, map);
  await page.getByRole('button', { name: 'Move', exact: true }).focus();
  const one = await pixelsOf(page, map);
  const blank = one.map(() => 255);
  expect(meanDifference(one, blank)).toBeGreaterThan(4);

  await callItGraphics(page);
  await page.reload();
  await expect(map).toHaveAttribute('data-drawn-by', 'graphics');
  await lassoMiddle(page, map);
  await page.getByRole('button', { name: 'Move', exact: true }).focus();
  const other = await pixelsOf(page, map);
  expect(other).toHaveLength(one.length);
  // The rims of discs are placed to a quarter of a pixel, and those under many others differ by rounding.
  expect(meanDifference(one, other)).toBeLessThan(0.05 * meanDifference(one, blank));
});
