import { readWide, type Pace, type Rows } from '../tensor/index.ts';
import { distanceTiles } from './distances.ts';
import { smallest } from './smallest.ts';

/**
 * Trustworthiness: whether the `k` nearest neighbours in a representation are near in the original features
 * too; each that is not costs by how far down its original rank is.
 * @param original `rows × features`
 * @param representation the same rows, `rows × dim`
 * @param k neighbours; below half the rows
 * @returns 0 to 1; 1 where no neighbour is new
 * @throws IsthmusError `cancelled`
 * Cost: 2 · rows² · (features + dim) operations in float64, and rows² · k comparisons. Among equal distances
 *   the row of lower number counts as nearer; scikit-learn leaves that open.
 * Source: Venna and Kaski 2001; sklearn.manifold.trustworthiness
 */
export async function trustworthiness(
  original: Rows,
  representation: Rows,
  k: number,
  pace: Pace,
): Promise<number> {
  const n = original.rows;
  if (original === representation) return 1;
  const near = await neighbours(representation, k, pace);
  let penalty = 0;
  for await (const { start, rows, squared } of distanceTiles(original, pace)) {
    const distances = readWide(squared);
    for (let row = 0; row < rows; row++) {
      const self = start + row;
      const line = distances.subarray(row * n, (row + 1) * n);
      for (let i = 0; i < k; i++) {
        penalty += Math.max(0, rank(line, near[self * k + i] ?? 0, self) - k);
      }
    }
  }
  return 1 - penalty * (2 / (n * k * (2 * n - 3 * k - 1)));
}

/** The `k` nearest other rows of every row: `rows × k`. */
async function neighbours(source: Rows, k: number, pace: Pace): Promise<Int32Array> {
  const n = source.rows;
  const near = new Int32Array(n * k);
  for await (const { start, rows, squared } of distanceTiles(source, pace)) {
    const distances = readWide(squared);
    for (let row = 0; row < rows; row++) {
      const line = distances.subarray(row * n, (row + 1) * n);
      line[start + row] = Infinity;
      near.set(smallest(line, k), (start + row) * k);
    }
  }
  return near;
}

/** Which in order of distance, from 1, `other` is among all rows but `self`. */
function rank(distances: Float64Array, other: number, self: number): number {
  const limit = distances[other] ?? 0;
  let before = 1;
  for (let j = 0; j < distances.length; j++) if ((distances[j] ?? 0) < limit) before++;
  for (let j = 0; j < other; j++) if (distances[j] === limit) before++;
  const own = distances[self] ?? 0;
  return own < limit || (own === limit && self < other) ? before - 1 : before;
}
