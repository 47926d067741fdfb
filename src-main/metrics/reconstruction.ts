/**
 * How far each rebuilt sample is from the true one: squared differences summed over the features.
 * @param truth `rows × features`, row-major
 * @param rebuilt of the same shape
 * @returns one number a row, summed in float64
 */
export function squaredErrors(truth: Float32Array, rebuilt: Float32Array, features: number): Float64Array {
  const errors = new Float64Array(truth.length / features);
  for (let row = 0, at = 0; row < errors.length; row++) {
    let squares = 0;
    for (let f = 0; f < features; f++, at++) squares += ((truth[at] ?? 0) - (rebuilt[at] ?? 0)) ** 2;
    errors[row] = squares;
  }
  return errors;
}

/**
 * How well some rows are rebuilt.
 * @param errors of all rows, as {@link squaredErrors} gives them
 * @param chosen row numbers; at least one
 * @param features of a sample
 * @returns `mse`: squared error averaged over all values (sklearn.metrics.mean_squared_error); `sse`: summed
 *   over the features, averaged over the rows (Hinton and Salakhutdinov 2006)
 */
export function reconstructionError(
  errors: Float64Array,
  chosen: Int32Array,
  features: number,
): { mse: number; sse: number } {
  const total = chosen.reduce((sum, row) => sum + (errors[row] ?? 0), 0);
  return { mse: total / (chosen.length * features), sse: total / chosen.length };
}
