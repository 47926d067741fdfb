import type { Pace } from '../tensor/index.ts';
import type { Resamples } from './bootstrap.ts';
import { resamplePairs, type Pairs } from './pairs.ts';

/**
 * Ranks of values from 1; equal ones share the mean of theirs.
 * @param values no NaN among them
 * Source: scipy.stats.rankdata (average)
 */
export function averageRanks(values: Float64Array): Float64Array {
  const order = new Int32Array(values.length).map((_, i) => i);
  order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    const value = values[order[from] ?? 0];
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === value) to++;
    for (let i = from; i < to; i++) ranks[order[i] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/**
 * Spearman's correlation of the distances of pairs in two spaces: that of their ranks.
 * @param there distances in the one space, one a pair
 * @param here the same pairs' distances in the other
 * Source: scipy.stats.spearmanr
 */
export class DistanceCorrelation {
  readonly #terms: Float64Array;
  /** -1 to 1; NaN where all distances of a space are the same. */
  readonly value: number;

  constructor(there: Float64Array, here: Float64Array) {
    const count = there.length;
    const middle = (count + 1) / 2;
    const [a, b] = [averageRanks(there), averageRanks(here)];
    this.#terms = new Float64Array(count * 6);
    const sums = new Float64Array(6);
    for (let pair = 0; pair < count; pair++) {
      const [x, y] = [((a[pair] ?? 0) - middle) / count, ((b[pair] ?? 0) - middle) / count];
      [1, x, y, x * x, y * y, x * y].forEach((term, i) => {
        this.#terms[pair * 6 + i] = term;
        sums[i] = (sums[i] ?? 0) + term;
      });
    }
    this.value = correlation(sums);
  }

  /**
   * Its value on every resample of the rows. The ranks stay those of all pairs, and a pair counts as often as both its
   * rows are drawn.
   * @throws IsthmusError `cancelled`
   * Cost: resamples · pairs · 6 operations.
   */
  resampled(resamples: Resamples, pairs: Pairs, rows: number, pace: Pace): Promise<Float64Array> {
    return resamplePairs(resamples, pairs, rows, this.#terms, correlation, pace);
  }
}

/** Pearson's correlation, from the sums of 1, x, y, x², y² and xy. */
function correlation(sums: Float64Array): number {
  const [count = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0] = sums;
  const spread = (count * xx - x * x) * (count * yy - y * y);
  return spread > 0 ? Math.max(-1, Math.min(1, (count * xy - x * y) / Math.sqrt(spread))) : NaN;
}
