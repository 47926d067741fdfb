/**
 * The nearest rows of each row: exact, in tiles that fit in memory, with copies and near ties settled in float64; and
 * approximate by an index, whose recall is measured.
 */

import { badInput } from '../../contract/index.ts';
import { findDuplicateRows } from './duplicate-rows.ts';
import { NearestSoFar, squaredDistance } from './distance.ts';
import { approximateNeighbours, type Recall } from './approximate.ts';
import { search, type NeighbourLists } from './search.ts';
import type { Pace } from '../pace.ts';
import { blocks, SomeRows, type Rows } from '../rows/rows.ts';

export type { Recall } from './approximate.ts';
export type { NeighbourLists } from './search.ts';

/** The nearest other rows of every row. */
export interface NeighbourGraph {
  readonly rows: number;
  /** Neighbours a row. */
  readonly k: number;
  /** `rows × k` row numbers, nearest first; a row is not its own neighbour. */
  readonly indices: Int32Array;
  /** `rows × k` Euclidean distances, ascending. */
  readonly distances: Float32Array;
  /** How many of the true neighbours these are, where they were not all looked for; not there: they are the true ones. */
  readonly recall?: Recall;
}

/**
 * The `k` nearest other rows of every row.
 * @param source `rows × features`
 * @param k 1 to `rows - 1`
 * @param progress is told the share that is done
 * @throws IsthmusError `bad_input` where there are too few rows; `cancelled`
 * Cost: rows² · features operations in float32, and `16 · k · rows · features` in float64. 60,000 × 50 takes some four
 *   seconds on two cores for 15 neighbours. Rows whose neighbours float32 cannot tell apart take up to ten times as long.
 * Source: sklearn.neighbors.NearestNeighbors (brute force); the answer is that of float64 throughout
 */
export async function nearestNeighbours(
  source: Rows,
  k: number,
  pace: Pace,
  progress: (share: number) => void = () => undefined,
): Promise<NeighbourGraph> {
  if (k >= source.rows) throw tooFew(source.rows - 1, 'other rows', k);
  const { searched, whole } = await withoutDuplicates(source, k, pace);
  const near = searched === null ? null : await search(searched, null, k, pace, progress);
  return { rows: source.rows, k, ...whole(near) };
}

/**
 * Nearly the same at a cost that grows little faster than the rows: of some rows it is known how many of their true
 * neighbours were found. What is found is the same each time.
 * @param source `rows × features`
 * @param k 1 to `rows - 1`
 * @param progress is told the share that is done
 * @returns null where this system has no index for it
 * @throws IsthmusError `bad_input` where there are too few rows; `cancelled`
 * Cost: rows · log rows · features; a million rows of 50 features take some minutes, and 400 MB.
 */
export async function approximateNearestNeighbours(
  source: Rows,
  k: number,
  pace: Pace,
  progress: (share: number) => void = () => undefined,
): Promise<NeighbourGraph | null> {
  if (k >= source.rows) throw tooFew(source.rows - 1, 'other rows', k);
  const { searched, whole } = await withoutDuplicates(source, k, pace);
  if (searched === null) return { rows: source.rows, k, ...whole(null) };
  const near = await approximateNeighbours(searched, k, pace, progress);
  return near === null ? null : { rows: source.rows, k, ...whole(near), recall: near.recall };
}

/**
 * The `k` nearest rows of each query.
 * @param train `rows × features`, among which is searched
 * @param queries of the same features
 * @param k 1 to the rows
 * @throws IsthmusError `bad_input` where there are too few rows; `cancelled`
 * Cost: as {@link nearestNeighbours}, with 2 · rows · queries for rows².
 */
export async function nearestTo(train: Rows, queries: Rows, k: number, pace: Pace): Promise<NeighbourLists> {
  if (k > train.rows) throw tooFew(train.rows, 'rows', k);
  const { kept } = await findDuplicateRows(train, k, pace);
  if (kept === null) return search(train, queries, k, pace, () => undefined);
  const { indices, distances } = await search(new SomeRows(train, kept), queries, k, pace, () => undefined);
  return { indices: indices.map((row) => kept[row]), distances };
}

/**
 * The `k` nearest rows of one sample, by plain comparison with each.
 * @param values its features
 * @param skip a row to leave out, the sample's own; -1: none
 * @returns as many as there are, up to `k`
 * @throws IsthmusError `cancelled`
 */
export async function nearestToOne(
  source: Rows,
  values: Float32Array,
  k: number,
  skip: number,
  pace: Pace,
): Promise<NeighbourLists> {
  const { features } = source;
  const best = new NearestSoFar(k);
  for (const block of blocks(source)) {
    for (let i = 0; i < block.rows; i++) {
      const row = block.start + i;
      if (row === skip) continue;
      best.offer(row, squaredDistance(block.values, i * features, values, 0, features, best.limit));
    }
    await pace.yieldToEventLoop();
  }
  const squares = best.squares.subarray(0, best.found);
  return {
    indices: best.rows.slice(0, best.found),
    distances: Float32Array.from(squares, (square) => Math.sqrt(square)),
  };
}

function tooFew(there: number, what: string, k: number): Error {
  return badInput(`There are ${there} ${what}, fewer than ${k} neighbours: ask for at most ${there}.`);
}

/** What is searched in place of rows of which some are the same, and how all rows have their neighbours from it. */
interface WithoutDuplicates {
  /** Null: every row has so many copies that nothing need be searched. */
  searched: Rows | null;
  /** @param near the nearest of what was searched */
  whole(near: NeighbourLists | null): NeighbourLists;
}

/** Leaves out the copies that no row needs; a row of more than `k` copies has the first others of them. */
async function withoutDuplicates(source: Rows, k: number, pace: Pace): Promise<WithoutDuplicates> {
  const { first, kept } = await findDuplicateRows(source, k, pace);
  if (kept === null) return { searched: source, whole: (near) => near ?? nothing };
  const members = new Map<number, number[]>();
  first.forEach((owner, row) => {
    const known = members.get(owner);
    if (known === undefined) members.set(owner, [row]);
    else if (known.length <= k) known.push(row);
  });
  const alone = [...members.values()].every(({ length }) => length > k);
  return {
    searched: alone ? null : new SomeRows(source, kept),
    whole(near) {
      const [indices, distances] = [new Int32Array(source.rows * k), new Float32Array(source.rows * k)];
      let place = 0;
      for (let row = 0; row < source.rows; row++) {
        const at = kept[place] === row ? place++ : -1;
        const copies = members.get(first[row]) ?? [];
        if (copies.length > k) indices.set(copies.filter((other) => other !== row).slice(0, k), row * k);
        else if (near !== null) {
          for (let i = 0; i < k; i++) {
            indices[row * k + i] = kept[near.indices[at * k + i]];
            distances[row * k + i] = near.distances[at * k + i];
          }
        }
      }
      return { indices, distances };
    },
  };
}

const nothing: NeighbourLists = { indices: new Int32Array(), distances: new Float32Array() };
