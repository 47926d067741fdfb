import { beforeAll, expect, test } from 'vitest';
import { ExplainedVariance } from '../../../../src-main/metrics/reconstruction/explained-variance.ts';
import { liveHandles, loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { GivenDraws, rowsOf, small, smallDraws } from '../small.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

test("the explained variance, and each feature's error, are scikit-learn's", async () => {
  const explained = await ExplainedVariance.of(rowsOf(small.rows), rowsOf(small.reconstructed), pace);
  expect(explained.value).toBeCloseTo(small.whole.explained_variance, 9);
  small.whole.feature_errors.forEach((error, f) => expect(explained.featureErrors[f]).toBeCloseTo(error, 5));
});

test('of a draw it is that of the rows drawn', async () => {
  const explained = await ExplainedVariance.of(rowsOf(small.rows), rowsOf(small.reconstructed), pace);
  const found = await explained.resampled(smallDraws, pace);
  small.of_draws.forEach(({ explained_variance }, draw) =>
    expect(found[draw]).toBeCloseTo(explained_variance, 9),
  );
  expect(liveHandles()).toBe(0);
});

test('a feature that is always the same has nothing to explain, however it is reconstructed', async () => {
  const truth = rowsOf([
    [1, 7],
    [2, 7],
    [4, 7],
    [5, 7],
  ]);
  const again = rowsOf([
    [1, 0],
    [2, 9],
    [3, -5],
    [6, 7],
  ]);
  const explained = await ExplainedVariance.of(truth, again, pace);
  // About 3: 4 + 1 + 1 + 4. Errors 0, 0, 1 and -1 about 0.
  expect(explained.value).toBeCloseTo(1 - 2 / 10, 12);
  expect([...explained.featureErrors]).toEqual([0.5, (49 + 4 + 144) / 4]);
  // Of 1, 2, 4 and 4 about 2.75 the squares add up to 6.75, of errors 0, 0, 1 and 1 to 1. One row alone has no variance.
  const draws = new GivenDraws([
    [1, 1, 2, 0],
    [0, 4, 0, 0],
  ]);
  const found = await explained.resampled(draws, pace);
  expect(found[0]).toBeCloseTo(1 - 1 / 6.75, 10);
  expect(found[1]).toBeNaN();
});

test('it is 1 but for a shift, and there is none where all rows are the same', async () => {
  const shifted = rowsOf(small.rows.map((row) => row.map((value) => value + 7)));
  expect((await ExplainedVariance.of(rowsOf(small.rows), shifted, pace)).value).toBeCloseTo(1, 12);
  const same = rowsOf([
    [1, 2],
    [1, 2],
  ]);
  expect((await ExplainedVariance.of(same, shifted, pace)).value).toBeNaN();
});
