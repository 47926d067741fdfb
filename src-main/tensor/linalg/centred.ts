import { scope, upload, type Handle } from '../tf/handle.ts';
import { cast, sub } from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import { blocks, type Rows } from '../rows/rows.ts';
import { uploadFloat64 } from '../tf/float64.ts';

/**
 * Mean of every feature, summed in float64.
 * @returns `features` values; zeros where there are no rows
 * @throws IsthmusError `cancelled`
 */
export async function columnMeans(source: Rows, pace: Pace): Promise<Float64Array> {
  const { features } = source;
  const sums = new Float64Array(features);
  for (const { rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      for (let f = 0; f < features; f++, at++) sums[f] += values[at];
    }
    await pace.yieldToEventLoop();
  }
  return sums.map((total) => total / Math.max(1, source.rows));
}

/**
 * A block of rows less their mean, in float64.
 * @param values `rows × features`, row-major
 */
export function centred(values: Float32Array, rows: number, mean: Float64Array): Handle {
  const features = mean.length;
  return scope(() =>
    sub(cast(upload(values, [rows, features]), 'float64'), uploadFloat64(mean, [1, features])),
  );
}
