import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test } from './program.ts';
import { openCompared, saveChart } from './steps.ts';

test.use({ prepared: 'two' });

test('what is confused is found in a matrix, selected on all maps and shown', async ({ page, program }) => {
  await openCompared(page, program.url, 2);
  const column = page.getByRole('region', { name: 'PCA 8', exact: true });

  await test.step('scores have intervals, and more of them are a click away in all columns', async () => {
    const accuracy = column.locator('[data-metric="knn_accuracy"]');
    await expect(accuracy).toContainText(/\d+\.\d to \d+\.\d\s%/);
    const hidden = page.locator('[data-metric="davies_bouldin"]');
    await expect(hidden).toHaveCount(0);
    await column.getByRole('button', { name: /^\d+ more scores$/ }).click();
    await expect(hidden).toHaveCount(2);
    await column.getByRole('button', { name: 'Distance correlation' }).click();
    await expect(column.getByText(/all 64,261 pairs/)).toBeVisible();
    await column.getByRole('button', { name: 'Fewer scores' }).click();
  });

  await test.step('the worst pair of classes opens the samples it confuses', async () => {
    await page.getByText('Class pairs', { exact: true }).click();
    await column.getByRole('button', { name: /^3 and 9/ }).click();
    await expect(page.getByText(/^\d+ samples? selected$/)).toBeInViewport();
    await expect(page.getByText('3 and 9 in PCA 8, confused with each other.')).toBeInViewport();
    await expect(page.getByRole('img', { name: /^Selected sample/ }).first()).toBeVisible();
  });

  await test.step('a cell of a confusion matrix is gone to by keyboard, and opens its samples', async () => {
    await page.getByText('Confusion', { exact: true }).click();
    await column.getByLabel('Classifier').selectOption({ label: 'Linear' });
    const matrix = page.getByRole('application', { name: 'Confusion matrix of “Linear” in PCA 8' });
    await matrix.focus();
    await page.keyboard.press('ArrowRight');
    await expect(column.getByText(/classified correctly, [\d.]+\s%: \d+ samples$/)).toBeAttached();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/, classified correctly by “Linear” on PCA 8\.$/)).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(page.getByText(/samples? selected$/)).toHaveCount(0);
  });

  await test.step('a class of the silhouettes is left alone on the maps', async () => {
    await page.getByText('Silhouettes', { exact: true }).click();
    const band = column.getByRole('button', { name: /^7, \d\.\d+ on average, 36 samples$/ });
    await band.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /^0, 178 samples$/ })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Show all', exact: true })).toHaveCount(0);
  });
});

