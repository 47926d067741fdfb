import { blocks, everyRow, type Pace, type Rows } from '../tensor/index.ts';
import { Distances } from './distances.ts';
import type { EvaluationInput } from './metric-group.ts';
import { smallest } from '../tensor/index.ts';

/** Rows whose distances to all rows are held at once, where there are many rows. */
const fewest = 128;

/** The nearest other rows of every row. */
export interface Near {
  /** Neighbours a row. */
  k: number;
  /** `rows × k` row numbers, nearest first; among equally near ones the lower row first. */
  indices: Int32Array;
  /** `rows × k` squared distances. */
  squared: Float64Array;
}

/**
 * Hands over, row by row, the squared distances from that row to all rows in each of several spaces.
 * @param spaces the same `n` rows in each, `n × features`
 * @param visit is given one line of `n` float64 values a space, 0 from a row to itself, which it may change; valid until
 *   it returns
 * @throws IsthmusError `cancelled`
 * Cost: 2 · n² · features operations a space; memory 128 lines a space, and as {@link Distances.over}.
 */
export async function eachLine(
  spaces: readonly Rows[],
  pace: Pace,
  visit: (row: number, lines: readonly Float64Array[]) => void,
): Promise<void> {
  const n = spaces[0]?.rows ?? 0;
  if (n === 0) return;
  const asked: Distances[] = [];
  try {
    for (const space of spaces) asked.push(await Distances.over(space, pace));
    const most = Math.min(n, Math.max(fewest, asked[0].most));
    const tiles = spaces.map(() => new Float64Array(most * n));
    const indices = everyRow(n);
    for (let start = 0; start < n; start += most) {
      const end = Math.min(n, start + most);
      for (const [i, space] of spaces.entries()) {
        asked[i].read(space.gather(indices, start, end), end - start, tiles[i]);
        await pace.yieldToEventLoop();
      }
      for (let row = start; row < end; row++) {
        const lines = tiles.map((tile) => tile.subarray((row - start) * n, (row - start + 1) * n));
        for (const line of lines) line[row] = 0;
        visit(row, lines);
        await pace.yieldToEventLoop();
      }
    }
  } finally {
    for (const distances of asked) distances.dispose();
  }
}

/** Room for the `k` nearest of so many rows. */
export function roomForNear(rows: number, k: number): Near {
  return { k, indices: new Int32Array(rows * k), squared: new Float64Array(rows * k) };
}

/**
 * Puts down the nearest of one row.
 * @param line its squared distances to all rows; Infinity to itself
 * @param found the `near.k` nearest, nearest first
 */
export function putNear(near: Near, row: number, line: Float64Array, found: Int32Array): void {
  near.indices.set(found, row * near.k);
  for (let i = 0; i < near.k; i++) near.squared[row * near.k + i] = line[found[i]];
}

/** What one group of metrics found on its way and another needs, as long as that is measured. */
const known = new WeakMap<EvaluationInput, Near>();

/** Keeps the nearest of the held-out rows of a representation for {@link nearestHeldOut}. */
export function rememberNear(input: EvaluationInput, near: Near): void {
  known.set(input, near);
}

/**
 * The at least `k` nearest other rows of every held-out row of a representation.
 * @param held those rows
 * @param k 1 to all but one
 * @throws IsthmusError `cancelled`
 * Cost: none where they are known already, else that of {@link exactNeighbours}.
 */
export async function nearestHeldOut(
  input: EvaluationInput,
  held: Rows,
  k: number,
  pace: Pace,
): Promise<Near> {
  const near = known.get(input);
  return near !== undefined && near.k >= k ? near : exactNeighbours(held, k, pace);
}

/**
 * The `k` nearest other rows of every row, by distance in float64.
 * @param source `n × features`
 * @param k 1 to `n - 1`
 * @throws IsthmusError `cancelled`
 * Cost: 2 · n² · features operations; memory n · k · 12 bytes, and as {@link eachLine}.
 */
export async function exactNeighbours(source: Rows, k: number, pace: Pace): Promise<Near> {
  const n = source.rows;
  const near = roomForNear(n, k);
  await eachLine([source], pace, (row, [line = new Float64Array(0)]) => {
    line[row] = Infinity;
    putNear(near, row, line, smallest(line, k));
  });
  return near;
}

/**
 * Euclidean distances from every row to its neighbours, each taken by differences, so that twins are exactly 0 apart.
 * @param source `n × features`
 * @param most neighbours of each that are wanted; no more than `near.k`
 * @returns `n × most`, ascending in each row
 * @throws IsthmusError `cancelled`
 * Cost: n · most · features operations.
 */
export async function exactDistances(
  source: Rows,
  near: Near,
  most: number,
  pace: Pace,
): Promise<Float64Array> {
  const { features } = source;
  const distances = new Float64Array(source.rows * most);
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0; row < rows; row++) {
      const at = (start + row) * near.k;
      const others = source.gather(near.indices, at, at + most);
      const own = distances.subarray((start + row) * most, (start + row + 1) * most);
      for (let i = 0, other = 0; i < most; i++) {
        let total = 0;
        for (let f = 0; f < features; f++, other++) {
          const difference = others[other] - values[row * features + f];
          total += difference * difference;
        }
        own[i] = Math.sqrt(total);
      }
      own.sort();
      await pace.yieldToEventLoop();
    }
  }
  return distances;
}
