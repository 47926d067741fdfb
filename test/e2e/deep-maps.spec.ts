import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './program.ts';
import { drawn, lassoMiddle, mapOf, openCompared, saveChart } from './steps.ts';

test.use({ prepared: 'two' });

/** The points of a map as they are drawn, without what is marked on them. */
async function pictureOf(map: Locator): Promise<string> {
  return map.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
}

/** Waits until a map is drawn as it now stands, and takes its picture. */
async function atRest(page: Page, map: Locator): Promise<string> {
  await drawn(page);
  return pictureOf(map);
}

async function dragMiddle(page: Page, map: Locator, right: number, down: number): Promise<void> {
  const box = await map.boundingBox();
  if (box === null) throw new Error('The map is not on the page.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++) {
    await page.mouse.move(x + (right * step) / 8, y + (down * step) / 8);
  }
  await page.mouse.up();
}

test('maps of three axes are made, turned by dragging and by keys, and used as flat ones are', async ({
  page,
  program,
}) => {
  // Maps then do not glide, and are at rest once they are drawn.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openCompared(page, program.url, 2);
  const map = mapOf(page, 'PCA 8');
  const other = mapOf(page, 'Raw features');
  const turning = page.getByRole('button', { name: 'Turn', exact: true });
  const marker = map.locator('.marker');

  await test.step('there is a third axis for maps that are made, and dragging turns them by itself', async () => {
    await expect(page.getByText('3-D', { exact: true })).toHaveCount(0);
    await expect(turning).toHaveCount(0);
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'Principal components' });
    await page.getByText('3-D', { exact: true }).click();
    await page.getByRole('button', { name: 'Make all 2' }).click();
    await expect(page.locator('.gizmo line')).toHaveCount(6);
    await expect(map.locator('.ticks text')).toHaveCount(0);
    await expect(turning).toHaveAttribute('aria-pressed', 'true');
  });

  const first = await atRest(page, map);
  const otherFirst = await atRest(page, other);

  await test.step('a drag turns all of them, and selects nothing', async () => {
    await dragMiddle(page, map, 90, -40);
    const turned = await atRest(page, map);
    expect(turned).not.toBe(first);
    expect(await pictureOf(other)).not.toBe(otherFirst);
    await expect(page.getByText(/samples? selected$/)).toHaveCount(0);
  });

  await test.step('See all turns them back', async () => {
    await page.getByRole('button', { name: 'See all' }).click();
    expect(await atRest(page, map)).toBe(first);
    expect(await pictureOf(other)).toBe(otherFirst);
  });

  await test.step('Alt with an arrow key turns them, with the marked sample on its point; 0 turns back', async () => {
    await map.focus();
    await page.keyboard.press('ArrowRight');
    const before = await marker.getAttribute('transform');
    expect(before).toMatch(/^translate/);
    for (let turn = 0; turn < 6; turn++) await page.keyboard.press('Alt+ArrowLeft');
    await expect(marker).not.toHaveAttribute('transform', before ?? '');
    expect(await atRest(page, map)).not.toBe(first);
    await page.keyboard.press('0');
    await expect(marker).toHaveAttribute('transform', before ?? '');
    expect(await atRest(page, map)).toBe(first);
  });

  await test.step('on a turned map the pointer finds what is seen there', async () => {
    for (let turn = 0; turn < 4; turn++) await page.keyboard.press('Alt+ArrowUp');
    const place = /translate\(([\d.]+),([\d.]+)\)/.exec((await marker.getAttribute('transform')) ?? '');
    const marked = await page
      .getByRole('region', { name: 'Sample', exact: true })
      .locator('.ids')
      .textContent();
    const box = await map.boundingBox();
    await map.hover();
    await page.mouse.move(0, 0);
    await expect(marker).toHaveAttribute('visibility', 'hidden');
    await page.mouse.move((box?.x ?? 0) + Number(place?.[1]), (box?.y ?? 0) + Number(place?.[2]));
    await expect(marker).toBeVisible();
    await expect(page.getByRole('region', { name: 'Sample', exact: true }).locator('.ids')).toHaveText(
      marked ?? '',
    );
  });

  await test.step('the lasso takes what is seen inside it', async () => {
    await page.getByRole('button', { name: 'Lasso', exact: true }).click();
    await lassoMiddle(page, map);
    await expect(page.getByText(/^[\d,]+ samples selected$/)).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    await expect(turning).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('it is saved as it is seen', async () => {
    const svg = await saveChart(page, 'Save the chart “Map of PCA 8”', 'SVG');
    const markup = readFileSync(await svg.path(), 'utf8');
    expect(markup.match(/M[\d.]+ [\d.]+a/g)).toHaveLength(1_797);
    expect(markup.match(/<line /g)).toHaveLength(3);
    expect(markup).not.toMatch(/<image|class=|style=|var\(/);
  });

  await test.step('flat ones are moved again, and there is nothing to turn', async () => {
    await page.getByText('2-D', { exact: true }).click();
    await expect(turning).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Move', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await page.getByText('3-D', { exact: true }).click();
    await expect(page.locator('.gizmo line')).toHaveCount(6);
  });

  await test.step('one is turned while it is made, and kept as it is', async () => {
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'UMAP' });
    await page.getByRole('button', { name: 'Map settings…' }).click();
    const dialog = page.getByRole('dialog', { name: 'UMAP in 3-D: settings' });
    await dialog.getByLabel('Epochs').fill('5000');
    await dialog.getByRole('button', { name: 'Make 2 maps' }).click();
    const column = page.getByRole('region', { name: 'PCA 8', exact: true });
    await expect(column.getByRole('progressbar', { name: 'UMAP in 3-D of PCA 8: progress' })).toBeVisible();
    const raw = page.getByRole('region', { name: 'Raw features', exact: true });
    for (const [each, shown] of [
      [raw, other],
      [column, map],
    ] as const) {
      const stop = each.getByRole('button', { name: 'Stop and keep' });
      await expect(stop).toBeVisible();
      await expect(each.locator('.gizmo line')).toHaveCount(3);
      const axis = each.locator('.gizmo line').first();
      const before = await axis.getAttribute('x2');
      await dragMiddle(page, shown, 60, 30);
      await expect(axis).not.toHaveAttribute('x2', before ?? '');
      await stop.click();
      await expect(each.getByRole('progressbar')).toHaveCount(0);
    }
    await expect(column.getByText(/^Epochs: 5000\. Made in .*early/)).toBeVisible();
    await expect(column.locator('.gizmo line')).toHaveCount(3);
  });
});
