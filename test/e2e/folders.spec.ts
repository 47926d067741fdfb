import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from '@playwright/test';
import sharp from 'sharp';
import { dropOn, test } from './program.ts';
import { compareAll, keep } from './steps.ts';

const faces = resolve(import.meta.dirname, '../../../shared/data/orl-faces');

/** Class folders of real PNG files: bright or dark discs at places that differ from picture to picture. */
async function makePictures(folder: string, each: number): Promise<void> {
  for (const [name, radius] of [
    ['small <b>discs', 3],
    ['wide discs', 7],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < each; i++) {
      const svg = `<svg width="20" height="20"><rect width="20" height="20"/><circle cx="${8 + (i % 5)}" cy="${8 + (i % 4)}" r="${radius}" fill="#${['fff', 'ccc', 'eee'][i % 3]}"/></svg>`;
      await sharp(Buffer.from(svg))
        .greyscale()
        .png()
        .toFile(join(folder, name, `${i}.png`));
    }
  }
}

test('a dropped folder of class folders becomes a dataset, is compared, and its names stay text', async ({
  page,
  program,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-discs-'));
  await makePictures(folder, 40);
  writeFileSync(join(folder, 'wide discs', 'broken.png'), 'this is no picture');

  await page.goto(program.url);
  await dropOn(page, 'section[aria-label="Add a dataset"]', [folder]);
  await expect(page.getByText('80 samples × 400 features')).toBeVisible();
  await expect(page.getByText('small <b>discs').first()).toBeVisible();
  await page
    .getByText(/1 .*skipped|skipped.*1/i)
    .first()
    .click();
  await expect(page.getByText(/broken\.png/).first()).toBeVisible();

  await keep(page);
  await compareAll(page, 3);
  await expect(page.locator('.verdict')).toContainText('16 held-out samples');
  rmSync(folder, { recursive: true });
});

test('forty people dropped as forty folders are 400 samples in 40 classes', async ({ page, program }) => {
  test.skip(!existsSync(faces), 'the ORL faces are not beside this checkout');
  await page.goto(program.url);
  await dropOn(page, 'section[aria-label="Add a dataset"]', [faces]);
  await expect(page.getByText('400 samples × 10,304 features')).toBeVisible();
  await expect(page.getByText('40 classes')).toBeVisible();
});

test('what cannot be used gets one sentence, keeps nothing, and the next try works', async ({
  page,
  program,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-wrong-'));
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  mkdirSync(join(folder, 'nothing in it'));
  const wrong = [
    join(folder, 'nothing in it'),
    write('notes.png', 'this is a text file'),
    write('cut.npy', Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0])),
    write('one-column.csv', 'height\n1.5\n1.7\n1.6\n'),
  ];
  await page.goto(program.url);
  for (const path of wrong) {
    await page.getByText('Or a path on the machine that runs Isthmus').click();
    await page.getByRole('textbox', { name: 'Path of a folder or file' }).fill(path);
    await page.getByRole('button', { name: 'Look' }).click();
    await expect(page.getByRole('heading', { name: 'This cannot be imported' })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText(/\.$|\. /);
    await page.getByRole('button', { name: 'Choose something else' }).click();
  }
  expect(readdirSync(join(program.home, 'datasets'))).toEqual([]);

  await page.getByRole('button', { name: 'Try the handwritten digits' }).click();
  await expect(page.getByText('1,797 samples × 64 features')).toBeVisible();
  rmSync(folder, { recursive: true });
});
