import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CheckpointFolder } from '../../../src-main/compute/checkpoints.ts';
import { methods, type FitContext, type FittedMethod } from '../../../src-main/methods/index.ts';
import { denseLayers } from '../../../src-main/methods/autoencoder/dense.ts';
import { Draws } from '../../../src-main/methods/network/draws.ts';
import type { Network } from '../../../src-main/methods/network/network.ts';
import { RbmTrainer, machineParameters } from '../../../src-main/methods/rbm/rbm-trainer.ts';
import { visibleStart } from '../../../src-main/methods/rbm/start.ts';
import type { NamedArrays } from '../../../src-main/methods/training/checkpoint.ts';
import { ConjugateGradientTrainer } from '../../../src-main/methods/training/conjugate-gradient-trainer.ts';
import { trainPhase, weightsRandom, type TrainingConfig } from '../../../src-main/methods/training/train.ts';
import {
  free,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
  readFloats,
  scope,
  SomeRows,
  upload,
  type Rows,
} from '../../../src-main/tensor/index.ts';
import { CancelledPace } from '../cancelled-pace.ts';
import { oracle } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

beforeAll(loadTensorFlow);
afterEach(() => expect(liveHandles()).toBe(0));

const digits = oracle('digits');
const train = new SomeRows(digits.all, digits.train);
const held = digits.all.gather(digits.test);
const small = { hidden: [32, 16], pretraining_epochs: 4, epochs: 4 };

function fit(set: Record<string, unknown> = {}, more: Partial<FitContext> = {}): Promise<FittedMethod> {
  const context = fitContext('deep_belief_autoencoder', factsOf(train), 4, { ...small, ...set }, more);
  return methods.deep_belief_autoencoder.fit(train, context);
}

test('conjugate gradients are broken off by a cancel within a step, and free everything', async () => {
  let tuning = false;
  let since = 0;
  const pace = new CancelledPace(() => tuning && ++since === 2);
  const run = fit(
    { optimizer: 'cg', hidden: [32, 16], pretraining_epochs: 1, epochs: 100 },
    { pace, progress: (_, phase) => void (tuning ||= phase.startsWith('Fine-tuning')) },
  );
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(since).toBe(2);
});

describe.each(['adam', 'cg'])('a deep belief autoencoder fine-tuned by %s', (optimizer) => {
  test('learns machine by machine, then all together; is the same for one seed, and once loaded', async () => {
    const fitted = await fit({ optimizer });
    const phases = [...new Set(fitted.history.map(({ phase }) => phase))];
    expect(phases).toEqual([
      'Boltzmann machine 1 of 3',
      'Boltzmann machine 2 of 3',
      'Boltzmann machine 3 of 3',
      'Fine-tuning',
    ]);
    expect(fitted.history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    for (const phase of [phases[0], phases.at(-1)]) {
      const own = fitted.history.filter((epoch) => epoch.phase === phase);
      expect(own.at(-1)?.val_loss).toBeLessThan(own[0]?.val_loss ?? 0);
    }
    const codes = fitted.encode(held);
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
    fitted.save(folder);
    const loaded = await methods.deep_belief_autoencoder.load(folder);
    rmSync(folder, { recursive: true });
    expect(loaded.encode(held)).toEqual(codes);
    expect(loaded.decode?.(codes)).toEqual(fitted.decode?.(codes));
    const [again, other] = [await fit({ optimizer }), await fit({ optimizer }, { seed: 2 })];
    expect(again.encode(held)).toEqual(codes);
    expect(other.encode(held)).not.toEqual(codes);
    for (const each of [fitted, loaded, again, other]) each.dispose();
  });

  test('paused in any of its parts, it comes to what it comes to unbroken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
    const unbroken = await fit({ optimizer });
    let ended: FittedMethod | null = null;
    let pauses = 0;
    while (ended === null) {
      let asked = 0;
      const checkpoints = new CheckpointFolder(folder, () => undefined);
      const pauseRequested = (): boolean => ++asked > 50;
      ended = await fit({ optimizer }, { checkpoints, pauseRequested }).catch((error: { code?: string }) => {
        expect(error.code).toBe('paused');
        pauses++;
        return null;
      });
    }
    rmSync(folder, { recursive: true });
    expect(pauses).toBeGreaterThan(4);
    expect(ended.encode(held)).toEqual(unbroken.encode(held));
    const losses = ({ history }: FittedMethod) =>
      history.map(({ epoch, phase, loss }) => [epoch, phase, loss]);
    expect(losses(ended)).toEqual(losses(unbroken));
    ended.dispose();
    unbroken.dispose();
  });
});

test('pretraining gives fine-tuning a better start than chance does', async () => {
  const [pretrained, barely] = [
    await fit({ pretraining_epochs: 30, epochs: 3 }),
    await fit({
      pretraining_epochs: 1,
      pretraining_learning_rate: 1e-6,
      code_learning_rate: 1e-6,
      epochs: 1,
    }),
  ];
  expect(pretrained.history.at(-1)?.val_loss).toBeLessThan(0.95 * (barely.history.at(-1)?.val_loss ?? 0));
  pretrained.dispose();
  barely.dispose();
});

/** A fit on some rows with all that its checkpoints kept, and how many steps each of its epochs took. */
async function recorded(
  source: Rows,
  set: Record<string, unknown>,
): Promise<{ fitted: FittedMethod; arrays: NamedArrays; steps: number[] }> {
  const arrays: NamedArrays = {};
  const steps: number[] = [0];
  const context = fitContext(
    'deep_belief_autoencoder',
    factsOf(source),
    3,
    { optimizer: 'adam', validation_fraction: 0, ...set },
    {
      checkpoints: {
        load: () => Promise.resolve(null),
        save: (checkpoint) => Object.assign(arrays, checkpoint.arrays),
      },
      live: () => {
        steps[steps.length - 1] = (steps.at(-1) ?? 0) + 1;
        return Promise.resolve();
      },
      epoch: () => {
        steps.push(0);
        return Promise.resolve();
      },
    },
  );
  const fitted = await methods.deep_belief_autoencoder.fit(source, context);
  return { fitted, arrays, steps: steps.slice(0, -1) };
}

