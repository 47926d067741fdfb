/**
 * How often the verdict is right, over 100 seeds a case, with the neighbours, the resamples and the verdict of the program: on copies of one
 * representation it must not name a winner, and where classes lie in a subspace that PCA finds it must name PCA. One JSON
 * line a case.
 */
import { resamples } from '../../src-main/contract/index.ts';
import { resampledMeans, Resamples } from '../../src-main/metrics/bootstrap.ts';
import { nearestRows, votes } from '../../src-main/metrics/knn.ts';
import { compare } from '../../src-main/services/compare.ts';
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

function changed(source: DenseRows, change: (value: number) => number): DenseRows {
  return new DenseRows(source.values.map(change), source.features);
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
    'the same codes with noise of their own each',
    'nobody',
    async (random) => {
      const { original, labels } = blobs(random, 1);
      const codes = await pcaOf(original, 2);
      return winnerOf(labels, [
        ['First', 'pca', changed(codes, (value) => value + 1.5 * random.normal())],
        ['Second', 'pca', changed(codes, (value) => value + 1.5 * random.normal())],
      ]);
    },
  ],
  [
    'three of the same codes with noise of their own each',
    'nobody',
    async (random) => {
      const { original, labels } = blobs(random, 1);
      const codes = await pcaOf(original, 2);
      return winnerOf(
        labels,
        ['First', 'Second', 'Third'].map((name): Named => [
          name,
          'pca',
          changed(codes, (value) => value + 1.5 * random.normal()),
        ]),
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
