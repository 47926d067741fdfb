import { expect, test } from 'vitest';
import {
  confusedRows,
  rowShares,
  takenRows,
  worstMistakes,
  worstPairs,
} from '../../../../../src-renderer/state/compare/confusions.ts';

const heldOut = {
  rows: Int32Array.of(3, 5, 8, 9, 12),
  labels: Int32Array.of(0, 0, 1, 1, -1),
};

test('pairs come least apart first, each once, without those that nothing is known of', () => {
  const pairs = Float32Array.of(NaN, 0.75, NaN, 0.75, NaN, 0.5, NaN, 0.5, NaN);
  expect(worstPairs(pairs, 3, 9)).toEqual([
    { one: 1, other: 2, value: 0.5 },
    { one: 0, other: 1, value: 0.75 },
  ]);
  expect(worstPairs(pairs, 3, 1)).toHaveLength(1);
});

test('mistakes come by their share of the true class, and an empty row shares out nothing', () => {
  const confusion = Int32Array.of(6, 2, 0, 3, 1, 0, 0, 0, 0);
  expect(worstMistakes(confusion, 3, 9)).toEqual([
    { truth: 1, taken: 0, count: 3, share: 0.75 },
    { truth: 0, taken: 1, count: 2, share: 0.25 },
  ]);
  expect([...rowShares(confusion, 3)].slice(6)).toEqual([NaN, NaN, NaN]);
});

test('a rare class that is often mistaken comes before a common one with more mistakes; equal shares by their number', () => {
  const confusion = Int32Array.of(90, 10, 0, 2, 2, 0, 0, 20, 20);
  expect(worstMistakes(confusion, 3, 9)).toEqual([
    { truth: 2, taken: 1, count: 20, share: 0.5 },
    { truth: 1, taken: 0, count: 2, share: 0.5 },
    { truth: 0, taken: 1, count: 10, share: expect.closeTo(0.1, 6) },
  ]);
});

test('a pair opens the rows that are taken for the other class of the two, in both directions', () => {
  const predicted = Int32Array.of(0, 1, 0, 1, 1);
  expect(confusedRows(heldOut, { one: 1, other: 0 }, predicted, null)).toEqual({
    rows: Uint32Array.of(5, 8),
    mistaken: true,
  });
});

test('where none is mistaken it opens those of the two with neighbours of another class', () => {
  const predicted = Int32Array.of(0, 0, 1, 1, 0);
  const overlap = Float32Array.of(0, 0.2, 0.4, NaN, 0.6);
  expect(confusedRows(heldOut, { one: 0, other: 1 }, predicted, overlap)).toEqual({
    rows: Uint32Array.of(5, 8),
    mistaken: false,
  });
  expect(confusedRows(heldOut, { one: 0, other: 1 }, null, null).rows).toHaveLength(0);
});

test('a cell of a confusion matrix opens its rows', () => {
  expect([...takenRows(heldOut, 1, 0, Int32Array.of(0, 0, 0, 1, 0))]).toEqual([8]);
});
