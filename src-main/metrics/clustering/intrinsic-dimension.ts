import type { Pace } from '../../tensor/index.ts';
import { resampledFigure, type Resamples } from '../bootstrap.ts';

/** The share of the largest ratios that TwoNN leaves out. */
const discarded = 0.1;

/** A dimension, and what it takes to find it again on resamples. */
export interface Dimension {
  /** NaN where it cannot be had. */
  value: number;
  /** How many rows it is of: those that have no twin. */
  rows: number;
  /** The value on every resample of the rows; how far each is from its neighbours stays as it is. */
  resampled(resamples: Resamples, pace: Pace): Promise<Float64Array>;
}

/**
 * How many directions rows vary in, by how much farther the second nearest row is than the nearest: the slope of
 * `-ln(1 - F)` over `ln μ`, through the origin, without the largest tenth of the ratios μ.
 * @param distances `rows × k` of every row to its nearest others, ascending; k at least 2
 * @returns above 0; rows that have a twin are left out
 * Cost: sorting; a resample one pass.
 * Source: Facco, d'Errico, Rodriguez and Laio 2017, equation 3 and the steps after it
 */
export function twoNearest(distances: Float64Array, k: number): Dimension {
  const logs = new Float64Array(distances.length / k).map((_, row) => {
    const [first, second] = [distances[row * k], distances[row * k + 1]];
    return first > 0 ? Math.log(second / first) : NaN;
  });
  const order = new Int32Array(logs.length)
    .map((_, row) => row)
    .filter((row) => !Number.isNaN(logs[row]))
    .sort((a, b) => logs[a] - logs[b] || a - b);
  const slope = (counts: Float64Array): number => {
    const rows = order.reduce((sum, row) => sum + counts[row], 0);
    const kept = Math.floor(rows * (1 - discarded));
    let [place, products, squares] = [0, 0, 0];
    for (const row of order) {
      const x = logs[row];
      for (let again = counts[row]; again > 0 && place < kept; again--) {
        place++;
        products -= x * Math.log(1 - place / rows);
        squares += x * x;
      }
    }
    return squares > 0 ? products / squares : NaN;
  };
  return dimension(logs.length, order.length, slope);
}

/**
 * How many directions rows vary in, by how their neighbours become more with distance: the inverse of the mean of
 * `ln(T_k / T_j)` over all rows and all but the last of their `k` neighbours.
 * @param distances `rows × k` of every row to its nearest others, ascending; k at least 2
 * @returns above 0; rows that have a twin are left out
 * Cost: one pass.
 * Source: Levina and Bickel 2004, equation 8; the inverses averaged as in MacKay and Ghahramani 2005
 */
export function levinaBickel(distances: Float64Array, k: number): Dimension {
  const means = new Float64Array(distances.length / k).map((_, row) => {
    const line = distances.subarray(row * k, (row + 1) * k);
    if (line[0] === 0) return NaN;
    const last = line[k - 1];
    return line.reduce((sum, distance) => sum + Math.log(last / distance), 0) / (k - 1);
  });
  const known = new Int32Array(means.length).map((_, row) => row).filter((row) => !Number.isNaN(means[row]));
  return dimension(means.length, known.length, (counts) => {
    let [sum, rows] = [0, 0];
    for (const row of known) {
      sum += means[row] * counts[row];
      rows += counts[row];
    }
    return sum > 0 ? rows / sum : NaN;
  });
}

/** @param figure of how often each row counts */
function dimension(all: number, rows: number, figure: (counts: Float64Array) => number): Dimension {
  return {
    value: figure(new Float64Array(all).fill(1)),
    rows,
    resampled: (resamples, pace) => resampledFigure(resamples, figure, pace),
  };
}
