import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { sha256, test } from './program.ts';
import { openKept } from './steps.ts';

test.describe('what is kept', () => {
  test.use({ prepared: 'two' });

  test('goes to the trash, is seen there with its size, and comes back as it was', async ({
    page,
    program,
  }) => {
    await openKept(page, program.url);
    const runs = readdirSync(join(program.home, 'runs'));
    const maps = runs.map((run) => sha256(join(program.home, 'runs', run, 'map.npy')));
    await page.getByRole('button', { name: 'What to do with PCA 8' }).click();
    await page.getByRole('menuitem', { name: /^Delete/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('link', { name: 'PCA 8' })).toHaveCount(0);
    await page.getByRole('link', { name: 'See the trash' }).click();

    const row = page.getByRole('row', { name: /PCA 8/ });
    await expect(row).toContainText('Handwritten digits');
    await expect(row).toContainText(/\d\s(kB|MB)/);
    await row.getByRole('button', { name: 'Restore PCA 8' }).click();
    await expect(page.getByText('Nothing is in it.')).toBeVisible();
    await openKept(page, program.url);
    await expect(page.getByRole('link', { name: 'PCA 8' })).toBeVisible();
    expect(runs.map((run) => sha256(join(program.home, 'runs', run, 'map.npy')))).toEqual(maps);
  });

  test('is removed for good only where the trash is emptied', async ({ page, program }) => {
    await page.goto(program.url);
    await page.getByRole('button', { name: 'What to do with Handwritten digits' }).click();
    await page.getByRole('menuitem', { name: /^Delete/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete with 2 runs' }).click();
    await expect(page.getByText('None yet.')).toBeVisible();
    await page.getByRole('link', { name: 'Storage' }).click();
    await expect(page.getByRole('cell', { name: 'Dataset with 2 runs' })).toBeVisible();
    expect(readdirSync(join(program.home, 'runs'))).toHaveLength(2);
    await page.getByRole('button', { name: 'Empty the trash' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
    expect(readdirSync(join(program.home, 'runs'))).toHaveLength(2);
    await page.getByRole('button', { name: 'Empty the trash' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove for good' }).click();
    await expect(page.getByText('Nothing is in it.')).toBeVisible();
    expect(['runs', 'datasets'].flatMap((kind) => readdirSync(join(program.home, kind)))).toEqual([]);
  });

  test('is checked and copied from the page, and what is damaged is named', async ({ page, program }) => {
    await page.goto(`${program.url}#/storage`);
    await page.getByRole('button', { name: 'Check every file' }).click();
    await expect(
      page.getByText(/^Checked: 1 dataset, 2 finished runs and \d+ files\. All are as/),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Back up now' }).click();
    const copy = await page.getByText('The copy is').locator('code').textContent();
    expect(statSync(copy ?? '').size).toBeGreaterThan(0);

    const [run = ''] = readdirSync(join(program.home, 'runs'));
    const path = join(program.home, 'runs', run, 'map.npy');
    const bytes = readFileSync(path);
    bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
    writeFileSync(path, bytes);
    await page.getByRole('button', { name: 'Check every file' }).click();
    await expect(page.getByText(/Not as written: 1\.$/)).toBeVisible();
    await expect(page.getByText(/^map\.npy of the run .* is damaged: put it back/)).toBeVisible();
  });
});
