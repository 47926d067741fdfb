import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './program.ts';
import { callItGraphics, drawn, lassoMiddle, mapOf, openCompared } from './steps.ts';

test.use({ prepared: 'two' });

/** Red, green, blue and alpha of every pixel of a map, once it is at rest, over white. */
async function pixelsOf(page: Page, map: Locator): Promise<number[]> {
  await expect(map).toHaveAttribute('data-drawn', 'true');
  await drawn(page);
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

/** How far a picture is from a white one. */
const inkOf = (pixels: readonly number[]): number =>
  meanDifference(
    pixels,
    pixels.map(() => 255),
  );

/** A flat map with some rows selected, and the same in 3-D, turned by keys. */
async function picturesOf(page: Page, map: Locator): Promise<{ flat: number[]; deep: number[] }> {
  await lassoMiddle(page, map);
  await page.getByRole('button', { name: 'Move', exact: true }).focus();
  const flat = await pixelsOf(page, map);
  await page.getByLabel('Map', { exact: true }).selectOption({ label: 'Principal components' });
  await page.getByText('3-D', { exact: true }).click();
  const make = page.getByRole('button', { name: 'Make all 2' });
  await map.or(make).first().waitFor();
  if (await make.isVisible()) await make.click();
  await expect(map.locator('.gizmo line')).toHaveCount(3);
  await map.focus();
  for (let turn = 0; turn < 3; turn++) await page.keyboard.press('Alt+ArrowRight');
  const deep = await pixelsOf(page, map);
  return { flat, deep };
}

test('maps look the same, drawn by the graphics device or by the processor', async ({ page, program }) => {
  // Maps then do not glide, and are at rest once they are drawn.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openCompared(page, program.url, 2);
  const map = mapOf(page, 'PCA 8');
  const one = await picturesOf(page, map);
  expect(inkOf(one.flat)).toBeGreaterThan(4);

  await callItGraphics(page);
  await page.reload();
  await expect(map).toHaveAttribute('data-drawn-by', 'graphics');
  const other = await picturesOf(page, map);
  expect(meanDifference(other.flat, other.deep)).toBeGreaterThan(4);
  for (const kind of ['flat', 'deep'] as const) {
    expect(other[kind]).toHaveLength(one[kind].length);
    // The rims of discs are placed to a quarter of a pixel, and those under many others differ by rounding.
    expect(meanDifference(one[kind], other[kind])).toBeLessThan(0.05 * inkOf(one[kind]));
  }
});
