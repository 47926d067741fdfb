import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './program.ts';
import { backToCompared, expectFinished, keep, mapOf, openCompared, patient } from './steps.ts';

/** Where the README's pictures go: into the results, or over the kept ones where snapshots are updated. */
function pictures(): string {
  const { updateSnapshots } = test.info().config;
  const kept = updateSnapshots === 'all' || updateSnapshots === 'changed';
  return resolve(import.meta.dirname, kept ? '../golden' : '../../test-results/pictures');
}

/**
 * Fails with what axe found, in its own words, and where the page as a whole could be scrolled: its parts scroll. Axe's
 * legacy mode opens no second page to put together what it found in frames; there are none.
 */
async function expectAccessible(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    return [scrollWidth - clientWidth, scrollHeight - clientHeight];
  });
  expect(beyond).toEqual([0, 0]);
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
    [],
  );
}

/** What the browser's log says of faults, as it comes. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A run may end between the news of its moving map and the reading of it: that file is gone by then.
    const late = /\/live(-rows)?\.npy/.test(message.location().url);
    if (message.type() === 'error' && !late) faults.push(`${message.text()} ${message.location().url}`);
  });
  return faults;
}

/** Scrolls to parts of a run's page, which are read only then, and waits until there is something in them. */
async function showAll(page: Page, parts: readonly string[]): Promise<void> {
  for (const name of parts) {
    const part = page.getByRole('region', { name, exact: true });
    await part.getByRole('heading', { name, exact: true }).scrollIntoViewIfNeeded();
    await part.scrollIntoViewIfNeeded();
    await expect(part.locator('img').first()).toBeVisible();
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe('with three runs', () => {
    test.use({ prepared: 'three' });

    test(`every page can be read and named in ${colorScheme}, without a fault in the browser's log`, async ({
      page,
      program,
    }) => {
      const faults = faultsOf(page);
      await page.emulateMedia({ colorScheme });
      await page.goto(program.url);
      await expect(page.getByRole('link', { name: 'Handwritten digits' }).first()).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Storage' }).click();
      await expect(page.getByText('Nothing is in it.')).toBeVisible();
      await expectAccessible(page);
      await openCompared(page, program.url, 3);
      await mapOf(page, 'PCA 8').focus();
      for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight');
      await expect(
        page.getByRole('complementary', { name: 'Classes and sample' }).locator('img'),
      ).toHaveCount(3);
      await expectAccessible(page);
      const foot = await page.getByRole('contentinfo').boundingBox();
      await page.screenshot({
        path: resolve(pictures(), `compare-${colorScheme}.png`),
        clip: { x: 0, y: 0, width: 1440, height: foot?.y ?? 900 },
      });

      await page.keyboard.press('n');
      const neighbours = page.getByRole('region', { name: 'Neighbours', exact: true });
      await expect(neighbours.getByRole('button', { name: /^10th nearest/ })).toHaveCount(3);
      await expectAccessible(page);
      await page.keyboard.press('Escape');

      const below = {
        'Class pairs': /^How well/,
        Confusion: /^Confusion matrix of/,
        Silhouettes: /^Silhouettes of/,
      };
      for (const [view, name] of Object.entries(below)) {
        await page.getByText(view, { exact: true }).click();
        await expect(page.getByRole(/^S/.test(view) ? 'group' : 'application', { name })).toHaveCount(3);
        await expectAccessible(page);
      }
      await page.getByText('Scores only', { exact: true }).click();
      await page
        .getByRole('button', { name: /more scores$/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Neighbours kept' }).first().click();
      await page.getByRole('button', { name: 'Table', exact: true }).click();
      await page.getByLabel('All of each group').check();
      await page.getByLabel('Colour by').selectOption({ label: 'Silhouette' });
      await expect(page.getByRole('region', { name: 'Colours' })).toBeVisible();
      await expectAccessible(page);

      await page.getByLabel('Map', { exact: true }).selectOption({ label: 'Principal components' });
      await page.getByText('3-D', { exact: true }).click();
      await page.getByRole('button', { name: 'Make all 3' }).click();
      await expect(page.locator('.gizmo line')).toHaveCount(9);
      await expectAccessible(page);

      await page.getByRole('button', { name: 'Actions for PCA 8' }).click();
      await page.getByRole('menuitem', { name: 'Export…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');

      await page.getByRole('link', { name: 'Runs' }).click();
      await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
      await expectAccessible(page);
      expect(faults).toEqual([]);
    });
  });

  test(`a dataset is kept, and a sweep and its form can be read and named in ${colorScheme}`, async ({
    page,
    program,
  }) => {
    const faults = faultsOf(page);
    await page.emulateMedia({ colorScheme });
    await page.goto(program.url);
    await expect(page.getByRole('heading', { name: 'Drop a dataset folder or file' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Try the handwritten digits' }).click();
    await expect(page.getByText('1,797 samples × 64 features')).toBeVisible();
    await expectAccessible(page);
    await keep(page);
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Set up a sweep' }).click();
    await page.getByRole('textbox', { name: 'Code sizes' }).fill('2, 16');
    const methods = page.getByRole('group', { name: 'Methods' });
    await methods.getByRole('checkbox', { name: /^Autoencoder/ }).uncheck();
    await methods.getByRole('checkbox', { name: /^Linear discriminant/ }).check();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Start 3 runs' }).click();
    await expect(page.getByText(/^3 runs finished/)).toBeVisible(patient);
    await page
      .getByRole('img', { name: /^PCA, 16 numbers per sample/ })
      .first()
      .focus();
    await expectAccessible(page);

    await page.getByRole('checkbox', { name: 'All finished runs' }).check();
    await page.getByRole('button', { name: 'Compare 3 chosen runs' }).click();
    await expectFinished(page, 3);
    await page.getByRole('button', { name: 'Dimension curve' }).click();
    await expect(page.getByRole('group', { name: /^Neighbour accuracy by code size/ })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: /^k = / }).click();
    await page.getByRole('spinbutton', { name: 'Metrics with k =' }).fill('0');
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  test.describe('with two runs', () => {
    test.use({ prepared: 'two' });

    test(`the page of a run can be read and named in ${colorScheme}, in all its parts`, async ({
      page,
      program,
    }) => {
      const faults = faultsOf(page);
      await page.emulateMedia({ colorScheme });
      await openCompared(page, program.url, 2);
      await page.getByRole('button', { name: 'Add a representation' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Method').selectOption({ label: 'Variational autoencoder' });
      await dialog.getByLabel('Epochs', { exact: true }).fill('5');
      await dialog.getByRole('button', { name: 'Start' }).click();
      await expectFinished(page, 3);

      await page.getByRole('link', { name: 'PCA 8', exact: true }).click();
      await showAll(page, ['Reconstructions', 'Code', 'Directions']);
      await expectAccessible(page);
      await backToCompared(page, 3);

      await page.getByRole('link', { name: 'Variational autoencoder 8', exact: true }).click();
      await showAll(page, ['Reconstructions', 'Code', 'First layer']);
      await expect(page.getByRole('list', { name: 'Samples drawn with seed 0' })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Continue with other settings…' }).click();
      await expect(dialog).toBeVisible();
      await expectAccessible(page);
      expect(faults).toEqual([]);
    });
  });
}

test('the whole job is done by keyboard alone', async ({ page, program }) => {
  await page.goto(program.url);
  const press = async (name: string | RegExp): Promise<void> => {
    const button = page.getByRole('button', { name });
    await expect(button).toBeEnabled();
    for (let tab = 0; tab < 80; tab++) {
      if (await button.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
  };
  await press('Try the handwritten digits');
  await press('Keep this dataset');
  await press(/^Compare \d+ representations$/);
  await expect(page.locator('section[data-status="finished"]')).toHaveCount(3, patient);
  const map = mapOf(page, 'Raw features');
  for (let tab = 0; tab < 80; tab++) {
    if (await map.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 sample selected')).toBeVisible();
});
