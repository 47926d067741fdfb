import type { Pace } from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';
import { resamplePairs, sumPairs, type Pairs, type PairSums } from './pairs.ts';

/**
 * Ranks of values from 1; equal ones share the mean of theirs.
 * @param values no NaN among them
 * Source: scipy.stats.rankdata (average)
 */
export function averageRanks(values: Float64Array): Float64Array {
  const order = new Int32Array(values.length).map((_, i) => i);
  order.sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    const value = values[order[from]];
    let to = from + 1;
    while (to < order.length && values[order[to]] === value) to++;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
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
  /** Ranks, centred and brought to a half at most, so that their products lose no digits. */
  readonly #ranks: { x: Float64Array; y: Float64Array };
  /** -1 to 1; NaN where all distances of a space are the same. */
  readonly value: number;

  constructor(there: Float64Array, here: Float64Array) {
    const count = there.length;
    const centred = (ranks: Float64Array): Float64Array =>
      ranks.map((rank) => (rank - (count + 1) / 2) / count);
    this.#ranks = { x: centred(averageRanks(there)), y: centred(averageRanks(here)) };
    this.value = correlation(sumPairs(this.#ranks.x, this.#ranks.y));
  }

  /**
   * Its value on every resample of the rows. The ranks stay those of all pairs, and a pair counts as often as both its
   * rows are drawn.
   * @throws IsthmusError `cancelled`
   * Cost: as {@link resamplePairs}.
   */
  resampled(resamples: Resamples, pairs: Pairs, rows: number, pace: Pace): Promise<Float64Array> {
    return resamplePairs(resamples, pairs, rows, this.#ranks, correlation, pace);
  }
}

/** Pearson's correlation. */
function correlation({ count, x, y, xx, yy, xy }: PairSums): number {
  const spread = (count * xx - x * x) * (count * yy - y * y);
  return spread > 0 ? Math.max(-1, Math.min(1, (count * xy - x * y) / Math.sqrt(spread))) : NaN;
}
