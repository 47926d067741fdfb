import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { build } from 'vite';
import { blockText } from './gallery/block-font.ts';
import { test as base } from './program.ts';
import { callItGraphics, drawn, mapOf, openCompared } from './steps.ts';

// For the style sheet that makes text into blocks; what the policy holds off is tested where pages are used.
base.use({ bypassCSP: true });

/** The gallery as one script with one style sheet, built once for all its pictures. */
const test = base.extend<object, { gallery: { script: string; styles: string } }>({
  gallery: [
    async ({}, use) => {
      const outDir = mkdtempSync(join(tmpdir(), 'isthmus-gallery-'));
      await build({
        configFile: false,
        logLevel: 'warn',
        build: {
          outDir,
          emptyOutDir: true,
          minify: false,
          lib: {
            entry: join(import.meta.dirname, 'gallery/gallery.ts'),
            formats: ['iife'],
            name: 'gallery',
            fileName: 'gallery',
            cssFileName: 'gallery',
          },
        },
      });
      const read = (end: RegExp): string =>
        readFileSync(join(outDir, readdirSync(outDir).find((name) => end.test(name)) ?? ''), 'utf8');
      await use({ script: read(/\.js$/), styles: read(/\.css$/) });
      rmSync(outDir, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

interface Gallery {
  names: readonly string[];
  draw(name: string, ground: string): void;
}

/** Opens the gallery and gives the names of its pictures. */
async function open(page: Page, { script, styles }: { script: string; styles: string }): Promise<string[]> {
  await page.goto('about:blank');
  await page.setContent('<!doctype html><body></body>');
  await page.addStyleTag({
    content: `${styles}\n${blockText()}\nbody { padding: 8px; background: var(--surface); }`,
  });
  await page.addScriptTag({ content: script });
  await page.evaluate(() => document.fonts.load('12px Blocks'));
  return page.evaluate(() => [...(window as unknown as Gallery).names]);
}

for (const ground of ['light', 'dark'] as const) {
  test(`every chart, and every map by the processor, looks as it did in ${ground}`, async ({
    page,
    gallery,
  }) => {
    const names = await open(page, gallery);
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      await page.evaluate(([each, on]) => (window as unknown as Gallery).draw(each, on), [
        name,
        ground,
      ] as const);
      await drawn(page);
      await expect.soft(page.locator('#chart')).toHaveScreenshot([ground, `${name}.png`]);
    }
  });

  test(`every map by the graphics device looks as it did in ${ground}`, async ({ page, gallery }) => {
    await callItGraphics(page);
    const names = (await open(page, gallery)).filter((name) => name.startsWith('map-'));
    for (const name of names) {
      await page.evaluate(([each, on]) => (window as unknown as Gallery).draw(each, on), [
        name,
        ground,
      ] as const);
      await drawn(page);
      await expect(page.locator('#chart')).toHaveAttribute('data-drawn-by', 'graphics');
      await expect.soft(page.locator('#chart')).toHaveScreenshot([ground, `${name}-by-graphics.png`]);
    }
  });

  test.describe('with two runs', () => {
    test.use({ prepared: 'two' });

    test(`the compare page looks as it did in ${ground}`, async ({ page, program }) => {
      await page.emulateMedia({ colorScheme: ground, reducedMotion: 'reduce' });
      await openCompared(page, program.url, 2);
      await page.addStyleTag({ content: blockText() });
      await page.evaluate(() => document.fonts.load('12px Blocks'));
      await mapOf(page, 'PCA 8').focus();
      for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight');
      const sample = page.getByRole('complementary', { name: 'Classes and sample' }).locator('img');
      await expect(sample).toHaveCount(2);
      await drawn(page);
      const foot = await page.getByRole('contentinfo').boundingBox();
      await expect(page).toHaveScreenshot([ground, 'compare-page.png'], {
        clip: { x: 0, y: 0, width: 1440, height: foot?.y ?? 900 },
        // Figures of time are of other lengths each time.
        maxDiffPixelRatio: 0.005,
      });
    });
  });
}
