import { expect, test } from 'vitest';
import { matchedClusters } from '../../../../../src-renderer/state/compare/matching.ts';

test('clusters have the number of those that they share most samples with', () => {
  const reference = Float32Array.of(0, 0, 0, 1, 1, 2, 2, NaN);
  const own = Float32Array.of(2, 2, 2, 0, 0, 0, 1, 1);
  expect([...matchedClusters(reference, own)]).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
});

test('clusters that none is left for have numbers of their own', () => {
  const reference = Float32Array.of(0, 0, 0, 0, NaN);
  const own = Float32Array.of(3, 3, 1, NaN, 2);
  expect([...matchedClusters(reference, own)]).toEqual([0, 0, 1, NaN, 2]);
});

test('the same clusters in another order are numbered alike', () => {
  const reference = Float32Array.from({ length: 60 }, (_, row) => row % 5);
  const own = reference.map((cluster) => (cluster + 2) % 5);
  expect(matchedClusters(reference, own)).toEqual(reference);
});
