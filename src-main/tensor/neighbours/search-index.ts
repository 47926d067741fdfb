import { columnMeans } from '../linalg/centred.ts';
import type { Pace } from '../pace.ts';
import { blocks, everyRow, type Rows } from '../rows/rows.ts';
import { squaredDistance, type NearestSoFar } from './distance.ts';

/** The rows among which is searched. */
export interface SearchIndex {
  source: Rows;
  /** All their values, where they are held in memory. */
  all: Float32Array | null;
  /** From which lengths are measured: distances do not depend on it, and are the more exact the closer it is to the rows. */
  mean: Float64Array;
  /** A power of 2 by which lengths are multiplied, so that the longest is between ½ and 1. */
  scale: number;
  /** Length of every row, from the mean, multiplied. */
  lengths: Float64Array;
}

/**
 * @param source `rows × features`
 * @param most numbers to hold in memory; of more, rows are read again where they are needed
 * @throws IsthmusError `cancelled`
 */
export async function searchIndexOf(source: Rows, most: number, pace: Pace): Promise<SearchIndex> {
  const mean = await columnMeans(source, pace);
  const all = source.rows * source.features <= most ? await allOf(source, pace) : null;
  const lengths = new Float64Array(source.rows);
  for (const { start, rows, values } of blocks(source)) {
    lengths.set(lengthsOf(values, rows, mean, 1), start);
    await pace.yieldToEventLoop();
  }
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const scale = longest > 0 ? 2 ** -Math.ceil(Math.log2(longest)) : 1;
  return { source, all, mean, scale, lengths: lengths.map((length) => length * scale) };
}

async function allOf(source: Rows, pace: Pace): Promise<Float32Array> {
  const there = source.view?.(0, source.rows) ?? null;
  if (there !== null) return there;
  const all = new Float32Array(source.rows * source.features);
  for (const { start, values } of blocks(source)) {
    all.set(values, start * source.features);
    await pace.yieldToEventLoop();
  }
  return all;
}

/** Length of every row, from `mean`, multiplied by `scale`. */
export function lengthsOf(
  values: Float32Array,
  rows: number,
  mean: Float64Array,
  scale: number,
): Float64Array {
  const features = mean.length;
  const lengths = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let square = 0;
    for (let f = 0; f < features; f++, at++) square += (values[at] - mean[f]) ** 2;
    lengths[row] = Math.sqrt(square) * scale;
  }
  return lengths;
}

/**
 * Compares a sample with some of the rows, in float64.
 * @param at where the sample begins in `values`
 */
export function compareIndices(
  { source, all, mean }: SearchIndex,
  rows: Int32Array,
  values: Float32Array,
  at: number,
  best: NearestSoFar,
): void {
  const features = mean.length;
  const from = all ?? source.gather(rows);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const place = (all === null ? i : row) * features;
    best.offer(row, squaredDistance(from, place, values, at, features, best.limit));
  }
}

/** Consecutive rows, to be read only. */
export function valuesOf({ source, all }: SearchIndex, start: number, rows: number): Float32Array {
  const { features } = source;
  if (all !== null) return all.subarray(start * features, (start + rows) * features);
  return source.gather(everyRow(rows).map((row) => row + start));
}
