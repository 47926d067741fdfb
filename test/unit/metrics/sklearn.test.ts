import { beforeAll, describe, expect, test } from 'vitest';
import { daviesBouldin } from '../../../src-main/metrics/separability/davies-bouldin.ts';
import { nearestRows, votes } from '../../../src-main/metrics/classifiers/knn.ts';
import { linearClassifier } from '../../../src-main/metrics/classifiers/linear.ts';
import {
  reconstructionError,
  squaredErrors,
} from '../../../src-main/metrics/reconstruction/reconstruction.ts';
import { silhouettes } from '../../../src-main/metrics/separability/silhouette.ts';
import { trustworthiness } from '../../../src-main/metrics/structure/trustworthiness.ts';
import {
  blocks,
  everyRow,
  DenseRows,
  liveHandles,
  loadTensorFlow,
  Pace,
  principalComponents,
  projectOnto,
  reconstructFrom,
  SomeRows,
  type Components,
  type Rows,
} from '../../../src-main/tensor/index.ts';
import { caseNames, oracle, part } from '../oracle.ts';

const pace = new Pace();
beforeAll(loadTensorFlow);

async function reduced(
  all: Rows,
  train: Int32Array,
  dim: number,
): Promise<{ codes: Rows; components: Components }> {
  const components = await principalComponents(new SomeRows(all, train), dim, pace);
  const codes = new Float32Array(all.rows * dim);
  for (const { start, values } of blocks(all)) codes.set(projectOnto(components, values), start * dim);
  return { codes: new DenseRows(codes, dim), components };
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function accuracy(predicted: Int32Array, truth: Int32Array): number {
  return predicted.filter((label, row) => label === truth[row]).length / truth.length;
}

describe.each(caseNames)('on %s, as scikit-learn 1.9.1 has it,', (name) => {
  const { all, labels, train, test: heldOut, expected } = oracle(name);

  test.each(['raw', 'pca'] as const)('every metric of the %s representation', async (which) => {
    const source = which === 'raw' ? all : (await reduced(all, train, expected.dim)).codes;
    const seen = part(source, labels, train);
    const unseen = part(source, labels, heldOut);
    const wanted = expected[which];
    expect(mean(await silhouettes(unseen.source, unseen.labels, pace))).toBeCloseTo(wanted.silhouette, 6);
    expect(await daviesBouldin(unseen.source, unseen.labels, pace)).toBeCloseTo(wanted.davies_bouldin, 5);
    const near = await nearestRows(seen.source, unseen.source, 5, pace);
    expect(accuracy(votes(near, seen.labels, 5), unseen.labels)).toBe(wanted.knn_accuracy);
    expect(await trustworthiness(new SomeRows(all, heldOut), unseen.source, 5, pace)).toBeCloseTo(
      wanted.trustworthiness,
      5,
    );
    const linear = await linearClassifier(seen, unseen.source, pace);
    const right = accuracy(linear.predicted, unseen.labels);
    expect(Math.abs(right - wanted.linear_accuracy) * heldOut.length).toBeLessThanOrEqual(1);
    expect(Math.abs(linear.iterations - wanted.linear_iterations)).toBeLessThanOrEqual(1);
  });

  test('the reconstruction errors of PCA', async () => {
    const { codes, components } = await reduced(all, train, expected.dim);
    const every = everyRow(all.rows);
    const reconstructed = reconstructFrom(components, codes.gather(every));
    const errors = squaredErrors(all.gather(every), reconstructed, all.features);
    const { mse, sse } = reconstructionError(errors, heldOut, all.features);
    expect(mse).toBeCloseTo(expected.reconstruction_mse, 6);
    expect(sse - expected.reconstruction_sse).toBeCloseTo(0, 4);
  });

  test('nothing is left in TensorFlow', () => {
    expect(liveHandles()).toBe(0);
  });
});
