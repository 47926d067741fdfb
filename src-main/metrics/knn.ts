import {
  add,
  blocks,
  blockRows,
  columnMeans,
  free,
  matMul,
  readFloats,
  scope,
  upload,
  type Pace,
  type Rows,
} from '../tensor/index.ts';
import { Candidates } from './candidates.ts';

/** Training rows compared at once, and numbers in a tile of distances (4 MB). */
const trainBlock = 4_096;
const tileValues = 1_000_000;
/** Half the distance between 1 and the next float32. */
const roundOff = 2 ** -24;

/**
 * The `k` nearest training rows of every held-out row, by Euclidean distance; of equally near ones the lower first.
 * @param train `rows × features`
 * @param test of the same features
 * @param k 1 to the training rows
 * @returns `test rows × k` row numbers, nearest first
 * @throws IsthmusError `cancelled`
 * Cost: 2 · train · test · features operations in float32, which leave some candidates whose distances are then
 *   compared in float64: the answer is that of float64 throughout.
 * Source: sklearn.neighbors.NearestNeighbors (brute force)
 */
export async function nearestRows(train: Rows, test: Rows, k: number, pace: Pace): Promise<Int32Array> {
  const found = await candidates(train, test, k, pace);
  const near = new Int32Array(test.rows * k);
  const { features } = test;
  for (const { start, rows, values } of blocks(test)) {
    for (let row = 0; row < rows; row++) {
      const sample = values.subarray(row * features, (row + 1) * features);
      near.set(found[start + row]?.nearest(sample, train) ?? [], (start + row) * k);
      if (row % 64 === 0) await pace.breathe();
    }
  }
  return near;
}

/**
 * The label that most of each row's neighbours have; every one counts the same, a tie goes to the lower label.
 * @param near `rows × k` rows, as {@link nearestRows} gives them
 * @param labels of the rows that vote, at least 0
 * @returns one a row
 * Source: sklearn.neighbors.KNeighborsClassifier (uniform weights)
 */
export function votes(near: Int32Array, labels: Int32Array, k: number): Int32Array {
  return new Int32Array(near.length / k).map((_, row) => vote(near.subarray(row * k, (row + 1) * k), labels));
}

/** For every test row the training rows that may be among its `k` nearest. */
async function candidates(train: Rows, test: Rows, k: number, pace: Pace): Promise<Candidates[]> {
  const { features } = train;
  const mean = await columnMeans(train, pace);
  const trainNorms = await squaredNorms(train, mean, pace);
  const testNorms = await squaredNorms(test, mean, pace);
  const longest = Math.sqrt(trainNorms.reduce((most, norm) => Math.max(most, norm), 0));
  const found = Array.from(testNorms, (norm) => {
    // How far a float32 dot product over the features, and the sum after it, can be from the true one.
    const error = (features + 8) * roundOff * (2 * Math.sqrt(norm) * longest + longest * longest);
    return new Candidates(k, 2 * error);
  });
  for (const block of blocks(train, Math.min(trainBlock, blockRows(features, 8_000_000)))) {
    const x = upload(centre(block.values, mean, 1), [block.rows, features]);
    const norms = upload(Float32Array.from(trainNorms.subarray(block.start, block.start + block.rows)), [
      1,
      block.rows,
    ]);
    try {
      for (const tile of blocks(test, Math.max(1, Math.floor(tileValues / block.rows)))) {
        const scores = scope(() =>
          add(
            matMul(upload(centre(tile.values, mean, -2), [tile.rows, features]), x, { transposeB: true }),
            norms,
          ),
        );
        const lines = readFloats(scores);
        free(scores);
        for (let row = 0; row < tile.rows; row++) {
          found[tile.start + row]?.offer(
            lines.subarray(row * block.rows, (row + 1) * block.rows),
            block.start,
          );
        }
        await pace.breathe();
      }
    } finally {
      free(x, norms);
    }
  }
  return found;
}

/** `(x - mean) · factor`, in place. */
function centre(values: Float32Array, mean: Float64Array, factor: number): Float32Array {
  const features = mean.length;
  for (let at = 0; at < values.length; at += features) {
    for (let f = 0; f < features; f++)
      values[at + f] = factor * Math.fround((values[at + f] ?? 0) - (mean[f] ?? 0));
  }
  return values;
}

/** Squared length of every row once centred. */
async function squaredNorms(source: Rows, mean: Float64Array, pace: Pace): Promise<Float64Array> {
  const { features } = source;
  const norms = new Float64Array(source.rows);
  for (const { start, rows, values } of blocks(source)) {
    centre(values, mean, 1);
    for (let row = 0, at = 0; row < rows; row++) {
      let norm = 0;
      for (let f = 0; f < features; f++, at++) norm += (values[at] ?? 0) ** 2;
      norms[start + row] = norm;
    }
    await pace.breathe();
  }
  return norms;
}

/** The commonest label; of equally common ones the lowest. */
function vote(near: Int32Array, labels: Int32Array): number {
  const votes = new Map<number, number>();
  for (const row of near) {
    const label = labels[row] ?? -1;
    votes.set(label, (votes.get(label) ?? 0) + 1);
  }
  let winner = -1;
  for (const [label, count] of votes) {
    const most = votes.get(winner) ?? 0;
    if (count > most || (count === most && label < winner)) winner = label;
  }
  return winner;
}
