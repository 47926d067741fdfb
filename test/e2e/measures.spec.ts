import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { dropOn, test } from './program.ts';
import { compareAll, expectFinished, keep, openCompared, patient } from './steps.ts';

test.use({ prepared: 'two' });

test('columns are measured anew with other neighbours, one after the other, and what is cancelled stays', async ({
  page,
  program,
}) => {
  await openCompared(page, program.url, 2);
  const raw = page.getByRole('region', { name: 'Raw features', exact: true });
  const pca = page.getByRole('region', { name: 'PCA 8', exact: true });
  const form = page.getByRole('form', { name: 'Neighbours of the metrics' });
  const opener = page.getByRole('button', { name: /^k = / });
  const k = form.getByRole('spinbutton');
  const accuracy = '[data-metric="knn_accuracy"]';
  const before = await pca.locator(accuracy).textContent();

  await test.step('neighbours are said with the score, and nothing is to be measured while all have them', async () => {
    await expect(pca.locator(accuracy)).toContainText('k = 5');
    await opener.click();
    await expect(form.getByRole('button', { name: 'Re-evaluate' })).toBeDisabled();
  });

  await test.step('what is no number of neighbours is refused where it is typed', async () => {
    await k.fill('0');
    await expect(form.getByRole('alert')).toHaveText('k is a whole number from 1 to 1000.');
    await expect(form.getByRole('button')).toBeDisabled();
    await k.fill('7');
    await expect(form.getByRole('alert')).toHaveCount(0);
  });

  await test.step('what is cancelled stays as it was', async () => {
    await form.getByRole('button', { name: 'Re-evaluate 2 runs' }).click();
    await expect(page.getByRole('progressbar', { name: 'Re-evaluation: progress' })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel re-evaluation', exact: true }).click();
    await expect(page.getByRole('progressbar', { name: 'Re-evaluation: progress' })).toHaveCount(0);
    expect(await pca.locator(accuracy).textContent()).toBe(before);
    await expect(raw.locator(accuracy)).toContainText('k = 5');
  });

  await test.step('a column alone is measured anew, and both say that they differ', async () => {
    await page.getByRole('button', { name: /^Columns: / }).click();
    await page.getByRole('checkbox', { name: 'Raw features' }).uncheck();
    await page.keyboard.press('Escape');
    await opener.click();
    await form.getByRole('button', { name: 'Re-evaluate 1 run' }).click();
    await expect(pca.locator(accuracy)).toContainText('k = 7');
    await page.getByRole('button', { name: /^Columns: / }).click();
    await page.getByRole('checkbox', { name: 'Raw features' }).check();
    await page.keyboard.press('Escape');
    await expect(raw.getByText('Measured with k = 5, others shown here with k = 7.')).toBeVisible();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    const all = page.getByRole('region', { name: 'All figures' });
    await expect(
      all.getByText(/cannot be compared: k\s=\s5 \(Raw features\) and k\s=\s7 \(PCA 8\)/),
    ).toBeVisible();
    await expect(all.getByRole('row', { name: /^PCA 8/ })).toContainText('k = 7');
    await expect(pca.locator(accuracy)).not.toContainText('best');
  });

  await test.step('from there the other is measured too, and its figures are others', async () => {
    await raw.getByRole('button', { name: 'Re-evaluate' }).click();
    await expect(raw.locator(accuracy)).toContainText('k = 7');
    await expect(page.getByText(/^Measured with k/)).toHaveCount(0);
    await page
      .getByRole('button', { name: /more scores$/ })
      .first()
      .click();
    await expect(raw.locator('[data-metric="neighborhood_hit"]')).toContainText('k = 7');
    await expect(page.getByRole('columnheader', { name: /^Neighbour accuracy/ })).toContainText('k = 7');
  });
});

test('more neighbours than there are samples are refused in place, once', async ({ page, program }) => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-few-'));
  const lines = Array.from(
    { length: 60 },
    (_, i) => `${i % 7},${(i * i) % 11},${i},${i % 2 ? 'odd' : 'even'}`,
  );
  writeFileSync(join(folder, 'sixty.csv'), ['a,b,c,label', ...lines].join('\n'));
  await page.goto(program.url);
  await dropOn(page, 'section[aria-label="Add a dataset"]', [folder]);
  await keep(page);
  await page.getByRole('checkbox', { name: /^Autoencoder / }).uncheck();
  await compareAll(page, 2);
  const form = page.getByRole('form', { name: 'Neighbours of the metrics' });
  await page.getByRole('button', { name: /^k = / }).click();
  await form.getByRole('spinbutton').fill('100');
  await form.getByRole('button', { name: 'Re-evaluate 2 runs' }).click();
  await expect(page.getByRole('alert')).toHaveText(/too few for 100 neighbours: choose at most 48\.$/);
  await expect(page.getByText('k = 100')).toHaveCount(0);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  rmSync(folder, { recursive: true });
});