test('maps are coloured by how each sample fares, and the legend says what the colours mean', async ({
  page,
  program,
}) => {
  await openCompared(page, program.url, 2);
  const colourBy = page.getByLabel('Colour by');
  const aside = page.getByRole('complementary', { name: 'Classes and sample' });
  await colourBy.selectOption({ label: 'Silhouette' });
  await expect(aside.getByRole('img', { name: /^Colours of Silhouette: from ≤? ?−/ })).toBeVisible();
  await colourBy.selectOption({ label: 'Neighbour accuracy' });
  await expect(aside.getByText('wrong')).toBeVisible();
  await aside.getByLabel('Of', { exact: true }).selectOption({ label: 'PCA 8' });

  await page.getByRole('application', { name: 'Map of PCA 8', exact: true }).focus();
  await page.getByText('Held-out', { exact: true }).click();
  await page.getByRole('application', { name: 'Map of PCA 8', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(aside.getByText(/^(right|wrong)$/).last()).toBeVisible();
  await colourBy.selectOption({ label: 'k-means clusters' });
  await expect(aside.getByText('cluster 1', { exact: true }).first()).toBeVisible();
  await expect(aside.getByRole('definition').first()).toHaveText(/^cluster \d+$/);
  await aside.getByRole('button', { name: 'Back to the classes' }).click();
  await expect(aside.getByRole('heading', { name: '10 classes' })).toBeVisible();
});

test('all figures are a table that is sorted and copied, and every chart is saved as SVG and PNG', async ({
  page,
  program,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openCompared(page, program.url, 2);
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  const table = page.getByRole('region', { name: 'Table of figures' });
  const first = table.getByRole('rowheader').first();
  const header = table.getByRole('columnheader', { name: 'Silhouette' });
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect(first).toHaveText('PCA 8');
  await header.getByRole('button').click();
  await expect(first).toHaveText('Raw features');

  const copied = async (format: string): Promise<string> => {
    await page.getByRole('button', { name: `Copy as ${format}` }).click();
    await expect(page.getByText(`The table is on the clipboard as ${format}.`)).toBeVisible();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied('CSV')).toMatch(/^run,method,dim,knn_accuracy,knn_accuracy_low/);
  expect(await copied('Markdown')).toContain('| Raw features | 64 |');
  expect(await copied('LaTeX')).toContain('\\begin{tabular}');

  const svg = await saveChart(page, 'Save the chart “Map of PCA 8”', 'SVG');
  expect(svg.suggestedFilename()).toBe('map-of-pca-8.svg');
  const markup = readFileSync(await svg.path(), 'utf8');
  expect(markup).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  // 1,797 points and the keys of ten classes, with nothing that needs a style sheet.
  expect(markup.match(/M[\d.]+ [\d.]+a/g)).toHaveLength(1_797);
  expect(markup).not.toMatch(/<image|class=|style=|var\(/);
  const png = await saveChart(page, /^Save the chart “Explained variance of PCA 8/, 'PNG');
  const picture = readFileSync(await png.path());
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  // A PNG's width is at byte 16: twice that of the chart.
  expect(picture.readUInt32BE(16)).toBeGreaterThan(500);
});

test('a map is made, watched and kept, and the whole saved as a page', async ({ page, program }) => {
  await openCompared(page, program.url, 2);
  const column = page.getByRole('region', { name: 'PCA 8', exact: true });

  await test.step('UMAP of one run is made while it is looked at, and kept', async () => {
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'UMAP' });
    await column.getByRole('button', { name: 'Make this map' }).click();
    await expect(column.getByRole('progressbar', { name: 'UMAP of PCA 8: progress' })).toBeVisible();
    await expect(column.getByRole('progressbar')).toHaveCount(0);
    await expect(column.locator('[data-drawn="true"]')).toBeVisible();
  });

  await test.step('and is there again, without being made', async () => {
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'As kept' });
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'UMAP' });
    await expect(column.locator('[data-drawn="true"]')).toBeVisible();
    await expect(column.getByRole('button', { name: 'Make this map' })).toHaveCount(0);
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'As kept' });
  });

  await test.step('with other settings it can be given up, or ended early and kept', async () => {
    const setEpochs = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Map settings…' }).click();
      const dialog = page.getByRole('dialog', { name: 'UMAP: settings' });
      await dialog.getByLabel('Epochs').fill('5000');
      await dialog.getByRole('button', { name: 'Make 2 maps' }).click();
    };
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'UMAP' });
    await expect(column.getByText(/^Default settings\. Made in /)).toBeVisible();
    await setEpochs();
    const cancels = page.getByRole('button', { name: 'Cancel', exact: true });
    await expect(cancels).toHaveCount(2);
    await cancels.first().click();
    await expect(cancels).toHaveCount(1);
    await cancels.click();
    await expect(cancels).toHaveCount(0);
    await expect(column.getByText(/^Default settings\. Made in /)).toBeVisible();

    await setEpochs();
    const raw = page.getByRole('region', { name: 'Raw features', exact: true });
    for (const each of [raw, column]) {
      await each.getByRole('button', { name: 'Stop and keep' }).click();
      await expect(each.getByRole('progressbar')).toHaveCount(0);
    }
    await expect(column.getByText(/^Epochs: 5000\. Made in .*early/)).toBeVisible();
    await page.getByLabel('Map', { exact: true }).selectOption({ label: 'As kept' });
  });

  await test.step('the report is one page with what is compared', async () => {
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report', exact: true }).click();
    const report = await waiting;
    expect(report.suggestedFilename()).toMatch(/compared\.html$/);
    expect(readFileSync(await report.path(), 'utf8')).toContain('PCA 8');
  });
});

test('a run that is renamed is called so at once in the sentence that compares it', async ({
  page,
  program,
}) => {
  await openCompared(page, program.url, 2);
  await expect(page.locator('.verdict')).toContainText('PCA 8');
  await page.getByRole('button', { name: 'Actions for PCA 8' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name of the run' }).fill('Eight <b>numbers</b>');
  await page.keyboard.press('Enter');
  await expect(page.locator('.verdict')).toContainText('Eight <b>numbers</b>');
});
