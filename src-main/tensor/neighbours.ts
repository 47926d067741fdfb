import { badInput } from '../contract/index.ts';
import { columnMeans } from './centred.ts';
import { typeAttribute, flagAttribute } from './attributes.ts';
import { free, readFloats, scope, upload, type Handle } from './handle.ts';
import { matMul, reshape, runOne } from './ops.ts';
import type { Pace } from './pace.ts';
import { blocks, blockRows, everyRow, type Rows } from './rows.ts';
import { smallest } from './smallest.ts';

/** The nearest other rows of every row. */
export interface Graph {
  readonly rows: number;
  /** Neighbours a row. */
  readonly k: number;
  /** `rows × k` row numbers, nearest first; a row is not its own neighbour. */
  readonly indices: Int32Array;
  /** `rows × k` Euclidean distances, ascending. */
  readonly distances: Float32Array;
}

/** The nearest rows of some queries. */
export interface Nearest {
  /** `queries × k` row numbers, nearest first; of equally near ones the lower first. */
  indices: Int32Array;
  /** `queries × k` Euclidean distances, ascending. */
  distances: Float32Array;
}

/**
 * Rows that share one score, the least of theirs: what JavaScript must look through is so many times fewer. The rows of
 * the few groups that may hold a neighbour are then compared one by one.
 */
const groupRows = 16;
/** Scores in a tile (4 MB), rows of a tile, and least scores kept at once (32 MB). */
const tileColumns = 2_048;
const tileRows = 512;
const keptScores = 8_000_000;
/** Numbers of the searched rows that are held in memory; where there are more, they are read again where needed. */
const heldValues = 64_000_000;
/** Half the distance between 1 and the next float32. */
const roundOff = 2 ** -24;
/** Stands in for the squared length of rows that are not there. */
const nobody = 3e38;

/**
 * The `k` nearest other rows of every row.
 * @param source `rows × features`
 * @param k 1 to `rows - 1`
 * @param progress is told the share that is done
 * @throws IsthmusError `bad_input` where there are too few rows; `cancelled`
 * Cost: 2 · rows² · features operations in float32, and `16 · k · rows · features` in float64. 60,000 × 50 takes some four
 *   seconds on two cores for 15 neighbours.
 * Source: sklearn.neighbors.NearestNeighbors (brute force); the answer is that of float64 throughout
 */
export async function nearestNeighbours(
  source: Rows,
  k: number,
  pace: Pace,
  progress: (share: number) => void = () => undefined,
): Promise<Graph> {
  if (k >= source.rows) throw tooFew(source.rows - 1, 'other rows', k);
  const { indices, distances } = await search(source, source, k, true, pace, progress);
  return { rows: source.rows, k, indices, distances };
}

/**
 * The `k` nearest rows of each query.
 * @param train `rows × features`, among which is searched
 * @param queries of the same features
 * @param k 1 to the rows
 * @throws IsthmusError `bad_input` where there are too few rows; `cancelled`
 * Cost: as {@link nearestNeighbours}, with rows · queries for rows².
 */
export async function nearestTo(train: Rows, queries: Rows, k: number, pace: Pace): Promise<Nearest> {
  if (k > train.rows) throw tooFew(train.rows, 'rows', k);
  return search(train, queries, k, false, pace, () => undefined);
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
): Promise<Nearest> {
  const squares = new Float64Array(source.rows);
  for (const block of blocks(source)) {
    for (let row = 0; row < block.rows; row++) {
      squares[block.start + row] = squaredDistance(
        block.values,
        row * source.features,
        values,
        0,
        values.length,
      );
    }
    await pace.breathe();
  }
  if (skip >= 0) squares[skip] = Infinity;
  const found = Math.min(k, source.rows - (skip >= 0 ? 1 : 0));
  const indices = smallest(squares, found);
  return { indices, distances: Float32Array.from(indices, (row) => Math.sqrt(squares[row] ?? 0)) };
}

function tooFew(there: number, what: string, k: number): Error {
  return badInput(`There are ${there} ${what}, fewer than ${k} neighbours: ask for at most ${there}.`);
}

