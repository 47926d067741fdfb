import { expect, test } from 'vitest';
import {
  clusterScale,
  clustersByRow,
  colourScale,
  endWords,
  valuesByRow,
  valueWords,
} from '../../../../../src-renderer/state/compare/colouring.ts';

test('right and wrong are two colours, shares go from none to all', () => {
  const accuracy = colourScale({ name: 'knn_accuracy', unit: 'fraction' }, [Float32Array.of(1, 0, NaN)]);
  expect(accuracy).toMatchObject({ kind: 'verdict', from: 0, to: 1 });
  const share = colourScale({ name: 'neighborhood_hit', unit: 'fraction' }, [Float32Array.of(0.2, 0.4)]);
  expect(share).toMatchObject({ kind: 'sequential', from: 0, to: 1, below: false, above: false });
});

test('values on both sides of zero have it in their middle', () => {
  const scale = colourScale({ name: 'silhouette', unit: 'number' }, [Float32Array.of(-0.25, 0.5)]);
  expect(scale).toMatchObject({ kind: 'diverging', from: -0.5, to: 0.5, below: false, above: false });
});

test('a few values far out do not take the colours from the others, and the scale says so', () => {
  const values = Float32Array.from({ length: 1_000 }, (_, i) => (i === 999 ? 500 : i / 1_000));
  const scale = colourScale({ name: 'reconstruction_mse', unit: 'number' }, [values]);
  expect(scale?.to).toBeCloseTo(0.979, 2);
  expect(scale).toMatchObject({ below: true, above: true });
  expect(endWords('reconstruction_mse', scale!)).toEqual(['≤ 0.020', '≥ 0.979']);
});

test('all maps share one scale, and there is none where nothing has a value', () => {
  const info = { name: 'stress', unit: 'number' } as const;
  expect(colourScale(info, [Float32Array.of(1, 2), Float32Array.of(3)])).toMatchObject({ from: 1, to: 3 });
  expect(colourScale(info, [Float32Array.of(NaN), []])).toBeNull();
});

test('values of held-out rows are put to their rows; training rows have none', () => {
  expect([...valuesByRow([0.5, 0.25], Int32Array.of(1, 3), 4)]).toEqual([NaN, 0.5, NaN, 0.25]);
});

test('clusters have a colour each, and what is in none has no value', () => {
  const rows = clustersByRow(Int32Array.of(0, -1, 2, -2), Int32Array.of(1, 2, 3, 4), 6);
  expect([...rows]).toEqual([NaN, 0, NaN, 2, NaN, NaN]);
  const scale = clusterScale([rows, Float32Array.of(1)]);
  expect(scale).toMatchObject({ kind: 'groups', from: 0, to: 2 });
  expect(valueWords('kmeans', scale!, 2)).toBe('cluster 3');
  expect(endWords('kmeans', scale!)).toEqual(['cluster 1', 'cluster 3']);
  expect(clusterScale([Float32Array.of(NaN)])).toBeNull();
});
