import type { Index } from 'usearch';
import type { Pace } from '../pace.ts';
import { Random } from '../random.ts';
import { inMemory } from '../rows/in-memory.ts';
import { DenseRows, everyRow, type Rows } from '../rows/rows.ts';
import { NearestSoFar, squaredDistance } from './distance.ts';
import { search, type NeighbourLists } from './search.ts';

/** How many of the true neighbours were found, of some rows whose true ones were looked up as well. */
export interface Recall {
  /** 0 to 1. */
  share: number;
  /** Rows that were looked up. */
  rows: number;
}

/** Links a row of the index, and how many candidates are looked at for them: as the authors of HNSW advise for high recall. */
const [links, candidates] = [16, 128];
/** Rows that are added, or looked up, between two breaths. */
const atOnce = 250;
/** The share of true neighbours that is aimed at. */
const enough = 0.99;
/** Rows whose true neighbours are looked up as well. */
const checkedRows = 1_000;
/** How much farther than the wanted number of neighbours is looked, at first and at most. */
const [minReach, maxReach] = [64, 1_024];
const shareOfAdding = 0.6;

/** The module of the index; null where it has no binary for this system. */
async function usearch(): Promise<typeof import('usearch').default | null> {
  try {
    return (await import('usearch')).default;
  } catch {
    return null;
  }
}

/**
 * Nearly the `k` nearest other rows of every row, by a graph of links that is walked from row to row (HNSW). It is made by
 * one thread, so that the same rows give the same neighbours.
 * @param source `rows × features`; few of them the same
 * @param k 1 to `rows - 1`
 * @param progress is told the share that is done
 * @returns what was found, with exact distances, and its recall; null where the index has no binary for this system
 * @throws IsthmusError `cancelled`
 * Cost: rows · log rows · features; twice the rows in memory. A million rows of 50 features take some minutes.
 * Source: Malkov and Yashunin 2018, by usearch
 */
export async function approximateNeighbours(
  source: Rows,
  k: number,
  pace: Pace,
  progress: (share: number) => void,
): Promise<(NeighbourLists & { recall: Recall }) | null> {
  const library = await usearch();
  if (library === null) return null;
  const held = await inMemory(source, pace);
  const { rows, features } = held;
  const index = new library.Index({
    dimensions: features,
    metric: library.MetricKind.L2sq,
    quantization: library.ScalarKind.F32,
    connectivity: links,
    expansion_add: candidates,
    expansion_search: minReach,
    multi: false,
  });
  for (let start = 0; start < rows; start += atOnce) {
    const end = Math.min(rows, start + atOnce);
    const keys = BigUint64Array.from({ length: end - start }, (_, i) => BigInt(start + i));
    index.add(keys, held.view(start, end), 1);
    progress((shareOfAdding * end) / rows);
    await pace.yieldToEventLoop();
  }
  const lookup = new Lookup(index, held, k);
  const recall = await lookup.widen(pace);
  const [indices, distances] = [new Int32Array(rows * k), new Float32Array(rows * k)];
  for (let start = 0; start < rows; start += atOnce) {
    const asked = everyRow(Math.min(rows - start, atOnce)).map((row) => row + start);
    const found = lookup.of(asked);
    indices.set(found.indices, start * k);
    distances.set(found.distances, start * k);
    progress(shareOfAdding + ((1 - shareOfAdding) * start) / rows);
    await pace.yieldToEventLoop();
  }
  await lookup.mend(indices, distances, pace);
  return { indices, distances, recall };
}

/** Asks an index for the neighbours of its own rows. */
class Lookup {
  readonly #index: Index;
  readonly #rows: DenseRows;
  readonly #k: number;
  readonly #nearest: NearestSoFar;
  /** Rows of which too few were found. */
  readonly #lost: number[] = [];
  #reach: number;

  constructor(index: Index, rows: DenseRows, k: number) {
    this.#index = index;
    this.#rows = rows;
    this.#k = k;
    this.#nearest = new NearestSoFar(k);
    this.#reach = Math.min(rows.rows, Math.max(minReach, k + 1));
  }

  /** Looks farther until enough of the true neighbours of some rows are found. */
  async widen(pace: Pace): Promise<Recall> {
    const { rows, features } = this.#rows;
    const checked = new Random(0).shuffle(everyRow(rows)).subarray(0, checkedRows);
    const truth = await search(
      this.#rows,
      new DenseRows(this.#rows.gather(checked), features),
      this.#k + 1,
      pace,
      () => undefined,
    );
    for (;;) {
      const { distances } = this.of(checked);
      const share = shareFound(distances, truth.distances, this.#k);
      this.#lost.length = 0;
      await pace.yieldToEventLoop();
      if (share >= enough || this.#reach >= Math.min(maxReach, rows)) return { share, rows: checked.length };
      this.#reach = Math.min(rows, 2 * this.#reach);
    }
  }

  /** @returns `asked × k`; a row of which too few are found has none, infinitely far, and is remembered */
  of(asked: Int32Array): NeighbourLists {
    const [k, reach] = [this.#k, this.#reach];
    const { features, values } = this.#rows;
    const { keys, counts } = this.#ask(this.#rows.gather(asked));
    const indices = new Int32Array(asked.length * k);
    const distances = new Float32Array(asked.length * k).fill(Infinity);
    asked.forEach((row, i) => {
      this.#nearest.begin(Infinity);
      const found = Math.min(reach, Number(counts[i]));
      for (let at = i * reach; at < i * reach + found; at++) {
        const other = Number(keys[at]);
        if (other === row) continue;
        const { limit } = this.#nearest;
        this.#nearest.offer(
          other,
          squaredDistance(values, row * features, values, other * features, features, limit),
        );
      }
      if (this.#nearest.found < k) {
        this.#lost.push(row);
        return;
      }
      indices.set(this.#nearest.rows, i * k);
      for (let n = 0; n < k; n++) distances[i * k + n] = Math.sqrt(this.#nearest.squares[n]);
    });
    return { indices, distances };
  }

  /** Finds the true neighbours of rows that the links led to too few of. */
  async mend(indices: Int32Array, distances: Float32Array, pace: Pace): Promise<void> {
    const k = this.#k;
    const lost = Int32Array.from(this.#lost);
    if (lost.length === 0) return;
    const queries = new DenseRows(this.#rows.gather(lost), this.#rows.features);
    const truth = await search(this.#rows, queries, k + 1, pace, () => undefined);
    lost.forEach((row, i) => {
      let place = row * k;
      for (let at = i * (k + 1); at < (i + 1) * (k + 1) && place < (row + 1) * k; at++) {
        if (truth.indices[at] === row) continue;
        indices[place] = truth.indices[at];
        distances[place++] = truth.distances[at];
      }
    });
  }

  /** Keys of the nearest, `asked × reach`, and how many there are of each. */
  #ask(values: Float32Array): { keys: BigUint64Array; counts: ArrayLike<bigint> } {
    const found = this.#index.search(values, this.#reach, 1);
    // The answer for a single row is cut to what was found, and has no counts.
    const counts = 'counts' in found ? (found.counts as BigUint64Array) : [BigInt(found.keys.length)];
    return { keys: found.keys, counts };
  }
}

/** The share of neighbours that are as near as the true ones; a row's own place in `truth` is one of its `k + 1`. */
function shareFound(distances: Float32Array, truth: Float32Array, k: number): number {
  let near = 0;
  for (let at = 0; at < distances.length; at++) {
    const farthest = truth[Math.floor(at / k) * (k + 1) + k];
    if (distances[at] <= farthest) near++;
  }
  return near / distances.length;
}