/** @param own whether the queries are the searched rows themselves, none of which is its own neighbour */
async function search(
  train: Rows,
  queries: Rows,
  k: number,
  own: boolean,
  pace: Pace,
  progress: (share: number) => void,
): Promise<Nearest> {
  const { features } = train;
  const mean = await columnMeans(train, pace);
  const held = train.rows * features <= heldValues ? await allOf(train, pace) : null;
  const groups = Math.ceil(train.rows / groupRows);
  const wanted = Math.min(groups, own ? k + 1 : k);
  const found: Nearest = {
    indices: new Int32Array(queries.rows * k),
    distances: new Float32Array(queries.rows * k),
  };
  const tiles = new Tiles(train, mean, held !== null);
  try {
    const most = Math.max(
      1,
      Math.min(queries.rows, Math.floor(keptScores / groups), blockRows(features, 16e6)),
    );
    for (const { start, rows, values } of blocks(queries, most)) {
      const least = await tiles.leastScores(values, rows, pace, (share) =>
        progress((start + rows * share) / queries.rows),
      );
      const norms = squaredLengths(values, mean);
      for (let row = 0; row < rows; row++) {
        const scores = least.subarray(row * groups, (row + 1) * groups);
        const kth = scores[smallest(scores, wanted).at(-1) ?? 0] ?? Infinity;
        const limit = kth + 2 * tiles.error(norms[row] ?? 0);
        const candidates = rowsOf(scores, limit, train.rows, own ? start + row : -1);
        const at = row * features;
        const squares =
          held === null
            ? distancesFrom(train.gather(candidates), everyRow(candidates.length), values, at, features)
            : distancesFrom(held, candidates, values, at, features);
        smallest(squares, k).forEach((position, i) => {
          found.indices[(start + row) * k + i] = candidates[position] ?? 0;
          found.distances[(start + row) * k + i] = Math.sqrt(squares[position] ?? 0);
        });
        if (row % 64 === 0) await pace.breathe();
      }
    }
  } finally {
    tiles.dispose();
  }
  return found;
}

/** All rows as one array. */
async function allOf(source: Rows, pace: Pace): Promise<Float32Array> {
  const all = new Float32Array(source.rows * source.features);
  for (const { start, values } of blocks(source)) {
    all.set(values, start * source.features);
    await pace.breathe();
  }
  return all;
}

/** The searched rows inside TensorFlow, some at a time, each with its squared length as one more feature. */
class Tiles {
  readonly #source: Rows;
  readonly #mean: Float64Array;
  readonly #groups: number;
  readonly #keep: boolean;
  readonly #kept: Handle[] = [];
  #longest = 0;

  /** @param keep whether they stay there from one block of queries to the next */
  constructor(source: Rows, mean: Float64Array, keep: boolean) {
    this.#source = source;
    this.#mean = mean;
    this.#keep = keep;
    this.#groups = Math.ceil(source.rows / groupRows);
  }

