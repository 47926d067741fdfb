import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MethodName } from '../../../src-main/contract/index.ts';
import { methods, type FittedMethod } from '../../../src-main/methods/index.ts';
import { liveHandles, loadTensorFlow, SomeRows } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

let tensorflow: Awaited<ReturnType<typeof loadTensorFlow>>;
beforeAll(async () => {
  tensorflow = await loadTensorFlow();
});

const digits = oracle('digits');
const train = new SomeRows(digits.all, digits.train);
const held = digits.all.gather(digits.test);
const [dim, features] = [4, 64];

function fit(method: MethodName, set: Record<string, unknown> = {}, seed = 1): Promise<FittedMethod> {
  const facts = { ...factsOf({ rows: train.rows, features }), shape: [8, 8, 1] };
  const small = method === 'convolutional_autoencoder' ? { filters: [8, 8] } : { hidden: [32] };
  return methods[method].fit(
    train,
    fitContext(method, facts, dim, { ...small, epochs: 4, ...set }, { seed }),
  );
}

/** Codes of the held-out rows from a fit that is then thrown away. */
async function codesOf(
  method: MethodName,
  set: Record<string, unknown> = {},
  seed = 1,
): Promise<Float32Array> {
  const fitted = await fit(method, set, seed);
  const codes = fitted.encode(held);
  fitted.dispose();
  return codes;
}

const kinds: [MethodName, Record<string, unknown>][] = [
  ['autoencoder', { tied: true, activation: 'gelu' }],
  ['autoencoder', { dropout: 0.2, optimizer: 'adamw', weight_decay: 0.01, schedule: 'warmup' }],
  [
    'autoencoder',
    { optimizer: 'sgd', learning_rate: 0.05, loss: 'huber', weight_decay: 0.0001, schedule: 'step' },
  ],
  ['denoising_autoencoder', {}],
  ['denoising_autoencoder', { noise: 'gaussian' }],
  ['denoising_autoencoder', { noise: 'salt_and_pepper' }],
  ['sparse_autoencoder', {}],
  ['sparse_autoencoder', { sparsity: 'l1' }],
  ['sparse_autoencoder', { sparsity: 'kl' }],
  ['contractive_autoencoder', {}],
  ['variational_autoencoder', {}],
  ['convolutional_autoencoder', {}],
  [
    'convolutional_autoencoder',
    { downsampling: 'pooling', upsampling: 'nearest', batch_normalization: true },
  ],
];

describe.each(kinds)('%s with %o', (method, set) => {
  test('learns, gives the same codes for the same seed, again once loaded, and leaves nothing in TensorFlow', async () => {
    const [handles, native] = [liveHandles(), tensorflow.binding.getNumOfTensors()];
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-kinds-'));
    try {
      const fitted = await fit(method, set);
      const [first, last] = [fitted.history[0], fitted.history.at(-1)];
      expect(last?.val_loss).toBeLessThan(first?.val_loss ?? 0);
      const codes = fitted.encode(held);
      expect(codes).toHaveLength(digits.test.length * dim);
      expect(codes.every(Number.isFinite)).toBe(true);
      expect(fitted.decode?.(codes)).toHaveLength(held.length);
      fitted.save(folder);
      fitted.dispose();
      const loaded = await methods[method].load(folder);
      expect(loaded.encode(held)).toEqual(codes);
      loaded.dispose();
      expect(await codesOf(method, set)).toEqual(codes);
      expect(await codesOf(method, set, 2)).not.toEqual(codes);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(liveHandles()).toBe(handles);
    expect(tensorflow.binding.getNumOfTensors()).toBe(native);
  });
});

test('a run kept before there were several kinds can still be loaded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-kinds-'));
  try {
    const fitted = await fit('autoencoder');
    const codes = fitted.encode(held);
    fitted.save(folder);
    fitted.dispose();
    const [activation, output_activation] = ['relu', 'sigmoid'];
    const old = { method: 'autoencoder', features, dim, hidden: [32], activation, output_activation };
    writeFileSync(join(folder, 'model.json'), JSON.stringify(old));
    const loaded = await methods.autoencoder.load(folder);
    expect(loaded.encode(held)).toEqual(codes);
    loaded.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('tied weights learn half as many numbers, less the biases', async () => {
  const [tied, free] = [await fit('autoencoder', { tied: true }), await fit('autoencoder')];
  const biases = 32 + dim + 32 + features;
  expect(free.facts['parameters']).toBe(2 * (features * 32 + 32 * dim) + biases);
  expect(tied.facts['parameters']).toBe(features * 32 + 32 * dim + biases);
  tied.dispose();
  free.dispose();
});

test('a k-sparse code has no more than k entries that are not 0', async () => {
  const codes = await codesOf('sparse_autoencoder', { active: 1 });
  for (let row = 0; row < digits.test.length; row++) {
    const entries = codes.subarray(row * dim, (row + 1) * dim);
    expect(entries.filter((entry) => entry !== 0).length).toBeLessThanOrEqual(1);
  }
});

test('more active entries than a code has are refused', async () => {
  await expect(fit('sparse_autoencoder', { active: 5 })).rejects.toThrow(
    '5 active entries are more than the code size of 4: choose at most 4.',
  );
});

test('an L1 penalty makes codes smaller, and a KL target holds their mean near it', async () => {
  const size = (codes: Float32Array): number =>
    codes.reduce((total, entry) => total + Math.abs(entry), 0) / codes.length;
  const [weak, strong] = [
    await codesOf('sparse_autoencoder', { sparsity: 'l1', strength: 0 }),
    await codesOf('sparse_autoencoder', { sparsity: 'l1', strength: 0.1 }),
  ];
  expect(size(strong)).toBeLessThan(0.5 * size(weak));
  const held = await codesOf('sparse_autoencoder', { sparsity: 'kl', strength: 5, target: 0.2, epochs: 20 });
  expect(Math.abs(size(held) - 0.2)).toBeLessThan(0.05);
});

test('contraction makes codes move less where the input moves a little', async () => {
  const moved = async (contraction: number): Promise<number> => {
    const fitted = await fit('contractive_autoencoder', { contraction, epochs: 10 });
    const [here, there] = [
      fitted.encode(held),
      fitted.encode(held.map((value, i) => value + (i % 2) * 0.01)),
    ];
    fitted.dispose();
    return here.reduce((total, value, i) => total + ((there[i] ?? 0) - value) ** 2, 0);
  };
  expect(await moved(0.1)).toBeLessThan(0.5 * (await moved(0)));
});

test('a variational code gives up entries where beta is large, and counts those that are active', async () => {
  const [gentle, harsh] = [
    await fit('variational_autoencoder', { beta: 0.1, warmup_epochs: 0, epochs: 20 }),
    await fit('variational_autoencoder', { beta: 500, warmup_epochs: 0, epochs: 20 }),
  ];
  expect(gentle.facts['active_units']).toBe(4);
  expect(harsh.facts['active_units']).toBe(0);
  gentle.dispose();
  harsh.dispose();
});
