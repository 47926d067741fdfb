import { count } from '../../contract/index.ts';
import { everyRow, Random, SomeRows, type Pace, type Rows } from '../../tensor/index.ts';
import type { Clustering } from '../metric-group.ts';
import { kmeans } from './kmeans.ts';
import { silhouettes } from '../separability/silhouette.ts';

/** Rows that a number of clusters is chosen on at most. */
const maxChosenOn = 2_000;
/** Numbers of clusters that are tried where none is given, and starts of each. */
const tried = [2, 3, 4, 5, 6, 7, 8, 9, 10];
const startsTried = 3;
/** Rows × (features + 32) × clusters up to which there are so many starts. */
const startsBySize: readonly (readonly [number, number])[] = [
  [20_000_000, 10],
  [500_000_000, 3],
  [Infinity, 1],
];

/**
 * What k-means finds, with as many clusters as there are classes, else as many as have the best silhouette.
 * @param held `rows × features`, kept in memory; not all of them the same
 * @param classes how many there are among the rows; fewer than two are none
 * @param seed starts are drawn by it
 * @returns null where there are too few rows to choose a number of clusters
 * @throws IsthmusError `cancelled`
 * Cost: that of {@link kmeans}; a choice besides that of nine numbers of clusters on 2,000 rows.
 */
export async function kmeansClusters(
  held: Rows,
  classes: number,
  seed: number,
  pace: Pace,
): Promise<Clustering | null> {
  const given = classes >= 2;
  const k = given ? classes : await bestCount(held, seed, pace);
  if (k === null) return null;
  const size = held.rows * (held.features + 32) * k;
  const starts = startsBySize.find(([most]) => size <= most)?.[1] ?? 1;
  const { assigned } = await kmeans(held, k, starts, seed, pace);
  const clusters = new Set(assigned).size;
  const chosenOn =
    held.rows > maxChosenOn
      ? `${count(maxChosenOn)} of ${count(held.rows)} rows drawn with seed ${seed}`
      : `all ${count(held.rows)} rows`;
  const why = given
    ? `as many clusters as there are classes (${count(k)})`
    : `${k} clusters, of 2 to 10 the number with the best silhouette on ${chosenOn}`;
  const of = starts === 1 ? 'from one start' : `the best of ${starts} starts`;
  const fewer = clusters < k ? `; ${count(clusters)} of them have rows` : '';
  return { name: 'kmeans', clusters, how: `k-means with ${why}, ${of} (k-means++)${fewer}.`, assigned };
}

/** The number of clusters with the best mean silhouette; the lower one of two equally good. */
async function bestCount(held: Rows, seed: number, pace: Pace): Promise<number | null> {
  const drawn = new Random(seed).shuffle(everyRow(held.rows)).slice(0, maxChosenOn).sort();
  const rows = held.rows > maxChosenOn ? new SomeRows(held, drawn) : held;
  let best: { k: number; silhouette: number } | null = null;
  for (const k of tried) {
    if (k >= rows.rows) break;
    const { assigned } = await kmeans(rows, k, startsTried, seed, pace);
    const clusters = new Set(assigned).size;
    if (clusters < 2 || clusters === rows.rows) continue;
    const each = await silhouettes(rows, assigned, pace);
    const silhouette = each.reduce((sum, value) => sum + value, 0) / each.length;
    if (best === null || silhouette > best.silhouette) best = { k, silhouette };
  }
  return best?.k ?? null;
}
