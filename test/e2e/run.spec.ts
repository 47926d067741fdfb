import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './program.ts';
import { backToCompared, openCompared, patient } from './steps.ts';

/** A picture's own bytes, as its URL holds them or leads to them. */
const source = (picture: Locator): Promise<string | null> => picture.getAttribute('src');

/** Goes to a run's page from its name in the column of the compare page. */
async function openRun(page: Page, name: string): Promise<void> {
  await page.getByRole('region', { name, exact: true }).getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { name, exact: true, level: 1 })).toBeVisible();
}

/** Scrolls to a part of the page, which is read only then. */
function part(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** Plays the map of a training, and pauses with its next step: within the page, for which no browser is too slow. */
async function playOneStep(map: Locator): Promise<void> {
  await map.evaluate(
    (region) =>
      new Promise<void>((done) => {
        const press = (): void => region.querySelector<HTMLButtonElement>('.scrub button')?.click();
        const steps = new MutationObserver(() => {
          steps.disconnect();
          // Once the page has taken the step to its end.
          setTimeout(() => {
            press();
            done();
          });
        });
        steps.observe(region, { subtree: true, attributeFilter: ['data-epoch'] });
        press();
      }),
  );
}

test.use({ prepared: 'two' });

test.describe('with an autoencoder', () => {
  test.use({ prepared: 'three' });

  test("a finished run's page shows its training, its map as it grew, what it reconstructs, and its code", async ({
    page,
    program,
  }) => {
    await openCompared(page, program.url, 3);
    await openRun(page, 'Autoencoder 8');

    await test.step('curves and facts are there', async () => {
      await expect(part(page, 'Training').getByRole('img', { name: /^Loss of Autoencoder 8/ })).toBeVisible();
      await expect(part(page, 'Training').getByRole('img', { name: /^Gradient norm/ })).toBeVisible();
      const about = page.getByRole('complementary', { name: 'About this run' });
      await expect(about.getByText('359 held-out samples').first()).toBeVisible();
      await expect(about.getByText('Hidden layers')).toBeVisible();
    });

    await test.step('the map is scrubbed by keyboard, and played', async () => {
      const map = part(page, 'Map');
      const slider = map.getByRole('slider', { name: 'Epoch' });
      const drawn = map.getByRole('application');
      await expect(drawn).toHaveAttribute('data-epoch', 'kept');
      await slider.press('Home');
      await expect(drawn).toHaveAttribute('data-epoch', '1');
      await playOneStep(map);
      await expect(map.getByRole('button', { name: 'Play' })).toBeVisible();
      await expect(drawn).not.toHaveAttribute('data-epoch', /^(1|kept)$/);
      await slider.press('End');
      await expect(drawn).toHaveAttribute('data-epoch', 'kept');
    });

    await test.step('the worst reconstructions come first, and lead to their code', async () => {
      const reconstructed = part(page, 'Reconstructions');
      await reconstructed.scrollIntoViewIfNeeded();
      const errors = reconstructed.getByRole('listitem').locator('strong');
      await expect(errors).toHaveCount(12);
      const shown = (await errors.allTextContents()).map(Number);
      expect(shown).toEqual(shown.toSorted((a, b) => b - a));
      await reconstructed.getByText('Best first').click();
      await expect.poll(async () => Number(await errors.first().textContent())).toBeLessThan(shown[11] ?? 0);
      await reconstructed.getByRole('button', { name: 'Next samples' }).click();
      await expect(reconstructed.getByText('13 to 24 of 359 samples')).toBeVisible();
      await reconstructed
        .getByRole('button', { name: /^Traverse the code of / })
        .first()
        .click();
    });

    await test.step('what the code leaves out is seen pixel by pixel, and named', async () => {
      const errors = part(page, 'Pixels with the largest error');
      await expect(errors.getByText(/The worst pixel is in line [1-8], column [1-8]\./)).toBeVisible();
      const pixels = errors.locator('canvas');
      expect(await pixels.evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height])).toEqual([
        8, 8,
      ]);
      await expect(errors.getByRole('img', { name: /: from 0 to 0\.\d+$/ })).toBeVisible();
    });

    await test.step('a slider moved by keyboard changes the picture', async () => {
      const code = part(page, 'Code');
      await expect(code.getByRole('img', { name: 'The sample it starts at, as it is' })).toBeVisible();
      const decoded = code.getByRole('img', { name: 'The sample decoded from the code' });
      await expect(decoded).toBeVisible();
      const before = await source(decoded);
      await code.getByRole('slider', { name: 'Entry 3 of the code' }).press('End');
      await expect.poll(() => source(decoded)).not.toBe(before);
      await expect(code.getByRole('heading', { name: 'Entry 3 through its range' })).toBeVisible();
      await expect(
        code.getByRole('list', { name: 'Entry 3 through its range' }).getByRole('button'),
      ).toHaveCount(9);
      await code.getByRole('button', { name: 'Back to the start' }).click();
      await expect.poll(() => source(decoded)).toBe(before);
      await expect(code.getByRole('list', { name: /Linear interpolation/ }).getByRole('img')).toHaveCount(9);
    });

    await test.step('the first layer is there', async () => {
      const filters = part(page, 'First layer');
      await filters.scrollIntoViewIfNeeded();
      await expect(filters.getByRole('img', { name: /^Unit 1, strength/ })).toBeVisible();
    });
  });
});

