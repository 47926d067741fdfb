import { beforeAll, expect, test } from 'vitest';
import {
  daviesBouldin,
  resampledDaviesBouldin,
} from '../../../../src-main/metrics/separability/davies-bouldin.ts';
import { liveHandles, loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { GivenDraws, rowsOf, small, smallDraws, smallLabels } from '../small.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

test("the Davies-Bouldin index is scikit-learn's", async () => {
  const value = await daviesBouldin(rowsOf(small.rows), smallLabels, pace);
  expect(value).toBeCloseTo(small.whole.davies_bouldin ?? NaN, 9);
});

test('of a draw it is that of the rows drawn, and none of one class alone', async () => {
  const found = await resampledDaviesBouldin(rowsOf(small.rows), smallLabels, smallDraws, pace);
  expect(found).toHaveLength(5);
  small.of_draws.forEach(({ davies_bouldin }, draw) => {
    if (davies_bouldin === null) expect(found[draw]).toBeNaN();
    else expect(found[draw]).toBeCloseTo(davies_bouldin, 7);
  });
  expect(liveHandles()).toBe(0);
});

test.each([
  // sklearn.metrics.davies_bouldin_score, 1.9.1.
  ['classes that are points', [[0], [0], [3], [3]], [0, 0, 1, 1], 0],
  ['classes about one centre', [[-1], [1], [-2], [2]], [0, 0, 1, 1], 0],
  // Spreads 1, 2 and 0 about 0, 0 and 6: the first two, which lie on one another, are held against the third alone.
  [
    'two classes about one centre of three',
    [[-1], [1], [-2], [2], [6]],
    [0, 0, 1, 1, 2],
    (1 / 6 + 2 / 6 + 2 / 6) / 3,
  ],
  // Spreads 1, 0.5 and 0 about 0, 4 and 9.
  ['three classes', [[-1], [1], [3.5], [4.5], [9]], [0, 0, 1, 1, 2], (1.5 / 4 + 1.5 / 4 + 1 / 9) / 3],
  [
    'two classes in the plane',
    [
      [0, 0],
      [0, 2],
      [3, 4],
      [3, 6],
    ],
    [0, 0, 1, 1],
    2 / 5,
  ],
] as const)('of %s it is what is worked out by hand', async (_, points, labels, wanted) => {
  const codes = Int32Array.from(labels);
  expect(await daviesBouldin(rowsOf(points), codes, pace)).toBeCloseTo(wanted, 12);
  const once = new GivenDraws([points.map(() => 1)]);
  expect((await resampledDaviesBouldin(rowsOf(points), codes, once, pace))[0]).toBeCloseTo(wanted, 7);
});

test('distances of up to 1e-8 count as none, as they do for scikit-learn', async () => {
  const labels = Int32Array.of(0, 0, 1, 1);
  const of = (...points: number[]): Promise<number> =>
    daviesBouldin(rowsOf(points.map((point) => [point])), labels, pace);
  // Rows within 5e-9 of centres that are 3 apart, and with one row 1e-7 off; centres that are 4e-9 apart, and 1e-6.
  expect(await of(0, 1e-8, 3, 3)).toBe(0);
  expect(await of(0, 2e-7, 3, 3)).toBeCloseTo(1e-7 / 3, 12);
  expect(await of(-0.001, 0.001, -0.001 + 4e-9, 0.001 + 4e-9)).toBe(0);
  expect(await of(-0.001, 0.001, -0.001 + 1e-6, 0.001 + 1e-6)).toBeCloseTo(2_000, -1);
});
