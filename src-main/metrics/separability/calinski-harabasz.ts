import { blocks, free, readFloat64, scope, square, sum, type Pace, type Rows } from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';
import { classCentres } from './class-centres.ts';
import { classDraws } from './class-draws.ts';

/** A share of all squares below which those within classes cannot be told from none. */
const rounding = 1e-12;

/**
 * Calinski-Harabasz index: the squared distances of class centres to the mean, over those of the rows to their class
 * centres, each by its degrees of freedom.
 * @param source `rows × features`
 * @param labels one a row; 2 to `rows - 1` different ones, not all of whose classes are points
 * @returns 0 and up
 * @throws IsthmusError `cancelled`
 * Cost: two passes over the rows.
 * Source: Caliński and Harabasz 1974; sklearn.metrics.calinski_harabasz_score
 */
export async function calinskiHarabasz(source: Rows, labels: Int32Array, pace: Pace): Promise<number> {
  const { rows: n, features } = source;
  const { codes, counts, centres, mean } = await classCentres(source, labels, pace);
  const classes = counts.length;
  let between = 0;
  for (let i = 0; i < centres.length; i++) {
    const difference = centres[i] - mean[i % features];
    between += counts[Math.floor(i / features)] * difference * difference;
  }
  let within = 0;
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      const base = codes[start + row] * features;
      for (let f = 0; f < features; f++, at++) {
        const difference = values[at] - centres[base + f];
        within += difference * difference;
      }
    }
    await pace.yieldToEventLoop();
  }
  return (between * (n - classes)) / (within * (classes - 1));
}

/**
 * The same on every resample of the rows.
 * @param resamples whose positions are the rows, in this order
 * @returns NaN for draws of one class alone, and those in which no row differs from its class centre but for rounding
 * @throws IsthmusError `cancelled`
 * Cost: 2 · draws · rows · features operations; affordable as {@link canResampleClasses} says.
 */
export async function resampledCalinskiHarabasz(
  source: Rows,
  labels: Int32Array,
  resamples: Resamples,
  pace: Pace,
): Promise<Float64Array> {
  const values = new Float64Array(resamples.count);
  for await (const { first, draws, sums, sizes, squares } of classDraws(source, labels, resamples, pace)) {
    const classes = sizes.length / draws;
    const made = scope(() => [sum(square(sums), [2]), sum(square(sum(sums, [1])), [1])] as const);
    const [byClass, whole] = made.map(readFloat64);
    free(...made);
    for (let draw = 0; draw < draws; draw++) {
      let [rows, some, total, centred] = [0, 0, 0, 0];
      for (let at = draw * classes; at < (draw + 1) * classes; at++) {
        const size = sizes[at];
        if (size === 0) continue;
        some++;
        rows += size;
        total += squares[at];
        centred += byClass[at] / size;
      }
      const within = total - centred;
      const between = centred - whole[draw] / rows;
      const known = some > 1 && within > rounding * total;
      values[first + draw] = known ? (between * (rows - some)) / (within * (some - 1)) : NaN;
    }
  }
  return values;
}
