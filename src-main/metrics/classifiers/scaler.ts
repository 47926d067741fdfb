import { blocks, columnMeans, type Pace, type Rows } from '../../tensor/index.ts';

/** What standardising takes from every feature, and divides it by. */
export interface Scaler {
  mean: Float64Array;
  scale: Float64Array;
}

/**
 * Mean and standard deviation of every feature; a feature that is constant but for rounding gets scale 1.
 * @param source `rows × features`
 * @throws IsthmusError `cancelled`
 * Source: sklearn.preprocessing.StandardScaler (population variance; `_is_constant_feature`)
 */
export async function standardScaler(source: Rows, pace: Pace): Promise<Scaler> {
  const { rows: n, features } = source;
  const mean = await columnMeans(source, pace);
  const variance = new Float64Array(features);
  for (const { rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      for (let f = 0; f < features; f++, at++) {
        variance[f] += (values[at] - mean[f]) ** 2 / n;
      }
    }
    await pace.yieldToEventLoop();
  }
  const scale = variance.map((value, f) => {
    const rounding = n * Number.EPSILON * value + (n * mean[f] * Number.EPSILON) ** 2;
    return value <= rounding ? 1 : Math.sqrt(value);
  });
  return { mean, scale };
}
