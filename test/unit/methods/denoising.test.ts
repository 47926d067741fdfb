import { beforeAll, expect, test } from 'vitest';
import { methods } from '../../../src-main/methods/index.ts';
import { DenseRows, loadTensorFlow } from '../../../src-main/tensor/index.ts';
import { factsOf, fitContext } from './fit-context.ts';

beforeAll(loadTensorFlow);

/** Every sample is this one, so that what spoils it is all that varies. */
const sample = [0.75, 0.25];
const rows = 50_000;
const source = new DenseRows(
  Float32Array.from({ length: 2 * rows }, (_, at) => sample[at % 2] ?? 0),
  2,
);

/** Every way in which each of two features is one of several values, with its probability. */
function ways(feature: (own: number) => [value: number, probability: number][]): [number[], number][] {
  const [first = [], second = []] = sample.map(feature);
  return first.flatMap(([x, p]) => second.map(([y, q]): [number[], number] => [[x, y], p * q]));
}

const cases: [string, 'linear' | 'sigmoid', number, (own: number) => [number, number][]][] = [
  [
    'masking',
    'linear',
    0.3,
    (own) => [
      [own, 0.7],
      [0, 0.3],
    ],
  ],
  [
    'salt_and_pepper',
    'linear',
    0.4,
    (own) => [
      [own, 0.6],
      [-2, 0.2],
      [2, 0.2],
    ],
  ],
  [
    'salt_and_pepper',
    'sigmoid',
    0.4,
    (own) => [
      [own, 0.6],
      [0, 0.2],
      [1, 0.2],
    ],
  ],
];

test.each(cases)(
  '%s of a %s network spoils a share of %d of what it is given, and compares with the clean sample',
  async (noise, output_activation, noise_level, feature) => {
    // One step on all rows, so small that the weights stay: its loss is the mean over the ways of being spoilt.
    const set = {
      ...{ noise, noise_level, output_activation, loss: 'mse', hidden: [], epochs: 1, dropout: 0 },
      ...{ batch_size: rows, learning_rate: 1e-9, validation_fraction: 0, batch_normalization: false },
    };
    const context = fitContext('denoising_autoencoder', factsOf(source), 1, set);
    const fitted = await methods.denoising_autoencoder.fit(source, context);
    const wanted = ways(feature).reduce((total, [spoilt, probability]) => {
      const reconstructed = fitted.decode?.(fitted.encode(Float32Array.from(spoilt))) ?? [];
      const squares = sample.map((value, f) => (value - (reconstructed[f] ?? NaN)) ** 2);
      return total + (probability * squares.reduce((sum, square) => sum + square, 0)) / 2;
    }, 0);
    expect(Math.abs((fitted.history[0]?.loss ?? NaN) / wanted - 1)).toBeLessThan(0.02);
    fitted.dispose();
  },
);

test('Gaussian noise has the level as its standard deviation', async () => {
  const level = 0.5;
  const set = {
    ...{ noise: 'gaussian', noise_level: level, output_activation: 'linear', loss: 'mse', hidden: [] },
    ...{ epochs: 1, batch_size: rows, learning_rate: 1e-9, validation_fraction: 0, dropout: 0 },
  };
  const fitted = await methods.denoising_autoencoder.fit(
    source,
    fitContext('denoising_autoencoder', factsOf(source), 1, set),
  );
  const of = (x: number[]): number[] => [...(fitted.decode?.(fitted.encode(Float32Array.from(x))) ?? [])];
  const [clean, none, one, other] = [of(sample), of([0, 0]), of([1, 0]), of([0, 1])];
  // The network is linear: noise adds its variance times the squared lengths of the network's columns.
  const columns = [one, other].map((column) =>
    column.reduce((total, value, f) => total + (value - (none[f] ?? NaN)) ** 2, 0),
  );
  const apart = clean.reduce((total, value, f) => total + (value - (sample[f] ?? NaN)) ** 2, 0);
  const wanted = (apart + level ** 2 * columns.reduce((total, column) => total + column, 0)) / 2;
  expect(Math.abs((fitted.history[0]?.loss ?? NaN) / wanted - 1)).toBeLessThan(0.02);
  fitted.dispose();
});
