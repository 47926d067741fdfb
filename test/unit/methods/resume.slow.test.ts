import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CheckpointFolder } from '../../../src-main/compute/checkpoints.ts';
import type { Epoch, MethodName } from '../../../src-main/contract/index.ts';
import { methods, type FitContext, type FittedMethod } from '../../../src-main/methods/index.ts';
import { liveHandles, loadTensorFlow, Pace, SomeRows } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

beforeAll(loadTensorFlow);

const digits = oracle('digits');
const train = new SomeRows(digits.all, digits.train);
const held = digits.all.gather(digits.test);
const [dim, epochs] = [4, 6];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-resume-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(liveHandles()).toBe(0);
});

function fit(
  method: MethodName,
  set: Record<string, unknown>,
  more: Partial<FitContext> = {},
): Promise<FittedMethod> {
  const isDense = method !== 'rbm' && method !== 'convolutional_autoencoder';
  const small = { ...(isDense && { hidden: [32] }), epochs, ...set };
  const facts = { ...factsOf(train), shape: [8, 8, 1] };
  return methods[method].fit(train, fitContext(method, facts, dim, small, more));
}

/** A fit in a process of its own, as far as it can tell: all it knows is what the folder holds. */
function kept(
  more: Partial<FitContext> = {},
  saved: (epochs: number) => void = () => undefined,
): Partial<FitContext> {
  return { checkpoints: new CheckpointFolder(folder, saved), ...more };
}

/** True after so many questions, which come once a step and once an epoch. */
function after(questions: number): () => boolean {
  let asked = 0;
  return () => ++asked > questions;
}

interface Outcome {
  codes: Float32Array;
  history: Omit<Epoch, 'seconds' | 'samples_per_second'>[];
  message: string | null;
  best: unknown;
}

function outcomeOf(fitted: FittedMethod): Outcome {
  const codes = fitted.encode(held);
  const history = fitted.history.map(({ seconds: _, samples_per_second: __, ...epoch }) => epoch);
  const { message } = fitted;
  const best = fitted.facts['best_epoch'];
  fitted.dispose();
  return { codes, history, message, best };
}

const kinds: [MethodName, Record<string, unknown>][] = [
  ['autoencoder', { dropout: 0.2, batch_normalization: true, schedule: 'warmup' }],
  ['autoencoder', { tied: true, optimizer: 'sgd', learning_rate: 0.05 }],
  ['autoencoder', { optimizer: 'adamw', weight_decay: 0.01, validation_fraction: 0 }],
  ['denoising_autoencoder', { noise: 'gaussian' }],
  ['variational_autoencoder', { warmup_epochs: 4 }],
  ['contractive_autoencoder', {}],
  ['convolutional_autoencoder', { filters: [8], batch_normalization: true }],
  ['rbm', { persistent: true }],
];

describe.each(kinds)('%s with %o', (method, set) => {
  test('paused in the middle of epochs and between them, it comes to what it comes to unbroken', async () => {
    const unbroken = outcomeOf(await fit(method, set));
    let ended: FittedMethod | null = null;
    let paused = 0;
    for (const steps of [7, 3, 15, 20, Infinity]) {
      try {
        ended = await fit(method, set, kept({ pauseRequested: after(steps) }));
      } catch (error) {
        expect(error).toMatchObject({ code: 'paused' });
        paused++;
      }
    }
    expect(paused).toBe(4);
    if (ended === null) throw new Error('It never ended.');
    expect(outcomeOf(ended)).toEqual(unbroken);
    expect(readdirSync(folder).filter((name) => name.endsWith('.npy'))).toHaveLength(1);
  });
});

test('cut off without warning, it goes on from its last checkpoint to what it comes to unbroken', async () => {
  const unbroken = outcomeOf(await fit('autoencoder', {}));
  const cancel = new AbortController();
  const run = fit(
    'autoencoder',
    {},
    {
      ...kept({ pauseRequested: after(20) }),
      pace: new Pace(cancel.signal),
    },
  );
  await expect(run).rejects.toMatchObject({ code: 'paused' });
  // Some steps further, and then the process is gone.
  const again = fit(
    'autoencoder',
    {},
    {
      ...kept(),
      pace: new Pace(cancel.signal),
      epoch: ({ epoch }) => {
        if (epoch === 4) cancel.abort();
        return Promise.resolve();
      },
    },
  );
  await expect(again).rejects.toMatchObject({ code: 'cancelled' });
  expect(outcomeOf(await fit('autoencoder', {}, kept()))).toEqual(unbroken);
});

test('a finished training goes on with more epochs as if they had been asked for at once', async () => {
  const set = { schedule: 'constant', patience: 0 };
  const unbroken = outcomeOf(await fit('autoencoder', { ...set, epochs: 9 }));
  (await fit('autoencoder', { ...set, epochs: 4 }, kept())).dispose();
  const longer = outcomeOf(await fit('autoencoder', { ...set, epochs: 9 }, kept()));
  expect(longer).toEqual(unbroken);
});

test('it goes on with another optimiser and rate, which start with no memory', async () => {
  (await fit('autoencoder', {}, kept())).dispose();
  const set = { optimizer: 'sgd', learning_rate: 0.01, schedule: 'constant', epochs: 9 };
  const fitted = await fit('autoencoder', set, kept());
  expect(fitted.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(fitted.history.at(-1)?.learning_rate).toBe(0.01);
  expect(fitted.history[8]?.val_loss).toBeLessThan(fitted.history[0]?.val_loss ?? 0);
  fitted.dispose();
});

test('patience is counted anew where a run branched off', async () => {
  const set = { learning_rate: 0.05, schedule: 'constant', patience: 2, epochs: 200 };
  const first = await fit('autoencoder', set, kept());
  const stopped = first.history.length;
  expect(first.message).toContain('had not improved for 2 epochs');
  first.dispose();
  const branch = await fit('autoencoder', set, kept({ patientSince: stopped }));
  expect(branch.history.length).toBeGreaterThanOrEqual(stopped + 2);
  branch.dispose();
});

test('a checkpoint that is damaged is refused with a sentence, not ignored', async () => {
  await expect(fit('autoencoder', {}, kept({ pauseRequested: after(5) }))).rejects.toMatchObject({
    code: 'paused',
  });
  for (const name of readdirSync(folder)) if (name.endsWith('.npy')) rmSync(join(folder, name));
  await expect(fit('autoencoder', {}, kept())).rejects.toMatchObject({
    code: 'bad_input',
    message: expect.stringContaining('The checkpoint of this run is damaged'),
  });
});
