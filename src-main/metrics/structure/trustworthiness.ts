import type { Pace, Rows } from '../../tensor/index.ts';
import { eachLine } from '../held-out-neighbours.ts';
import { ranks } from './ranks.ts';
import { smallest } from '../../tensor/index.ts';

/**
 * How far down the neighbours of one row are in another space: for each, how much its rank there exceeds `k`, summed.
 * @param near its `k` nearest rows in one space
 * @param known its `k` nearest rows in the other, in any order
 * @param line its distances to all rows in the other space; Infinity to itself
 * @returns 0 where all of `near` are among `known`
 * Cost: one pass over the line, where there is anything to count.
 */
export function intrusion(near: Int32Array, known: Int32Array, line: Float64Array): number {
  const intruders = near.filter((row) => !known.includes(row));
  if (intruders.length === 0) return 0;
  return ranks(line, intruders).reduce((sum, rank) => sum + rank - near.length, 0);
}

/**
 * What an intrusion of 1 costs a row, so that the worst possible row comes to 0.
 * @param n rows
 * @param k neighbours, below n / 2
 */
export function intrusionCost(n: number, k: number): number {
  return 2 / (k * (2 * n - 3 * k - 1));
}

/**
 * Trustworthiness: whether the `k` nearest neighbours in a representation are near in the original features
 * too; each that is not costs by how far down its original rank is. With the two exchanged it is the continuity.
 * @param original `rows × features`
 * @param representation the same rows, `rows × dim`
 * @param k neighbours; below half the rows
 * @returns 0 to 1; 1 where no neighbour is new
 * @throws IsthmusError `cancelled`
 * Cost: 2 · rows² · (features + dim) operations in float64. Among equal distances the row of lower number counts as
 *   nearer; scikit-learn leaves that open.
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
  let total = 0;
  const none = new Float64Array(0);
  await eachLine([original, representation], pace, (row, [there = none, here = none]) => {
    there[row] = here[row] = Infinity;
    total += intrusion(smallest(here, k), smallest(there, k), there);
  });
  return 1 - (total * intrusionCost(n, k)) / n;
}
