import { beforeAll, expect, test } from 'vitest';
import {
  calinskiHarabasz,
  resampledCalinskiHarabasz,
} from '../../../../src-main/metrics/separability/calinski-harabasz.ts';
import { liveHandles, loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { GivenDraws, rowsOf, small, smallDraws, smallLabels } from '../small.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

test("the Calinski-Harabasz index is scikit-learn's", async () => {
  const value = await calinskiHarabasz(rowsOf(small.rows), smallLabels, pace);
  expect(value).toBeCloseTo(small.whole.calinski_harabasz ?? NaN, 9);
});

test('of a draw it is that of the rows drawn, and none of one class or of points alone', async () => {
  const found = await resampledCalinskiHarabasz(rowsOf(small.rows), smallLabels, smallDraws, pace);
  expect(found).toHaveLength(5);
  small.of_draws.forEach(({ calinski_harabasz }, draw) => {
    if (calinski_harabasz === null) expect(found[draw]).toBeNaN();
    else expect(found[draw]).toBeCloseTo(calinski_harabasz, 8);
  });
  expect(liveHandles()).toBe(0);
});

test('by hand: centres 1 and 5 about 3 have squares of 16, the rows about them of 4', async () => {
  const rows = rowsOf([[0], [2], [4], [6]]);
  const labels = Int32Array.of(0, 0, 7, 7);
  // 16 / (2 - 1) over 4 / (4 - 2).
  expect(await calinskiHarabasz(rows, labels, pace)).toBeCloseTo(8, 12);
  // The first class counts twice: means 1, 5 and 7 / 3; between 4 · 16 / 9 + 2 · 64 / 9, within 4 + 2, of 6 rows.
  const draws = new GivenDraws([[2, 2, 1, 1]]);
  const [found] = await resampledCalinskiHarabasz(rows, labels, draws, pace);
  expect(found).toBeCloseTo((((4 * 16) / 9 + (2 * 64) / 9) * 4) / 6, 10);
});
