import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Artifact } from '../../../src-main/contract/index.ts';
import { learningRate } from '../../../src-main/methods/training/schedule.ts';
import { methods, type FitContext, type FittedMethod } from '../../../src-main/methods/index.ts';
import {
  DenseRows,
  liveHandles,
  loadTensorFlow,
  Random,
  SomeRows,
  type Rows,
} from '../../../src-main/tensor/index.ts';
import { CancelledPace } from '../cancelled-pace.ts';
import { oracle } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

type Tf = Awaited<ReturnType<typeof loadTensorFlow>>;
let tensorflow: Tf;
beforeAll(async () => {
  tensorflow = await loadTensorFlow();
});

const digits = oracle('digits');
const train = new SomeRows(digits.all, digits.train);

/** Small, and whatever the defaults are, always the same. */
const small = { hidden: [32], epochs: 5, loss: 'mse', learning_rate: 0.002 };

const facts = factsOf({ rows: train.rows, features: 64 });

function context(set: Record<string, unknown>, more: Partial<FitContext> = {}): FitContext {
  return fitContext('autoencoder', facts, 4, { ...small, ...set }, more);
}

function fit(set: Record<string, unknown> = {}, more: Partial<FitContext> = {}): Promise<FittedMethod> {
  return methods.autoencoder.fit(train, context(set, more));
}

describe('training', () => {
  test('brings the loss down, and leaves nothing in TensorFlow', async () => {
    const [handles, native] = [liveHandles(), tensorflow.binding.getNumOfTensors()];
    const tensors = tensorflow.tf.memory().numTensors;
    const fitted = await fit({ epochs: 20 });
    const [first, last] = [fitted.history[0], fitted.history.at(-1)];
    expect(last?.val_loss).toBeLessThan(0.5 * (first?.val_loss ?? 0));
    expect(fitted.encode(digits.all.gather(digits.test))).toHaveLength(digits.test.length * 4);
    fitted.dispose();
    expect(liveHandles()).toBe(handles);
    expect(tensorflow.binding.getNumOfTensors()).toBe(native);
    expect(tensorflow.tf.memory().numTensors).toBe(tensors);
  });

  test('keeps the weights of the best epoch, not of the last', async () => {
    const codes: Float32Array[] = [];
    const rows = digits.all.gather(digits.test);
    let changed = false;
    const source: Rows = {
      rows: train.rows,
      features: 64,
      gather(indices, from, to) {
        const values = train.gather(indices, from, to);
        return changed ? values.map((value) => value + 3) : values;
      },
    };
    const fitted = await methods.autoencoder.fit(
      source,
      context(
        { epochs: 6 },
        {
          epoch: ({ epoch }, encode) => {
            codes.push(encode(rows));
            changed = epoch >= 4;
            return Promise.resolve();
          },
        },
      ),
    );
    expect(codes).toHaveLength(6);
    expect(fitted.facts['best_epoch']).toBe(4);
    expect(fitted.encode(rows)).toEqual(codes[3]);
    expect(codes[3]).not.toEqual(codes[5]);
    fitted.dispose();
  });

  test('stops early when the validation loss no longer improves, and says so', async () => {
    const fitted = await fit({ learning_rate: 0.05, schedule: 'constant', epochs: 200, patience: 3 });
    const best = Number(fitted.facts['best_epoch']);
    expect(fitted.history).toHaveLength(best + 3);
    expect(fitted.message).toContain(`the weights of epoch ${best} are kept`);
    fitted.dispose();
  });

  test('ends after the epoch in which the user asks to stop, with the best so far', async () => {
    let asked = false;
    const fitted = await fit(
      { epochs: 50 },
      {
        stopRequested: () => asked,
        epoch: ({ epoch }) => {
          asked = epoch === 3;
          return Promise.resolve();
        },
      },
    );
    expect(fitted.history).toHaveLength(3);
    expect(fitted.message).toContain('Stopped on request after epoch 3 of 50');
    fitted.dispose();
  });

  test('is broken off by a cancel within an epoch and frees everything', async () => {
    const before = liveHandles();
    let epochs = 0;
    const epoch = (): Promise<void> => Promise.resolve(void epochs++);
    let since = 0;
    // In the midst of the third epoch.
    const pace = new CancelledPace(() => epochs === 2 && ++since === 3);
    const run = fit({ epochs: 100_000, patience: 0 }, { pace, epoch });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect([epochs, since]).toEqual([2, 3]);
    expect(liveHandles()).toBe(before);
  });

  test('never validates on rows it trains on, and draws them across all classes', async () => {
    const seen = new Set<number>();
    let watched = 0;
    const spy: Rows = {
      rows: train.rows,
      features: 64,
      gather(indices, from = 0, to = indices.length) {
        // Batches are smaller than the validation part, which is asked for in one.
        if (to - from > 40) watched = to - from;
        else for (let i = from; i < to; i++) seen.add(indices[i] ?? -1);
        return train.gather(indices, from, to);
      },
    };
    const fitted = await methods.autoencoder.fit(spy, context({ batch_size: 32, validation_fraction: 0.2 }));
    expect(watched).toBe(Math.round(train.rows * 0.2));
    expect(seen.size).toBe(train.rows - watched);
    // The rows in order of class: the last ones taken would leave a class out of training.
    const classes = new Set(Array.from(seen, (row) => digits.labels[digits.train[row] ?? 0]));
    expect(classes.size).toBe(10);
    fitted.dispose();
  });
});

