/**
 * How often the verdict is right, over 100 seeds a case, with the neighbours, the resamples and the verdict of the program: on copies of one
 * representation it must not name a winner, and where classes lie in a subspace that PCA finds it must name PCA. One JSON
 * line a case.
 */
import { resamples } from '../../src-main/contract/index.ts';
import { resampledMeans, Resamples } from '../../src-main/metrics/bootstrap.ts';
import { nearestRows, votes } from '../../src-main/metrics/classifiers/knn.ts';
import { compare } from '../../src-main/services/comparison/compare.ts';
import {
  DenseRows,
  everyRow,
  loadTensorFlow,
  Pace,
  principalComponents,
  projectOnto,
  Random,
  SomeRows,
  type Rows,
} from '../../src-main/tensor/index.ts';
import { aRun } from '../unit/records.ts';

const [seeds, trained, heldOut, classes, features] = [100, 300, 1_000, 4, 100];
const rows = trained + heldOut;
const every = everyRow(rows);
const [train, test] = [every.slice(0, trained), every.slice(trained)];
const neighbours = 5;
const pace = new Pace();
const draws = new Resamples(everyRow(heldOut), resamples);

await loadTensorFlow();

/** Blobs in the plane of two hidden features, with noise in all. */
function blobs(random: Random, noise: number): { original: DenseRows; labels: Int32Array } {
  const labels = Int32Array.from({ length: rows }, () => random.int(classes));
  const centres = Float32Array.from({ length: classes * 2 }, () => 2 * random.normal());
  const plane = Float32Array.from({ length: 2 * features }, () => random.normal() / Math.sqrt(features));
  const values = new Float32Array(rows * features);
  for (let row = 0; row < rows; row++) {
    const hidden = [0, 1].map((i) => 4 * ((centres[2 * (labels[row] ?? 0) + i] ?? 0) + random.normal()));
    for (let f = 0; f < features; f++) {
      values[row * features + f] =
        (hidden[0] ?? 0) * (plane[f] ?? 0) +
        (hidden[1] ?? 0) * (plane[features + f] ?? 0) +
        noise * random.normal();
    }
  }
  return { original: new DenseRows(values, features), labels };
}

/** With normal noise of its own. */
function shaken(source: DenseRows, noise: number, random: Random): DenseRows {
  return new DenseRows(
    source.values.map((value) => value + noise * random.normal()),
    source.features,
  );
}

/** A plane turned by a random angle. */
function rotated(source: DenseRows, random: Random): DenseRows {
  const angle = 2 * Math.PI * random.float();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return new DenseRows(
    source.values.map((_, i) => {
      const [x, y] = [source.values[i - (i % 2)] ?? 0, source.values[i - (i % 2) + 1] ?? 0];
      return i % 2 === 0 ? cos * x - sin * y : sin * x + cos * y;
    }),
    2,
  );
}

async function pcaOf(original: DenseRows, dim: number): Promise<DenseRows> {
  const found = await principalComponents(new SomeRows(original, train), dim, pace);
  return new DenseRows(projectOnto(found, original.values), dim);
}

/** Columns drawn at random: what any method that learns has to beat. */
function randomOf(original: DenseRows, dim: number, random: Random): DenseRows {
  const directions = Float32Array.from({ length: dim * features }, () => random.normal());
  const codes = new Float32Array(rows * dim);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dim; d++) {
      let sum = 0;
      for (let f = 0; f < features; f++) {
        sum += (original.values[row * features + f] ?? 0) * (directions[d * features + f] ?? 0);
      }
      codes[row * dim + d] = sum;
    }
  }
  return new DenseRows(codes, dim);
}

type Named = [name: string, method: 'pca' | 'raw' | 'autoencoder' | 'random_projection', codes: Rows];

async function winnerOf(labels: Int32Array, named: Named[]): Promise<string | null> {
  const runs = [];
  const evidence = new Map<string, ReadonlyMap<string, Float64Array>>();
  for (const [name, method, codes] of named) {
    const near = await nearestRows(new SomeRows(codes, train), new SomeRows(codes, test), neighbours, pace);
    const voted = votes(near, labels.subarray(0, trained), neighbours);
    const right = Float64Array.from(voted, (label, i) => (label === labels[trained + i] ? 1 : 0));
    const value = right.reduce((sum, one) => sum + one, 0) / heldOut;
    const [replicates = right] = await resampledMeans(draws, [right], pace);
    const metrics = { knn_accuracy: { value, rows: heldOut, k: neighbours } };
    const id = name.toLowerCase();
    runs.push(aRun(id, 'data1', { name, method, dim: codes.features, metrics, status: 'finished' }));
    evidence.set(id, new Map([['knn_accuracy', replicates]]));
  }
  return compare(runs, { features, labelled: true }, evidence).verdict.winner;
}

const cases: [string, 'nobody' | 'pca', (random: Random) => Promise<string | null>][] = [
  [
    'the same codes twice',
    'nobody',
    async (random) => {
      const { original, labels } = blobs(random, 1);
      const codes = await pcaOf(original, 2);
      return winnerOf(labels, [
        ['First', 'pca', codes],
        ['Second', 'pca', codes],
      ]);
    },
  ],
  [
    'the same codes, turned and rounded each in its own way',
    'nobody',
    async (random) => {
      const { original, labels } = blobs(random, 1);
      const codes = await pcaOf(original, 2);
      return winnerOf(
        labels,
        ['First', 'Second', 'Third'].map((name): Named => [
          name,
          'pca',
          shaken(rotated(codes, random), 0.05, random),
        ]),
      );
    },
  ],
  [
    // Harder than copies: noise in the training rows makes one of them truly a little better.
    'the same codes with noise of their own each, a third of what classes spread',
    'nobody',
    async (random) => {
      const { original, labels } = blobs(random, 1);
      const codes = await pcaOf(original, 2);
      return winnerOf(
        labels,
        ['First', 'Second'].map((name): Named => [name, 'pca', shaken(codes, 1.5, random)]),
      );
    },
  ],
  [
    'blobs in a plane',
    'pca',
    async (random) => {
      const { original, labels } = blobs(random, 4);
      return winnerOf(labels, [
        ['Raw', 'raw', original],
        ['PCA', 'pca', await pcaOf(original, 2)],
        ['Random', 'random_projection', randomOf(original, 2, random)],
      ]);
    },
  ],
];

for (const [name, wanted, run] of cases) {
  let right = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const winner = await run(new Random(seed));
    if (winner === (wanted === 'nobody' ? null : wanted)) right++;
  }
  console.log(JSON.stringify({ bench: 'verdict', case: name, wanted, right, seeds }));
}
