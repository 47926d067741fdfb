import { beforeAll, describe, expect, test } from 'vitest';
import { Resamples } from '../../../../src-main/metrics/bootstrap.ts';
import { ExplainedVariance } from '../../../../src-main/metrics/reconstruction/explained-variance.ts';
import type { ProgressContext } from '../../../../src-main/metrics/metric-group.ts';
import {
  reconstructionError,
  reconstructionFigures,
  squaredErrors,
} from '../../../../src-main/metrics/reconstruction/reconstruction.ts';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
  SomeRows,
} from '../../../../src-main/tensor/index.ts';
import { caseNames } from '../../oracle.ts';
import { structureCase } from '../structure-oracle.ts';

beforeAll(loadTensorFlow);
const course: ProgressContext = { pace: new Pace(), progress: () => undefined };

describe.each(caseNames)('on %s, as scikit-learn 1.9.1 has it,', (name) => {
  test('the explained variance of PCA, and the errors of each feature', async () => {
    const { measured, expected } = await structureCase(name, 'pca');
    const { metrics, featureErrors, means, perSample } = await reconstructionFigures(measured, course);
    expect(metrics['explained_variance']?.value).toBeCloseTo(expected.explained_variance, 6);
    expected.feature_errors.forEach((error, f) => expect(featureErrors?.[f]).toBeCloseTo(error, 5));
    const mse = metrics['reconstruction_mse']?.value ?? 0;
    const each = means['reconstruction_mse'] ?? new Float64Array(0);
    expect(each.reduce((sum, value) => sum + value, 0) / each.length).toBeCloseTo(mse, 12);
    expect(perSample['reconstruction_mse']).toEqual(Float32Array.from(each));
    expect(liveHandles()).toBe(0);
  });
});

describe('explained variance', () => {
  const random = new Random(3);
  const [rows, features] = [23, 4];
  const values = Float32Array.from({ length: rows * features }, () => 100 + random.normal());
  const reconstructed = values.map((value) => value + 0.3 * random.normal());
  const truth = new DenseRows(values, features);
  const again = new DenseRows(reconstructed, features);

  test('on each draw is that of the rows drawn', async () => {
    const resamples = new Resamples(everyRow(rows), 5);
    const explained = await ExplainedVariance.of(truth, again, course.pace);
    const replicates = await explained.resampled(resamples, course.pace);
    const counts = new Int32Array(rows);
    for (const [draw, replicate] of replicates.entries()) {
      resamples.weights(draw, counts);
      const drawn = Int32Array.from([...counts].flatMap((count, row) => Array<number>(count).fill(row)));
      const [a, b] = [new SomeRows(truth, drawn), new SomeRows(again, drawn)];
      expect(replicate).toBeCloseTo((await ExplainedVariance.of(a, b, course.pace)).value, 5);
    }
    expect(liveHandles()).toBe(0);
  });

  test('does not mind a shift, and is 0 for the mean row', async () => {
    const shifted = new DenseRows(
      values.map((value) => value + 7),
      features,
    );
    expect((await ExplainedVariance.of(truth, shifted, course.pace)).value).toBeCloseTo(1, 6);
    const same = new DenseRows(new Float32Array(rows * features).fill(100), features);
    expect((await ExplainedVariance.of(truth, same, course.pace)).value).toBeCloseTo(0, 6);
  });
});

describe('figures of reconstruction', () => {
  test('say why there are none', async () => {
    const { measured } = await structureCase('blobs', 'raw');
    const none = await reconstructionFigures(measured, course);
    expect(none.metrics['explained_variance']?.reason).toBe(
      'This method has no decoder, so it reconstructs no samples.',
    );
    expect(none.featureErrors).toBeNull();
    const { measured: pca } = await structureCase('blobs', 'pca');
    const nobody = await reconstructionFigures({ ...pca, test: new Int32Array(0) }, course);
    expect(nobody.metrics['reconstruction_mse']?.reason).toBe('No row is held out.');
    const one = await reconstructionFigures({ ...pca, test: Int32Array.of(3) }, course);
    expect(one.metrics['explained_variance']?.reason).toBe('All held-out rows have the same features.');
    expect(one.metrics['reconstruction_mse']?.value).toBeGreaterThan(0);
  });
});

describe('errors of reconstruction', () => {
  const errors = squaredErrors(Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(1, 4, 2, 4, 8, 2), 2);

  test('are squared differences summed over the features of each row', () => {
    expect([...errors]).toEqual([4, 1, 25]);
  });

  test('of chosen rows are averaged over all their values, or over the rows alone', () => {
    expect(reconstructionError(errors, Int32Array.of(0, 2), 2)).toEqual({ mse: 29 / 4, sse: 29 / 2 });
  });
});
