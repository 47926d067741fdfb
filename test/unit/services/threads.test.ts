import { expect, test } from 'vitest';
import {
  completeParams,
  dataFacts,
  methodDefinition,
  methodNames,
  maxDim,
  type MethodName,
} from '../../../src-main/contract/index.ts';
import { threadsFor } from '../../../src-main/services/threads.ts';
import { aDataset, aRun } from '../records.ts';

const pictures = aDataset('data1', {
  kind: 'images',
  rows: 70_000,
  features: 784,
  shape: [28, 28, 1],
  classes: [
    { name: 'a', count: 1 },
    { name: 'b', count: 1 },
  ],
  splits: { train: 60_000, test: 10_000 },
});

function threads(method: MethodName, dim: number, set: Record<string, unknown> = {}): string {
  const params = completeParams(method, dataFacts(pictures), dim, set);
  return threadsFor(aRun('run1', 'data1', { method, dim, params }), pictures);
}

test.each([
  ['autoencoder', 32, { hidden: [512], batch_size: 16 }, 'one'],
  ['autoencoder', 32, { hidden: [512], batch_size: 64 }, 'all'],
  ['autoencoder', 30, { hidden: [1_000, 500, 250], batch_size: 128 }, 'all'],
  ['variational_autoencoder', 8, { hidden: [64], batch_size: 128 }, 'one'],
  ['convolutional_autoencoder', 32, { filters: [4, 8], batch_size: 64 }, 'one'],
  ['convolutional_autoencoder', 32, { filters: [64, 128], batch_size: 256 }, 'all'],
  ['rbm', 256, { batch_size: 16 }, 'one'],
  ['pca', 32, {}, 'all'],
  ['raw', 784, {}, 'all'],
] as const)('%s of %i with %o computes on %s', (method, dim, set, wanted) => {
  expect(threads(method, dim, set)).toBe(wanted);
});

test.each(methodNames)('%s with its defaults says how large its steps are, where it has any', (method) => {
  const dim = Math.min(8, maxDim(method, dataFacts(pictures)).max);
  expect(['one', 'all']).toContain(threads(method, dim));
  const { iterative, largestProduct } = methodDefinition(method);
  expect(largestProduct !== undefined).toBe(iterative);
});
