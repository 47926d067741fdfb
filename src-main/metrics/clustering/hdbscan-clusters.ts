import { count } from '../../contract/index.ts';
import { everyRow, Random, SomeRows, type Pace, type Rows } from '../../tensor/index.ts';
import type { Clustering } from '../metric-group.ts';
import { hdbscan } from './hdbscan.ts';
import { exactNeighbours, type Near } from '../held-out-neighbours.ts';

/** Rows that it is run on at most, and by which seed they are drawn: the same for every representation. */
export const maxDense = 20_000;
export const denseSeed = 0;
/** Rows that a cluster has at least: a hundredth of all, but not below this. */
const fewest = 5;

/** Rows that a cluster has at least where there are so many. */
export function smallestCluster(rows: number, most = maxDense): number {
  return Math.max(fewest, Math.round(Math.min(rows, most) / 100));
}

/**
 * What HDBSCAN finds.
 * @param held `rows × features`, kept in memory
 * @param near at least the `smallestCluster - 1` nearest others of every row; not needed where rows are drawn
 * @param most rows; more are not looked at, and `how` says so
 * @returns null where there are fewer rows than a cluster has
 * @throws IsthmusError `cancelled`
 * Cost: that of {@link hdbscan}.
 */
export async function hdbscanClusters(
  held: Rows,
  near: Near | null,
  pace: Pace,
  most = maxDense,
): Promise<Clustering | null> {
  const smallest = smallestCluster(held.rows, most);
  if (held.rows < smallest) return null;
  const drawn = held.rows > most ? someRows(held.rows, most) : null;
  const rows = drawn === null ? held : new SomeRows(held, drawn);
  const beside =
    near !== null && drawn === null
      ? fewerOf(near, smallest - 1)
      : await exactNeighbours(rows, smallest - 1, pace);
  const found = await hdbscan(rows, beside, smallest, pace);
  const assigned = drawn === null ? found : new Int32Array(held.rows).fill(-2);
  drawn?.forEach((row, i) => (assigned[row] = found[i]));
  const of =
    drawn === null ? '' : `, on ${count(most)} of ${count(held.rows)} rows drawn with seed ${denseSeed}`;
  return {
    name: 'hdbscan',
    clusters: new Set(found.filter((cluster) => cluster >= 0)).size,
    how: `HDBSCAN with clusters of at least ${count(smallest)} rows, chosen by excess of mass${of}.`,
    assigned,
  };
}

function someRows(rows: number, most: number): Int32Array {
  return new Random(denseSeed).shuffle(everyRow(rows)).slice(0, most).sort();
}

/** The first `k` of each row's neighbours. */
function fewerOf(near: Near, k: number): Near {
  if (near.k === k) return near;
  const rows = near.indices.length / near.k;
  const fewer: Near = { k, indices: new Int32Array(rows * k), squared: new Float64Array(rows * k) };
  for (let row = 0; row < rows; row++) {
    fewer.indices.set(near.indices.subarray(row * near.k, row * near.k + k), row * k);
    fewer.squared.set(near.squared.subarray(row * near.k, row * near.k + k), row * k);
  }
  return fewer;
}