  /** How far a score can be from the true one, for a query of this squared length; known after {@link leastScores}. */
  error(norm: number): number {
    const longest = this.#longest;
    return (this.#source.features + 8) * roundOff * (2 * Math.sqrt(norm) * longest + longest * longest);
  }

  /**
   * The least `|y|² - 2 x · y` of every group of rows.
   * @param values queries, `rows × features`
   * @returns `rows × groups`
   */
  async leastScores(
    values: Float32Array,
    rows: number,
    pace: Pace,
    progress: (share: number) => void,
  ): Promise<Float32Array> {
    const { rows: n, features } = this.#source;
    const least = new Float32Array(rows * this.#groups);
    const wide = features + 1;
    const parts: { start: number; rows: number; handle: Handle }[] = [];
    for (let start = 0; start < rows; start += tileRows) {
      const count = Math.min(tileRows, rows - start);
      const x = new Float32Array(count * wide);
      for (let row = 0; row < count; row++) {
        const from = (start + row) * features;
        for (let f = 0; f < features; f++) {
          x[row * wide + f] = -2 * Math.fround((values[from + f] ?? 0) - (this.#mean[f] ?? 0));
        }
        x[row * wide + features] = 1;
      }
      parts.push({ start, rows: count, handle: upload(x, [count, wide]) });
    }
    try {
      for (let column = 0; column < n; column += tileColumns) {
        const y = await this.#columns(column);
        try {
          const across = (y.shape[0] ?? 0) / groupRows;
          const first = column / groupRows;
          for (const part of parts) {
            const made = scope(() =>
              leastOfLast(
                reshape(matMul(part.handle, y, { transposeB: true }), [part.rows, across, groupRows]),
              ),
            );
            const scores = readFloats(made);
            free(made);
            for (let row = 0; row < part.rows; row++) {
              const line = scores.subarray(row * across, (row + 1) * across);
              least.set(line, (part.start + row) * this.#groups + first);
            }
            await pace.breathe();
          }
        } finally {
          if (!this.#keep) free(y);
        }
        progress(Math.min(1, (column + tileColumns) / n));
      }
    } finally {
      free(...parts.map(({ handle }) => handle));
    }
    return least;
  }

  dispose(): void {
    free(...this.#kept);
  }

  /** The rows from one on, filled up to whole groups. */
  async #columns(start: number): Promise<Handle> {
    const kept = this.#kept[start / tileColumns];
    if (kept !== undefined) return kept;
    const { rows: n, features } = this.#source;
    const count = Math.min(tileColumns, n - start);
    const filled = Math.ceil(count / groupRows) * groupRows;
    const wide = features + 1;
    const chosen = new Int32Array(count).map((_, i) => start + i);
    const values = this.#source.gather(chosen);
    const y = new Float32Array(filled * wide);
    for (let row = 0; row < filled; row++) {
      let norm = 0;
      for (let f = 0; row < count && f < features; f++) {
        const value = Math.fround((values[row * features + f] ?? 0) - (this.#mean[f] ?? 0));
        y[row * wide + f] = value;
        norm += value * value;
      }
      y[row * wide + features] = row < count ? norm : nobody;
      this.#longest = Math.max(this.#longest, Math.sqrt(norm));
    }
    const handle = upload(y, [filled, wide]);
    if (this.#keep) this.#kept[start / tileColumns] = handle;
    return handle;
  }
}

/** The least along the last of three axes. */
function leastOfLast(x: Handle): Handle {
  const list = [
    flagAttribute('keep_dims', false),
    typeAttribute('T', x.kind),
    typeAttribute('Tidx', 'int32'),
  ];
  return runOne('Min', list, [x, upload(Int32Array.of(2), [1])]);
}

/** The rows of all groups whose score is within the limit, ascending. */
function rowsOf(scores: Float32Array, limit: number, rows: number, skip: number): Int32Array {
  const found: number[] = [];
  for (let group = 0; group < scores.length; group++) {
    if ((scores[group] ?? 0) > limit) continue;
    const end = Math.min(rows, (group + 1) * groupRows);
    for (let row = group * groupRows; row < end; row++) if (row !== skip) found.push(row);
  }
  return Int32Array.from(found);
}

/** Squared distances of one sample to chosen rows, in float64. */
function distancesFrom(
  all: Float32Array,
  chosen: Int32Array,
  sample: Float32Array,
  at: number,
  features: number,
): Float64Array {
  const squares = new Float64Array(chosen.length);
  for (let i = 0; i < chosen.length; i++) {
    squares[i] = squaredDistance(all, (chosen[i] ?? 0) * features, sample, at, features);
  }
  return squares;
}

/** In four sums at once, none of which waits for another. */
function squaredDistance(
  a: Float32Array,
  atA: number,
  b: Float32Array,
  atB: number,
  features: number,
): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let f = 0;
  for (; f + 3 < features; f += 4) {
    const one = (a[atA + f] ?? 0) - (b[atB + f] ?? 0);
    const two = (a[atA + f + 1] ?? 0) - (b[atB + f + 1] ?? 0);
    const three = (a[atA + f + 2] ?? 0) - (b[atB + f + 2] ?? 0);
    const four = (a[atA + f + 3] ?? 0) - (b[atB + f + 3] ?? 0);
    first += one * one;
    second += two * two;
    third += three * three;
    fourth += four * four;
  }
  for (; f < features; f++) {
    const rest = (a[atA + f] ?? 0) - (b[atB + f] ?? 0);
    first += rest * rest;
  }
  return first + second + (third + fourth);
}

/** Squared length of every row once centred. */
function squaredLengths(values: Float32Array, mean: Float64Array): Float64Array {
  const features = mean.length;
  const norms = new Float64Array(values.length / features);
  for (let row = 0, at = 0; row < norms.length; row++) {
    let norm = 0;
    for (let f = 0; f < features; f++, at++) norm += ((values[at] ?? 0) - (mean[f] ?? 0)) ** 2;
    norms[row] = norm;
  }
  return norms;
}
