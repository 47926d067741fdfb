import { beforeAll, expect, test } from 'vitest';
import { silhouettes } from '../../../../src-main/metrics/separability/silhouette.ts';
import { liveHandles, loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { rowsOf, small, smallLabels } from '../small.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

test("the silhouette of every row is scikit-learn's", async () => {
  const found = await silhouettes(rowsOf(small.rows), smallLabels, pace);
  expect(found).toHaveLength(12);
  small.whole.silhouette.forEach((value, row) => expect(found[row]).toBeCloseTo(value, 8));
  expect(liveHandles()).toBe(0);
});

test('a row that is alone in its class, and rows that lie on all others, have none', async () => {
  // The two at 0 and 2 are 2 apart, and 6 and 4 from the single one: 1 - 2 / 6 and 1 - 2 / 4.
  const found = await silhouettes(rowsOf([[0], [2], [6]]), Int32Array.of(0, 0, 1), pace);
  [1 - 2 / 6, 1 - 2 / 4, 0].forEach((value, row) => expect(found[row]).toBeCloseTo(value, 9));
  const same = await silhouettes(rowsOf([[3], [3], [3], [3]]), Int32Array.of(0, 0, 1, 1), pace);
  expect([...same]).toEqual([0, 0, 0, 0]);
});
