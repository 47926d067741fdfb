import { expect, test } from 'vitest';
import { levinaBickel, twoNearest } from '../../../../src-main/metrics/clustering/intrinsic-dimension.ts';
import { Pace } from '../../../../src-main/tensor/index.ts';
import { GivenDraws } from '../small.ts';

/** Distances of twelve rows to their four nearest; the fourth row has a twin, two rows have two that are as near. */
const distances = Float64Array.of(
  ...[1.25, 1.75, 2.5, 2.5, 0.625, 0.625, 1.5, 1.5, 0.625, 1.125, 2.125, 3, 0, 2.625, 2.75, 2.875],
  ...[0.625, 1.5, 1.75, 2.25, 0.625, 1.125, 1.875, 2.75, 1.125, 2.25, 2.625, 2.75, 0.5, 0.5, 2.25, 2.625],
  ...[1, 1.25, 1.625, 1.75, 0.875, 1.25, 2.25, 2.5, 1.125, 1.25, 1.625, 2.5, 1.125, 1.75, 1.75, 2.5],
);
const draws = new GivenDraws([
  [2, 0, 1, 5, 1, 1, 0, 3, 1, 1, 2, 0],
  [0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0],
]);

/**
 * By NumPy 2.4.6: numpy.linalg.lstsq of -ln(1 - F) over ln(r2 / r1) without the largest tenth; and 1 over the mean of
 * ln(r4 / r1), ln(r4 / r2) and ln(r4 / r3). Rows with a twin are left out, and those drawn repeated.
 */
test.each([
  ['two nearest neighbours', twoNearest, 2.385014200194832, 3.197938131512298],
  ['maximum likelihood', levinaBickel, 1.5525313139007404, 1.3450261005647846],
] as const)('the intrinsic dimension by %s is that of the paper', async (_, estimate, whole, drawn) => {
  const { value, rows, resampled } = estimate(distances, 4);
  expect(value).toBeCloseTo(whole, 10);
  expect(rows).toBe(11);
  const found = await resampled(draws, new Pace());
  expect(found[0]).toBeCloseTo(drawn, 10);
  expect(found[1]).toBeNaN();
});