test('the recipe is that of the supporting material: batches, rates, momentum and decay of every machine', async () => {
  const set = {
    ...{ hidden: [8], pretraining_epochs: 2, pretraining_learning_rate: 0.1, code_learning_rate: 0.001 },
    ...{ epochs: 1, batch_size: 40, learning_rate: 0.01, schedule: 'constant', k: 1 },
  };
  const { fitted, arrays, steps } = await recorded(train, set);
  // 20 rows a batch of a machine where there are few, and what was asked for in fine-tuning.
  const { rows } = train;
  const small = Math.ceil(rows / 20);
  expect(steps).toEqual([small, small, small, small, Math.ceil(rows / 40)]);
  expect(fitted.history.map(({ learning_rate }) => learning_rate)).toEqual([0.1, 0.1, 0.001, 0.001, 0.01]);
  fitted.dispose();

  const names = { kernel: 'kernel', hiddenBias: 'hidden', visibleBias: 'visible' };
  const slots = machineParameters(names, 8, await visibleStart(train, 'bernoulli', new Pace()));
  const units = { visible: 'bernoulli', hidden: 'bernoulli' } as const;
  const how = { ...units, k: 1, persistent: false, momentum: 0.9, weight_decay: 0.0002, batch_size: 20 };
  const trainee = new RbmTrainer(slots, how, weightsRandom(1, 0));
  const course: TrainingConfig = {
    batch_size: 20,
    epochs: 2,
    patience: 0,
    validation_fraction: 0,
    learning_rate: 0.1,
    schedule: 'constant',
    keep: 'last',
  };
  const { weights } = await trainPhase(train, trainee, course, fitContext('rbm', factsOf(train), 8));
  expect(arrays['machine/0/kernel']).toEqual(weights.get(slots.kernel));
  expect(arrays['machine/0/hidden']).toEqual(weights.get(slots.hiddenBias));
  expect(arrays['machine/0/visible']).toEqual(weights.get(slots.visibleBias));
  trainee.dispose();

  const many = new SomeRows(
    digits.all,
    Int32Array.from({ length: 5_000 }, (_, at) => at % digits.all.rows),
  );
  const larger = await recorded(many, { ...set, pretraining_epochs: 1, batch_size: 500 });
  expect(larger.steps).toEqual([50, 50, 10]);
  larger.fitted.dispose();
});

test('fine-tuning sets out from the machines: up through them, and down the same way', async () => {
  const set = {
    ...{ hidden: [8], pretraining_epochs: 2, epochs: 1, learning_rate: 1e-9, schedule: 'constant' },
    ...{ pretraining_learning_rate: 0.1, code_learning_rate: 0.01 },
  };
  const { fitted, arrays } = await recorded(train, set);
  const machine = (i: number, name: string): Float32Array =>
    arrays[`machine/${i}/${name}`] ?? new Float32Array(0);
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  /** A row times a kernel, `inputs × outputs`, or times it turned round. */
  const through = (row: number[], kernel: Float32Array, bias: Float32Array, down: boolean): number[] =>
    Array.from(bias, (start, j) =>
      row.reduce(
        (sum, value, i) =>
          sum + value * ((down ? kernel[j * row.length + i] : kernel[i * bias.length + j]) ?? NaN),
        start,
      ),
    );
  const row = [...held.slice(0, 64)];
  const hidden = through(row, machine(0, 'kernel'), machine(0, 'hidden'), false).map(sigmoid);
  // The code's units are not squeezed: they are numbers with normal noise.
  const code = through(hidden, machine(1, 'kernel'), machine(1, 'hidden'), false);
  const above = through(code, machine(1, 'kernel'), machine(1, 'visible'), true).map(sigmoid);
  const reconstructed = through(above, machine(0, 'kernel'), machine(0, 'visible'), true).map(sigmoid);
  const codes = fitted.encode(Float32Array.from(row));
  code.forEach((value, i) => expect(codes[i]).toBeCloseTo(value, 4));
  const found = fitted.decode?.(codes);
  reconstructed.forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, 4));
  fitted.dispose();
});

test('conjugate gradients never leave a batch worse than they found it, and soon beat steepest descent', async () => {
  const random = new Random(2);
  const [rows, features] = [200, 64];
  const x = upload(digits.all.gather(digits.train.slice(0, rows)), [rows, features]);
  const shape = {
    features,
    hidden: [24],
    dim: 4,
    activation: 'sigmoid',
    tied: false,
    batch_normalization: false,
    dropout: 0,
  } as const;
  const layers = denseLayers(shape, { outputsPerCode: 1, activation: 'linear' });
  const net: Network = { ...layers, output: 'sigmoid', loss: 'binary_crossentropy' };
  const trainer = new ConjugateGradientTrainer(net, random);
  const losses: number[] = [];
  for (let step = 0; step < 15; step++) {
    const { loss, gradientNorm } = await trainer.step(x, 0, new Draws(random), true, new Pace());
    expect(gradientNorm).toBeGreaterThan(0);
    losses.push(loss);
  }
  const end = scope(() => trainer.watch(x));
  losses.push(readFloats(end)[0] ?? NaN);
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(losses.at(-1)).toBeLessThan(0.55 * (losses[0] ?? 0));
  free(x, end);
  trainer.dispose();
});
