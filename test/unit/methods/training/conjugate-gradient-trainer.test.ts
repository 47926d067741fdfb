import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { denseLayers } from '../../../../src-main/methods/autoencoder/dense.ts';
import { Draws } from '../../../../src-main/methods/network/draws.ts';
import { ConjugateGradientTrainer } from '../../../../src-main/methods/training/conjugate-gradient-trainer.ts';
import {
  free,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
  upload,
} from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

/** What NumPy and SciPy come to; see make_conjugate.py. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/optimizers/conjugate.json'), 'utf8'),
) as {
  features: number;
  hidden: number;
  dim: number;
  rows: number;
  x: number[];
  start: Record<string, number[]>;
  gradient_length: number;
  losses: number[];
  after: Record<string, number[]>[];
};

test("three line searches a batch, along directions of Polak and Ribière, come to SciPy's weights", async () => {
  const { features, hidden, dim, rows } = expected;
  const shape = { features, hidden: [hidden], dim, tied: false, batch_normalization: false, dropout: 0 };
  const layers = denseLayers(
    { ...shape, activation: 'sigmoid' },
    { outputsPerCode: 1, activation: 'linear' },
  );
  const start = new Map(
    Object.entries(expected.start).map(([name, values]) => [name, Float32Array.from(values)]),
  );
  const net = { ...layers, output: 'sigmoid', loss: 'binary_crossentropy' } as const;
  const trainee = new ConjugateGradientTrainer(net, new Random(1), start);
  const x = upload(Float32Array.from(expected.x), [rows, features]);
  for (const [step, wanted] of expected.after.entries()) {
    const { loss, gradientNorm } = await trainee.step(x, 0, new Draws(new Random(1)), true, new Pace());
    expect(loss).toBeCloseTo(expected.losses[step] ?? NaN, 5);
    if (step === 0) expect(gradientNorm).toBeCloseTo(expected.gradient_length, 6);
    trainee.trainables.rememberBest();
    for (const [{ name }, values] of trainee.trainables.best() ?? [])
      wanted[name]?.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 3));
  }
  free(x);
  trainee.dispose();
  expect(liveHandles()).toBe(0);
});
