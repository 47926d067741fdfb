import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { denseLayers } from '../../../../src-main/methods/autoencoder/dense.ts';
import { Draws } from '../../../../src-main/methods/network/draws.ts';
import type { Network } from '../../../../src-main/methods/network/network.ts';
import {
  NetworkTrainer,
  type OptimizerConfig,
} from '../../../../src-main/methods/training/network-trainer.ts';
import {
  free,
  liveHandles,
  loadTensorFlow,
  Random,
  readFloats,
  scope,
  upload,
} from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

/** A training by PyTorch; see make.py. */
interface Case extends OptimizerConfig {
  tied: boolean;
  batch_normalization: boolean;
  losses: number[];
  gradient_lengths: number[];
  arrays: Record<string, number[]>;
  codes: number[];
  watched: number;
}
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/optimizers/expected.json'), 'utf8'),
) as {
  features: number;
  dim: number;
  hidden: number;
  rows: number;
  rates: number[];
  x: number[];
  start: Record<string, number[]>;
  cases: Case[];
};
const { features, dim, rows, rates } = expected;

function networkOf({ tied, batch_normalization }: Case): Network {
  const shape = { features, dim, hidden: [expected.hidden], tied, batch_normalization, dropout: 0 };
  const layers = denseLayers({ ...shape, activation: 'tanh' }, { outputsPerCode: 1, activation: 'linear' });
  return { ...layers, output: 'linear', loss: 'mse' };
}

function close(found: ArrayLike<number>, wanted: readonly number[], digits: number): void {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));
}

describe.each(expected.cases)(
  'six steps of $optimizer with a momentum of $momentum, a weight decay of $weight_decay, tied weights: $tied, batch normalisation: $batch_normalization',
  (known) => {
    test("come to PyTorch's arrays, by its losses and gradients, and encode as its network does", () => {
      const start = new Map(
        Object.entries(expected.start).map(([name, values]) => [name, Float32Array.from(values)]),
      );
      const trainee = new NetworkTrainer(networkOf(known), known, new Random(1), start);
      const x = upload(Float32Array.from(expected.x), [rows, features]);
      const steps = rates.map((rate) => trainee.step(x, rate, new Draws(new Random(2)), true));
      close(
        steps.map(({ loss }) => loss),
        known.losses,
        5,
      );
      close(
        steps.map(({ gradientNorm }) => gradientNorm ?? NaN),
        known.gradient_lengths,
        5,
      );
      trainee.trainables.rememberBest();
      const learnt = [...(trainee.trainables.best() ?? [])];
      expect(learnt.map(([{ name }]) => name).toSorted()).toEqual(Object.keys(known.arrays).toSorted());
      for (const [{ name }, values] of learnt) close(values, known.arrays[name] ?? [], 4);
      const read = scope(() => [trainee.encode(x), trainee.watch(x)]);
      const [codes, watched] = read.map(readFloats);
      close(codes ?? [], known.codes, 4);
      close(watched ?? [], [known.watched], 4);
      free(x, ...read);
      trainee.dispose();
      expect(liveHandles()).toBe(0);
    });
  },
);
