import { beforeAll, expect, test } from 'vitest';
import { ClassPairs, worstOf } from '../../../../src-main/metrics/separability/class-pairs.ts';
import { loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { GivenDraws } from '../small.ts';

beforeAll(loadTensorFlow);

/** Training rows 0 to 4 are of classes 0, 0, 1, 1 and 2; three neighbours each of four held-out rows. */
const seen = Int32Array.of(0, 0, 1, 1, 2);
const near = Int32Array.of(0, 1, 2, 0, 2, 3, 2, 3, 4, 2, 3, 1);
const labels = Int32Array.of(0, 0, 1, 2);
const pairs = new ClassPairs(near, seen, labels, 3, 4);

/**
 * By hand. Of the pair (0, 1): rows 0 and 1 of class 0 have shares of class 1 of 1/3 and 2/3; row 2 has none of class 0; row 3 is of
 * neither. Of (0, 2): rows 0 and 1 have none; row 3 has no neighbour of its own and one of class 0: a share of 1. Of (1, 2): row 2
 * has a share of 1/3; row 3 one of 1.
 */
const wanted = {
  '0 and 1': 1 - (1 / 3 + 2 / 3 + 0) / 3,
  '0 and 2': 1 - (0 + 0 + 1) / 3,
  '1 and 2': 1 - (1 / 3 + 1) / 2,
};

test('how rarely classes are neighbours, of every pair, is the same either way round', () => {
  const matrix = pairs.matrix();
  expect(matrix).toHaveLength(16);
  for (const [i, j, value] of [
    [0, 1, wanted['0 and 1']],
    [0, 2, wanted['0 and 2']],
    [1, 2, wanted['1 and 2']],
  ] as const) {
    expect(matrix[4 * i + j]).toBeCloseTo(value, 12);
    expect(matrix[4 * j + i]).toBeCloseTo(value, 12);
  }
  // Of the diagonal, and of the class without a row, nothing is known.
  for (const at of [0, 5, 10, 15, 3, 7, 11, 12, 13, 14]) expect(matrix[at]).toBeNaN();
});

test('a row counts as often as it is drawn', () => {
  const matrix = pairs.matrix(Float64Array.of(2, 1, 0, 1));
  expect(matrix[2]).toBeCloseTo(1 - (0 + 0 + 0 + 1) / 4, 12);
  // Class 1 has no row any more.
  expect(matrix[1]).toBeNaN();
  expect(matrix[6]).toBeNaN();
});

test('the worst pair of a draw is that of its rows', async () => {
  const draws = new GivenDraws([
    [1, 1, 1, 1],
    [2, 1, 0, 1],
    [1, 0, 3, 0],
    [4, 0, 0, 0],
  ]);
  const found = await pairs.resampledWorst(draws, new Pace());
  expect(found[0]).toBeCloseTo(wanted['1 and 2'], 12);
  expect(found[1]).toBeCloseTo(3 / 4, 12);
  // Row 0 has a share of 1/3, row 2, three times, of none.
  expect(found[2]).toBeCloseTo(1 - 1 / 3 / 4, 12);
  expect(found[3]).toBeNaN();
});

test('a pair of which no row says anything is never mixed', () => {
  const silent = new ClassPairs(Int32Array.of(4, 4), seen, Int32Array.of(0, 1), 1, 3);
  expect(silent.matrix()[1]).toBe(1);
});

test('the worst pair is the smallest that is known', () => {
  expect(worstOf(Float64Array.of(NaN, 0.5, 0.25, NaN, 0.75))).toBe(0.25);
  expect(worstOf(Float64Array.of(NaN, NaN))).toBeNaN();
});

test('pairs are resampled up to 300 classes', () => {
  const none = new Int32Array();
  expect([300, 301].map((classes) => new ClassPairs(none, none, none, 1, classes).canResample)).toEqual([
    true,
    false,
  ]);
});