test("PCA's page has a scree plot and directions, and the page of raw features says what it lacks", async ({
  page,
  program,
}) => {
  await openCompared(page, program.url, 2);
  await openRun(page, 'PCA 8');
  await expect(page.getByRole('img', { name: /^Scree plot of PCA 8: the first component/ })).toBeVisible();
  await expect(part(page, 'Training')).toHaveCount(0);
  await part(page, 'Code').scrollIntoViewIfNeeded();
  await expect(page.getByRole('slider', { name: 'Entry 8 of the code' })).toBeVisible();
  await backToCompared(page, 2);
  await openRun(page, 'Raw features');
  await expect(page.getByText(/there is no code to explore/)).toBeVisible();
  await expect(part(page, 'Code')).toHaveCount(0);
});

test('a run is paused, resumed and finished from its page, and continued with other settings', async ({
  page,
  program,
}) => {
  // Without a graphics card, a map that glides all the while leaves little for anything else.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openCompared(page, program.url, 2);
  await page.getByRole('button', { name: 'Add a representation' }).click();
  // Wide enough to be still at it when it is to be paused.
  await page.getByRole('dialog').getByLabel('Hidden layers').fill('2048,1024');
  await page.getByRole('dialog').getByLabel('Epochs').fill('40');
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  const name = 'Autoencoder 8';
  await openRun(page, name);
  const mark = page.locator('[data-status]');
  await expect(mark).toHaveAttribute('data-status', 'running');
  await expect(part(page, 'Training').getByRole('img', { name: /^Loss of/ })).toBeVisible();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(mark).toHaveAttribute('data-status', 'paused');
  await expect(page.getByText(/can be looked at when it is finished/)).toBeVisible();

  await page.getByRole('link', { name: 'Runs' }).click();
  const row = page.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(row.getByRole('button', { name: /^Resume/ })).toBeVisible();
  await row.getByRole('link', { name }).click();

  await page.getByRole('button', { name: /^Resume/ }).click();
  await expect(mark).toHaveAttribute('data-status', 'running');
  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await expect(mark).toHaveAttribute('data-status', 'finished', patient);

  await page.getByRole('button', { name: 'Continue with other settings…' }).click();
  const dialog = page.getByRole('dialog');
  const begins = dialog.getByText(/continues after epoch \d+ of “Autoencoder 8”/);
  const epoch = Number(/epoch (\d+)/.exec((await begins.textContent()) ?? '')?.[1]);
  await expect(dialog.getByLabel('Hidden layers')).toHaveCount(0);
  await expect(dialog.getByLabel('Epochs')).toHaveValue('60');
  await dialog.getByLabel('Epochs').fill(String(epoch + 2));
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: `${name} (2)`, level: 1 })).toBeVisible();
  await expect(mark).toHaveAttribute('data-status', 'finished', patient);
  await expect(page.getByText(/Continues after epoch \d+ of/)).toBeVisible();
  await page.getByRole('complementary').getByRole('link', { name, exact: true }).click();
  await expect(page.getByText(/Continued by/)).toBeVisible();
});
