import { beforeAll, expect, test } from 'vitest';
import {
  canResampleFisher,
  fisherRatio,
  resampledFisherRatio,
} from '../../../../src-main/metrics/separability/fisher-ratio.ts';
import { DenseRows, liveHandles, loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { GivenDraws, rowsOf, small, smallDraws, smallLabels } from '../small.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

test("the Fisher ratio is NumPy's, with more rows than features and with fewer", async () => {
  const value = await fisherRatio(rowsOf(small.rows), smallLabels, pace);
  expect(value).toBeCloseTo(small.whole.fisher_ratio ?? NaN, 8);
  const wide = await fisherRatio(rowsOf(small.wide), smallLabels.slice(0, 6), pace);
  expect(wide).toBeCloseTo(small.of_wide.fisher_ratio, 6);
  expect(liveHandles()).toBe(0);
});

test('of a draw it is that of the rows drawn, and none of one class or of points alone', async () => {
  const found = await resampledFisherRatio(rowsOf(small.rows), smallLabels, smallDraws, pace);
  expect(found).toHaveLength(5);
  small.of_draws.forEach(({ fisher_ratio }, draw) => {
    if (fisher_ratio === null) expect(found[draw]).toBeNaN();
    else expect(found[draw]).toBeCloseTo(fisher_ratio, 6);
  });
  expect(liveHandles()).toBe(0);
});

test('a direction in which no row differs from its class centre says nothing', async () => {
  // The second column is the class; the first is centres 1 and 5 about 3, with squares of 16 over 4.
  const rows = rowsOf([
    [0, 0],
    [2, 0],
    [4, 9],
    [6, 9],
  ]);
  const labels = Int32Array.of(0, 0, 1, 1);
  expect(await fisherRatio(rows, labels, pace)).toBeCloseTo(4, 9);
  const once = new GivenDraws([[1, 1, 1, 1]]);
  expect((await resampledFisherRatio(rows, labels, once, pace))[0]).toBeCloseTo(4, 9);
  // The same with more features than rows.
  const wide = rowsOf([
    [0, 0, 0, 0, 0],
    [2, 0, 0, 0, 0],
    [4, 9, 9, 9, 9],
    [6, 9, 9, 9, 9],
  ]);
  expect(await fisherRatio(wide, labels, pace)).toBeCloseTo(4, 6);
});

test('it is resampled up to 64 features and 300 classes', () => {
  const of = (features: number): DenseRows => new DenseRows(new Float32Array(2 * features), features);
  expect([
    canResampleFisher(of(64), 300),
    canResampleFisher(of(65), 300),
    canResampleFisher(of(64), 301),
  ]).toEqual([true, false, false]);
});
