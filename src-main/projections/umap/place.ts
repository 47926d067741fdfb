import type { UmapParams } from '../../contract/index.ts';
import { nearestTo, Random } from '../../tensor/index.ts';
import type { PlaceInput } from '../projection.ts';
import { fitCurve } from './curve.ts';
import { tabulateForces } from './forces.ts';
import { membershipsOf, reachOf } from './fuzzy-set.ts';
import { pass, type Pass } from './kernel.ts';

/** Epochs of a map for each of placing, and the share of its learning rate, as in umap-learn. */
const fewerEpochs = 3;
const slower = 4;
/** Of the mean distance to neighbours: no row's reach is smaller. */
const minReach = 1e-3;
/** New rows that are placed between two looks at the messages. */
const piece = 50;

/**
 * Places new rows in a map that stays as it is: each at the mean of its neighbours' places, weighted by how strongly it
 * holds to them, then moved as the rows of the map were. Every row is placed by itself, with the same chance, so that where
 * it comes to lie does not depend on what is placed with it; umap-learn measures edges against the strongest of all new rows.
 * @returns `new rows × columns`
 * @throws IsthmusError `cancelled`
 * Cost: that of `nearestTo`, and per new row a third of the map's epochs over its neighbours.
 * Source: umap-learn 0.5 (`UMAP.transform`)
 */
export async function placeRows({
  codes,
  kept,
  map,
  columns,
  params: given,
  seed,
  pace,
  progress,
}: PlaceInput): Promise<Float32Array> {
  const params = given as unknown as UmapParams;
  progress(null, 'Finding neighbours', null);
  const k = Math.min(params.n_neighbors, kept.rows);
  const { indices, distances } = await nearestTo(kept, codes, k, pace);
  const epochs = Math.max(1, Math.floor(params.n_epochs / fewerEpochs));
  const positions = new Float32Array((kept.rows + codes.rows) * columns);
  positions.set(map);
  const work = passOf(positions, columns, kept.rows, k, params, seed);
  const began = performance.now();
  for (let row = 0; row < codes.rows; row++) {
    const near = indices.subarray(row * k, (row + 1) * k);
    const strengths = strengthsOf(distances.subarray(row * k, (row + 1) * k));
    setOut(positions, (kept.rows + row) * columns, near, strengths, columns);
    const edges = edge(work, kept.rows + row, near, strengths, epochs);
    work.states[0] = work.states[1];
    for (let epoch = 0; epoch < epochs; epoch++) {
      pass(work, 0, edges, epoch, (params.learning_rate / slower) * (1 - epoch / epochs), 0);
    }
    if (row % piece === 0) {
      const share = (row + 1) / codes.rows;
      progress(share, 'Placing rows', ((performance.now() - began) / 1_000) * (1 / share - 1));
      await pace.yieldToEventLoop();
    }
  }
  return positions.slice(kept.rows * columns);
}

/** How strongly a new row holds to its neighbours: without a nearest that counts in full, and the first not in the sum. */
function strengthsOf(distances: Float32Array): Float64Array {
  const mean = distances.reduce((total, distance) => total + distance, 0) / distances.length;
  const reach = reachOf(distances.subarray(1), 0, Math.log2(distances.length));
  return membershipsOf(distances, 0, Math.max(reach, minReach * mean));
}

/** Puts a new row at the weighted mean of its neighbours' places; at the first one's, where they are the same row. */
function setOut(
  positions: Float32Array,
  at: number,
  near: Int32Array,
  strengths: Float64Array,
  columns: number,
): void {
  const counted = strengths[0] === 1 ? strengths.subarray(0, 1) : strengths;
  const total = counted.reduce((sum, strength) => sum + strength, 0);
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    counted.forEach((strength, i) => {
      mean += (total > 0 ? strength / total : 0) * positions[near[i] * columns + c];
    });
    positions[at + c] = mean;
  }
}

/** Writes the edges of a new row into a pass, and says how many they are: those too weak to be pulled on are left out. */
function edge(work: Pass, head: number, near: Int32Array, strengths: Float64Array, epochs: number): number {
  const strongest = strengths[0];
  let count = 0;
  strengths.forEach((strength, i) => {
    if (strength < strongest / epochs) return;
    work.heads[count] = head;
    work.tails[count] = near[i];
    work.every[count] = strongest / strength;
    work.next[count++] = strongest / strength;
  });
  return count;
}

/** A pass for one new row at a time; of the two states the second is the one that every row begins with. */
function passOf(
  positions: Float32Array,
  columns: number,
  rows: number,
  k: number,
  { min_dist: minDist, spread, negative_sample_rate: negatives }: UmapParams,
  seed: number,
): Pass {
  const { a, b } = fitCurve(minDist, spread);
  const { base, pull, push } = tabulateForces(a, b);
  return {
    positions,
    columns,
    rows,
    both: false,
    heads: new Int32Array(k),
    tails: new Int32Array(k),
    every: new Float32Array(k),
    next: new Float32Array(k),
    pull,
    push,
    base,
    negatives,
    states: new Int32Array(2).fill(Random.of(seed, 3).next() | 1),
  };
}
