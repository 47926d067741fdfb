import { expect, test } from 'vitest';
import { classOverlaps } from '../../../../src-main/metrics/separability/overlap.ts';
import { small, smallLabels } from '../small.ts';

test("the overlap of a row is 1 minus scikit-learn's probability of its class among its neighbours", () => {
  const near = Int32Array.from(small.neighbours.flat());
  const found = classOverlaps(near, smallLabels.slice(0, 8), smallLabels.slice(8), 3);
  expect(found).toHaveLength(4);
  small.overlaps.forEach((value, row) => expect(found[row]).toBeCloseTo(value, 12));
});
