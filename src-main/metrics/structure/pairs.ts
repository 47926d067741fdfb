import { Random, type Pace, type Rows } from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';

/** Pairs of rows that are compared at most. */
const maxPairs = 200_000;
/** The same for every representation, so that all are judged by the same pairs. */
const seed = 0;
/** Numbers of one side that are gathered at once. */
const gathered = 524_288;

/** Some pairs of different rows. */
export interface Pairs {
  /** The lower row of each; ascending. */
  left: Int32Array;
  right: Int32Array;
  /** How many pairs there are in all. */
  of: number;
  seed: number;
}

/**
 * All pairs of rows, or `most` of them drawn without replacement, every one equally likely.
 * @param rows at least 2
 * Cost: one entry of a set a pair, where they are drawn.
 */
export function pairsOf(rows: number, most: number = maxPairs): Pairs {
  const of = (rows * (rows - 1)) / 2;
  const count = Math.min(of, most);
  // A pair is one number, left · rows + right, so that sorting brings them into order.
  const keys = new Float64Array(count);
  if (of <= most) {
    for (let left = 0, at = 0; left < rows; left++)
      for (let right = left + 1; right < rows; right++, at++) keys[at] = left * rows + right;
  } else {
    const random = new Random(seed);
    const drawn = new Set<number>();
    while (drawn.size < count) {
      const [a, b] = [random.int(rows), random.int(rows)];
      if (a !== b) drawn.add(Math.min(a, b) * rows + Math.max(a, b));
    }
    keys.set([...drawn]);
    keys.sort();
  }
  return {
    left: Int32Array.from(keys, (key) => Math.floor(key / rows)),
    right: Int32Array.from(keys, (key) => key % rows),
    of,
    seed,
  };
}

/**
 * Euclidean distances of pairs, by differences in float64, so that equal distances come out equal.
 * @param source `rows × features`
 * @returns one a pair
 * @throws IsthmusError `cancelled`
 * Cost: pairs · features operations.
 */
export async function pairDistances(source: Rows, { left, right }: Pairs, pace: Pace): Promise<Float64Array> {
  const { features } = source;
  const distances = new Float64Array(left.length);
  const most = Math.max(1, Math.floor(gathered / features));
  for (let start = 0; start < left.length; start += most) {
    const end = Math.min(left.length, start + most);
    const [a, b] = [source.gather(left, start, end), source.gather(right, start, end)];
    for (let pair = start, at = 0; pair < end; pair++) {
      let total = 0;
      for (let f = 0; f < features; f++, at++) {
        const difference = a[at] - b[at];
        total += difference * difference;
      }
      distances[pair] = Math.sqrt(total);
    }
    await pace.yieldToEventLoop();
  }
  return distances;
}

/** Sums over pairs of two numbers `x` and `y` each: of what they count, and of products of these. */
export interface PairSums {
  count: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

/** Sums over all pairs, each counted once. */
export function sumPairs(x: Float64Array, y: Float64Array): PairSums {
  const sums = { count: x.length, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  for (let pair = 0; pair < x.length; pair++) {
    const a = x[pair];
    const b = y[pair];
    sums.x += a;
    sums.y += b;
    sums.xx += a * a;
    sums.yy += b * b;
    sums.xy += a * b;
  }
  return sums;
}

/**
 * A figure made of sums over pairs, on every resample of the rows. A pair counts as often as its two rows are drawn: the
 * product of both counts.
 * @param rows that the pairs are of; row `i` is at `i` of the held-out positions
 * @param x one number a pair
 * @param y another
 * @param figure of the sums; NaN where it cannot be had
 * @throws IsthmusError `cancelled`
 * Cost: resamples · pairs; 1,000 of 200,000 take half a second.
 */
export async function resamplePairs(
  resamples: Resamples,
  { left, right }: Pairs,
  rows: number,
  { x, y }: { x: Float64Array; y: Float64Array },
  figure: (sums: PairSums) => number,
  pace: Pace,
): Promise<Float64Array> {
  const drawn = new Float64Array(resamples.positions.length);
  // Few bytes each, so that they stay close at hand: they are asked for in no order.
  const weights = new Uint16Array(rows);
  const firsts = firstsOf(left, rows);
  const replicates = new Float64Array(resamples.count);
  for (let draw = 0; draw < resamples.count; draw++) {
    resamples.weights(draw, drawn);
    for (let i = 0; i < drawn.length; i++) weights[resamples.positions[i]] = drawn[i];
    replicates[draw] = figure(weightedSums(weights, firsts, right, x, y));
    await pace.yieldToEventLoop();
  }
  return replicates;
}

/** The first pair of every left row, and one more: the pairs of row `i` are from `firsts[i]` to before `firsts[i + 1]`. */
function firstsOf(left: Int32Array, rows: number): Int32Array {
  const firsts = new Int32Array(rows + 1);
  for (const row of left) firsts[row + 1]++;
  for (let row = 0; row < rows; row++) firsts[row + 1] += firsts[row];
  return firsts;
}

/** Written out, without a branch or a list a pair: it is run a thousand times over. */
function weightedSums(
  weights: Uint16Array,
  firsts: Int32Array,
  right: Int32Array,
  x: Float64Array,
  y: Float64Array,
): PairSums {
  const sums: PairSums = { count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  for (let row = 0; row < weights.length; row++) {
    const own = weights[row];
    if (own === 0) continue;
    const end = firsts[row + 1];
    let count = 0;
    let sumX = 0;
    let sumY = 0;
    let sumXx = 0;
    let sumYy = 0;
    let sumXy = 0;
    for (let pair = firsts[row]; pair < end; pair++) {
      const weight = weights[right[pair]];
      const a = x[pair];
      const b = y[pair];
      count += weight;
      sumX += weight * a;
      sumY += weight * b;
      sumXx += weight * a * a;
      sumYy += weight * b * b;
      sumXy += weight * a * b;
    }
    sums.count += own * count;
    sums.x += own * sumX;
    sums.y += own * sumY;
    sums.xx += own * sumXx;
    sums.yy += own * sumYy;
    sums.xy += own * sumXy;
  }
  return sums;
}
