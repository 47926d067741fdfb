import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { decodeNpy } from '../../src-main/contract/npy.ts';
import { sha256, test } from './program.ts';
import {
  compareAll,
  expectFinished,
  keepTheSample,
  lassoMiddle,
  mapOf,
  openCompared,
  openKept,
  typeInto,
} from './steps.ts';

test('the sample is kept, compared, lassoed and exported, and all is there after a restart', async ({
  page,
  program,
}) => {
  await page.goto(program.url);
  await keepTheSample(page);
  await compareAll(page, 3);

  await test.step('a sentence says who won, and each column has its scores', async () => {
    await expect(page.locator('.verdict')).toContainText(/held-out samples/);
    for (const name of ['PCA 8', 'Autoencoder 8']) {
      const column = page.getByRole('region', { name, exact: true });
      await expect(column.getByText(/^\d+\.\d\s?%$/).first()).toBeVisible();
    }
  });

  await test.step('a lasso in one map selects in all, and a second clears it', async () => {
    await page.getByRole('button', { name: 'Lasso', exact: true }).click();
    await lassoMiddle(page, mapOf(page, 'PCA 8'));
    await expect(page.getByText(/^[\d,]+ samples selected$/)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText(/samples selected$/)).toHaveCount(0);
    await page.getByRole('button', { name: 'Move', exact: true }).click();
  });

  await test.step('hovering shows the sample, its label and its reconstruction', async () => {
    const map = mapOf(page, 'PCA 8');
    await map.focus();
    await page.keyboard.press('ArrowRight');
    const classes = page.getByRole('complementary', { name: 'Classes and sample' });
    const pictures = classes.locator('img');
    await expect(pictures).toHaveCount(3);
    for (const picture of await pictures.all()) {
      await expect
        .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(0);
    }
  });

  const to = mkdtempSync(join(tmpdir(), 'isthmus-export-'));
  await test.step('codes are exported as arrays that hold what was promised', async () => {
    await page.getByRole('button', { name: 'Actions for Autoencoder 8' }).click();
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(to);
    await dialog.getByRole('button', { name: 'Write' }).click();
    await expect(dialog.getByRole('rowheader', { name: 'codes.npy' })).toBeVisible();
    const codes = decodeNpy(readFileSync(join(to, 'codes.npy')), 'codes.npy');
    expect(codes).toMatchObject({ shape: [1797, 8], dtype: 'float32' });
    expect(codes.data.every(Number.isFinite)).toBe(true);
    expect(readdirSync(to).toSorted()).toEqual(
      ['classes.json', 'codes.npy', 'ids.npy', 'labels.npy', 'run.json', 'split.npy'].toSorted(),
    );

    const first = readdirSync(to).map((name) => sha256(join(to, name)));
    await dialog.getByRole('button', { name: 'Write' }).click();
    await expect(dialog.getByRole('rowheader', { name: 'codes.npy' })).toBeVisible();
    expect(readdirSync(to).map((name) => sha256(join(to, name)))).toEqual(first);

    const waiting = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download a zip' }).click();
    expect((await waiting).suggestedFilename()).toMatch(/\.zip$/);
    await page.keyboard.press('Escape');
  });
  rmSync(to, { recursive: true });

  await test.step('after a restart the open page comes back by itself, and a new one shows the same', async () => {
    const verdict = await page.locator('.verdict').textContent();
    await program.end('SIGTERM');
    await expect(page.getByText('Isthmus cannot be reached')).toBeVisible();
    await program.start();
    await expect(page.getByText('Isthmus cannot be reached')).toHaveCount(0);
    await page.goto(program.url);
    await page.getByRole('link', { name: 'Compare 3' }).click();
    await expectFinished(page, 3);
    await expect(page.locator('.verdict')).toHaveText(verdict ?? '');
  });
});

test.describe('with the digits kept', () => {
  test.use({ prepared: 'kept' });

  test('a run gets the parameters that were typed', async ({ page, program }) => {
    await openKept(page, program.url);
    await page.getByLabel('Raw features').uncheck();
    await page.getByLabel('PCA').uncheck();
    await page.getByText('Parameters', { exact: true }).click();
    await typeInto(page, 'Hidden layers', '24,12');
    await typeInto(page, 'Epochs', '3');
    await page.getByRole('button', { name: 'Compare 1 representation' }).click();
    await expectFinished(page, 1);
    await expect(page.getByText(/^3 epochs/)).toBeVisible();
  });
});

test.describe('with two runs', () => {
  test.use({ prepared: 'two' });

  test('a run that SIGKILL ended is shown as interrupted, and what was finished before is whole', async ({
    page,
    program,
  }) => {
    await openCompared(page, program.url, 2);

    await page.getByRole('button', { name: 'Add a representation' }).click();
    const dialog = page.getByRole('dialog');
    await test.step('it cannot be started with what is no number, nor with the number before it', async () => {
      const seed = dialog.getByLabel('Seed');
      await seed.fill('');
      await expect(dialog.getByText('The seed is a whole number from 0 to 4,294,967,295.')).toBeVisible();
      await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled();
      await seed.fill('0');
    });
    await dialog.getByRole('button', { name: /^(Add|Start|Run)/ }).click();
    const training = page.getByRole('region', { name: 'Autoencoder 8', exact: true });
    await expect(training).toHaveAttribute('data-status', 'running');
    await expect(training.getByText(/epoch/i).first()).toBeVisible();

    await program.end('SIGKILL');
    await program.start();
    await page.goto(program.url);
    await page.getByRole('link', { name: 'Compare 2' }).click();
    await expectFinished(page, 2);
    await expect(training).toHaveAttribute('data-status', 'interrupted');
    await expect(training.getByText('The program ended while this ran')).toBeVisible();
  });
});
