import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './program.ts';
import { expectFinished, openKept, patient } from './steps.ts';

test.use({ prepared: 'kept' });

/** Opens the form of a sweep on the dataset's page, and enters code sizes and seeds. */
async function plan(page: Page, sizes: string, seeds: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Set up a sweep' }).click();
  await page.getByRole('textbox', { name: 'Code sizes' }).fill(sizes);
  await page.getByRole('spinbutton', { name: 'Seeds' }).fill(seeds);
  return page.getByRole('group', { name: 'Methods' });
}

test('a sweep fills its curves in, is cancelled, goes on, and says which code size it would choose', async ({
  page,
  program,
}) => {
  await openKept(page, program.url);

  await test.step('the form says how many runs it makes, and what it leaves out', async () => {
    const methods = await plan(page, '2, 16', '1');
    await expect(methods.getByRole('checkbox', { name: /^PCA/ })).toBeChecked();
    await expect(page.getByRole('button', { name: 'Start 4 runs' })).toBeEnabled();
    await methods.getByRole('checkbox', { name: /^Linear discriminant/ }).check();
    await expect(page.getByText('Linear discriminant is left out at 16')).toBeVisible();
    await methods.getByRole('checkbox', { name: /^Linear discriminant/ }).uncheck();
    await page.getByRole('textbox', { name: 'Code sizes' }).fill('2, none');
    await expect(page.getByRole('button', { name: /^Start/ })).toBeDisabled();
    await page.getByRole('textbox', { name: 'Code sizes' }).fill('2, 16');
    await page.getByRole('button', { name: 'Start 4 runs' }).click();
  });

  const errors = page.getByRole('group', { name: /^Reconstruction error by code size/ });
  await test.step('the first points are drawn while others are still to come', async () => {
    await expect(page.getByRole('heading', { name: /^PCA and Autoencoder at 2 code sizes/ })).toBeVisible();
    await expect(errors.getByRole('img', { name: /^PCA, 2 numbers per sample/ })).toBeVisible();
    await expect(page.getByText(/^1 of 4 runs finished, 1 running/)).toBeVisible();
  });

  await test.step('cancelling keeps what was finished', async () => {
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByText(/^1 of 4 runs finished, 3 cancelled/)).toBeVisible();
  });

  await test.step('resuming makes the others', async () => {
    await page.getByRole('button', { name: 'Resume 3 runs' }).click();
    await expect(page.getByText(/^4 runs finished/)).toBeVisible(patient);
    await expect(
      page.getByRole('status').filter({ hasText: /numbers per sample instead of 64/ }),
    ).toBeVisible();
    await expect(errors.getByRole('img')).toHaveCount(4);
  });

  await test.step('keys go along a curve and tell its figures', async () => {
    await errors.getByRole('img', { name: /^PCA, 2 numbers/ }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(errors.getByRole('img', { name: /^PCA, 16 numbers/ })).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await expect(errors.locator('.chart-tip')).toContainText('16 numbers per sample');
    await page.getByLabel('Metric', { exact: true }).selectOption('trustworthiness');
    await expect(page.getByRole('group', { name: /^Trustworthiness by code size/ })).toBeVisible();
  });

  await test.step('the runs chosen here are compared, and no others', async () => {
    await page.getByRole('checkbox', { name: 'PCA 2' }).check();
    await page.getByRole('checkbox', { name: 'Autoencoder 2' }).check();
    await page.getByRole('button', { name: 'Compare 2 chosen runs' }).click();
    await expectFinished(page, 2);
    await page.getByRole('button', { name: 'Columns: 2 of 2' }).click();
    await page.getByText(/^Sweep of 4 runs/).click();
    await page.getByRole('checkbox', { name: 'PCA 16' }).check();
    await expectFinished(page, 3);
  });

  await test.step('runs of a sweep are not counted among the others, and go with it', async () => {
    await page.goto(`${program.url}#/`);
    await expect(page.getByRole('link', { name: 'Handwritten digits' }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: /^Compare \d/ })).toHaveCount(0);
    await page.getByRole('link', { name: 'Handwritten digits' }).first().click();
    await expect(page.getByText('No runs yet.')).toBeVisible();
    await page.getByRole('link', { name: /^PCA and Autoencoder at 2 code sizes/ }).click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete with 4 runs' }).click();
    await expect(page.getByRole('heading', { name: 'Sweep over code sizes' })).toBeVisible();
    await expect(page.getByRole('link', { name: /^PCA and Autoencoder at 2 code sizes/ })).toHaveCount(0);
  });
});

test('a preset sets parameters and code size, and the run knows it', async ({ page, program }) => {
  await openKept(page, program.url);
  await page.getByLabel('Raw features').uncheck();
  await page.getByLabel('PCA').uncheck();
  await page.getByLabel('Preset').selectOption('Small code');
  await expect(page.getByLabel('Code size', { exact: true })).toHaveValue('2');
  await page.getByText('Parameters', { exact: true }).click();
  await page.getByLabel('Epochs').fill('3');
  await page.getByLabel('Epochs').blur();
  await expect(page.getByText('Changed since: Epochs.')).toBeVisible();
  await page.getByRole('button', { name: 'Compare 1 representation' }).click();
  await expectFinished(page, 1);
  await expect(page.getByText(/^3 epochs/)).toBeVisible();
});

test('a method that cannot have the common code size asks before it takes a smaller one', async ({
  page,
  program,
}) => {
  await openKept(page, program.url);
  await page.getByRole('checkbox', { name: /^Autoencoder / }).uncheck();
  await page.getByText('More methods').click();
  await page.getByRole('checkbox', { name: /^Linear discriminant/ }).check();
  await page.getByLabel('Code size', { exact: true }).fill('16');
  const start = page.getByRole('button', { name: 'Compare 3 representations' });
  await expect(
    page.getByText('A code size of 16 is above the 9 columns that 10 classes allow'),
  ).toBeVisible();
  await expect(start).toBeDisabled();
  await page.getByRole('checkbox', { name: /^Use a code size of 9 here/ }).check();
  await start.click();
  await expectFinished(page, 3);
  await expect(page.getByRole('region', { name: 'Linear discriminant 9', exact: true })).toBeVisible();
});