test('the dimension curve of a sweep shows any metric, with the columns pointed out on it', async ({
  page,
  program,
}) => {
  await openCompared(page, program.url, 2);
  const section = page.getByRole('region', { name: 'Dimension curve' });

  await test.step('without a sweep it leads to where one is set up', async () => {
    await page.getByRole('button', { name: 'Dimension curve' }).click();
    await section.getByRole('link', { name: 'set one up on the dataset’s page' }).click();
    await page.getByRole('button', { name: 'Set up a sweep' }).click();
    await page.getByRole('textbox', { name: 'Code sizes' }).fill('2, 4, 16');
    await page
      .getByRole('checkbox', { name: /^Autoencoder/ })
      .last()
      .uncheck();
    await page.getByRole('button', { name: 'Start 3 runs' }).click();
    await expect(page.getByText(/^3 runs finished/)).toBeVisible(patient);
  });

  await test.step('every metric can be chosen, by group, also on the page of the sweep', async () => {
    const metrics = page.getByLabel('Metric', { exact: true });
    await expect(metrics.locator('optgroup[label="Without labels"]')).toBeAttached();
    await metrics.selectOption('bytes_per_sample');
    await expect(
      page.getByRole('group', { name: /^Bytes per sample by code size: PCA 8\sB at 2/ }),
    ).toBeVisible();
  });

  await test.step('columns are pointed out with their names, also beside the sizes of the sweep', async () => {
    await page.getByRole('link', { name: 'Handwritten digits' }).first().click();
    await page.getByRole('button', { name: 'Open the comparison' }).click();
    await expectFinished(page, 2);
    await page.getByRole('button', { name: 'Dimension curve' }).click();
    const marks = section.getByRole('img');
    await expect(marks).toHaveCount(4);
    await expect(
      section.getByRole('img', { name: /^PCA 8, PCA, 8 numbers per sample, Neighbour accuracy .*k = 5$/ }),
    ).toBeVisible();
    await expect(section.getByText(/^Raw features \d/)).toBeVisible();
    await section.getByRole('img', { name: /^PCA, 2 numbers/ }).focus();
    await page.keyboard.press('Tab');
    await expect(section.getByRole('img', { name: /^PCA 8, PCA/ })).toBeFocused();
    await expect(section.locator('.chart-tip')).toContainText('8 numbers per sample');
  });

  await test.step('another metric is drawn, and the chart is saved', async () => {
    await section.getByLabel('Metric').selectOption({ label: 'Reconstruction error' });
    await expect(
      section.getByRole('group', { name: /^Reconstruction error by code size: PCA/ }),
    ).toBeVisible();
    await expect(
      section.getByText('Without a figure of “Reconstruction error”: Raw features.'),
    ).toBeVisible();
    const save = section.getByRole('button', { name: /^Save the chart/ });
    await save.focus();
    await page.keyboard.press('Enter');
    const waiting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save as SVG' }).click();
    const markup = readFileSync(await (await waiting).path(), 'utf8');
    expect(markup).toContain('PCA 8</text>');
    expect(markup).not.toMatch(/class=|style=|var\(/);
  });
});
