import { expect, test } from 'vitest';
import {
  nearerToAnother,
  silhouettesByClass,
} from '../../../../../src-renderer/state/compare/silhouettes.ts';

test('silhouettes come by class in the order of the page, each said with its mean', () => {
  const values = Float32Array.of(0.5, -0.25, 1, NaN);
  const look = { names: ['a', 'b'], colours: ['#111', '#222'], mean: 0.4, min: -0.25 };
  const { bands, words } = silhouettesByClass(values, Int32Array.of(0, 0, 1, 1), Int32Array.of(1, 0), look);
  expect(bands.map(({ index, mean }) => [index, mean])).toEqual([
    [1, 1],
    [0, 0.125],
  ]);
  expect(bands.map((band) => words(band))).toEqual([
    ['b', '1.000 on average', '1 sample'],
    ['a', '0.125 on average', '2 samples'],
  ]);
});

test('samples below 0 are nearer to another class', () => {
  expect(nearerToAnother(Float32Array.of(0.5, -0.25, 0, NaN, -1))).toBe(2);
});