describe('a loss that is not finite', () => {
  test('ends a fit in which nothing was learnt with one sentence', async () => {
    const random = new Random(2);
    const huge = new DenseRows(
      Float32Array.from({ length: 600 * 20 }, () => 1e25 * random.normal()),
      20,
    );
    const run = methods.autoencoder.fit(
      huge,
      context({ learning_rate: 10, output_activation: 'linear' }, { shape: [20] }),
    );
    await expect(run).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringMatching(
        /^Training diverged in epoch 1: .* Lower the learning rate \(it is 10\)/,
      ),
    });
    expect(liveHandles()).toBe(0);
  });

  test('at a learning rate of 10 never leaves codes that are not finite', async () => {
    const run = fit({
      learning_rate: 10,
      output_activation: 'linear',
      hidden: [64, 32],
      epochs: 60,
      patience: 0,
    });
    const ending = await run.catch((error: unknown) => error as Error);
    if (ending instanceof Error) expect(ending.message).toContain('Lower the learning rate');
    else {
      expect(ending.encode(digits.all.gather(digits.test)).every(Number.isFinite)).toBe(true);
      if (ending.history.length < 60) expect(ending.message).toContain('Lower the learning rate');
      ending.dispose();
    }
  });

  test('after some good epochs keeps the best of them and says why it ended', async () => {
    let poisoned = false;
    const source: Rows = {
      rows: train.rows,
      features: 64,
      gather(indices, from, to) {
        const values = train.gather(indices, from, to);
        return poisoned ? values.fill(NaN) : values;
      },
    };
    const fitted = await methods.autoencoder.fit(
      source,
      context(
        { epochs: 10 },
        {
          epoch: ({ epoch }) => {
            poisoned = epoch === 2;
            return Promise.resolve();
          },
        },
      ),
    );
    expect(fitted.history).toHaveLength(2);
    expect(fitted.message).toMatch(/^Training diverged in epoch 3: .* The weights of epoch 2 are kept\.$/);
    expect(fitted.encode(digits.all.gather(digits.test)).every(Number.isFinite)).toBe(true);
    fitted.dispose();
  });
});

describe('what is asked for and cannot be', () => {
  test('cross-entropy of a linear output', async () => {
    await expect(fit({ loss: 'binary_crossentropy', output_activation: 'linear' })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('set output_activation to "sigmoid"'),
    });
  });

  test('cross-entropy of features outside 0 to 1', async () => {
    const source = new DenseRows(Float32Array.of(0.5, 1.5, 0.25, 0.75), 2);
    const run = methods.autoencoder.fit(source, {
      ...context({ loss: 'binary_crossentropy', output_activation: 'sigmoid' }),
      dim: 1,
    });
    await expect(run).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('1.5') });
  });
});

test('the cosine schedule falls from the given rate to nothing, half way at the middle', () => {
  const cosine = { schedule: 'cosine', learning_rate: 0.004 } as const;
  expect(learningRate(cosine, 0, 100)).toBe(0.004);
  expect(learningRate(cosine, 50, 100)).toBeCloseTo(0.002, 10);
  expect(learningRate(cosine, 100, 100)).toBeCloseTo(0, 10);
  expect(learningRate({ ...cosine, schedule: 'constant' }, 99, 100)).toBe(0.004);
});

test('saved and loaded, it encodes and decodes to the same bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
  try {
    const fitted = await fit({ hidden: [32, 16] });
    const artifacts = fitted.save(folder);
    for (const artifact of artifacts) Artifact.parse(artifact);
    expect(artifacts.map(({ name }) => name)).toContain('encoder-0-kernel.npy');
    const loaded = await methods.autoencoder.load(folder);
    const rows = digits.all.gather(digits.test);
    const codes = fitted.encode(rows);
    expect(loaded.encode(rows)).toEqual(codes);
    expect(loaded.decode?.(codes)).toEqual(fitted.decode?.(codes));
    expect([loaded.features, loaded.dim]).toEqual([64, 4]);
    fitted.dispose();
    loaded.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the same seed gives the same codes bit for bit in two processes; another seed does not', () => {
  const codes = (seed: number): string =>
    execFileSync(process.execPath, [join(import.meta.dirname, 'codes-of-seed.ts'), String(seed)], {
      encoding: 'utf8',
    });
  const once = codes(7);
  expect(once).toMatch(/^[0-9a-f]{64}\n$/);
  expect(codes(7)).toBe(once);
  expect(codes(8)).not.toBe(once);
});
