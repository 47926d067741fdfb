import { expect, test } from 'vitest';
import { MapSettings } from '../../../../../src-renderer/state/compare/map-settings.svelte.ts';

const facts = (rows: number) => ({ rows, dim: 8, classes: 2, columns: 2 });

test('settings are refused in their place where they suit some representations, and for all only where they suit none', () => {
  const settings = new MapSettings('umap', 2);
  expect(settings.unfit(facts(3))).toMatch(/at least 4 samples/);
  expect(settings.unfit(facts(1_000))).toBeNull();
  expect(settings.unfitForAll([facts(3), facts(1_000)])).toBeNull();
  expect(settings.unfitForAll([facts(3), facts(2)])).toBe(settings.unfit(facts(3)));
});

test('what cannot be read has to be mended first', () => {
  const settings = new MapSettings('umap', 2);
  expect(settings.refused).toBe(false);
  settings.refuse('n_neighbors', 'It is no number.');
  expect(settings.refused).toBe(true);
  settings.set('n_neighbors', 10);
  expect(settings.refused).toBe(false);
  settings.seedRefused = true;
  expect(settings.refused).toBe(true);
  settings.takeSeed(3);
  expect([settings.refused, settings.seed]).toEqual([false, 3]);
});
