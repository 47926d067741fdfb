import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CheckpointFolder } from '../../../src-main/compute/checkpoints.ts';
import { methods, type FitContext, type Fitted } from '../../../src-main/methods/index.ts';
import { denseLayers } from '../../../src-main/methods/autoencoder/dense.ts';
import { Draws } from '../../../src-main/methods/network/draws.ts';
import type { Network } from '../../../src-main/methods/network/network.ts';
import { ConjugateTrainee } from '../../../src-main/methods/training/conjugate-gradient-trainer.ts';
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

function fit(set: Record<string, unknown> = {}, more: Partial<FitContext> = {}): Promise<Fitted> {
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
    let ended: Fitted | null = null;
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
    const losses = ({ history }: Fitted) => history.map(({ epoch, phase, loss }) => [epoch, phase, loss]);
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
  const trainee = new ConjugateTrainee(net, random);
  const losses: number[] = [];
  for (let step = 0; step < 15; step++) {
    const { loss, gradientNorm } = await trainee.step(x, 0, new Draws(random), true, new Pace());
    expect(gradientNorm).toBeGreaterThan(0);
    losses.push(loss);
  }
  const end = scope(() => trainee.watch(x));
  losses.push(readFloats(end)[0] ?? NaN);
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(losses.at(-1)).toBeLessThan(0.55 * (losses[0] ?? 0));
  free(x, end);
  trainee.dispose();
});
