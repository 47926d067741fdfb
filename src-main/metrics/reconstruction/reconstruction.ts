/** How well samples are reconstructed from their codes: squared errors, by row and by feature, and explained variance. */

import { SomeRows } from '../../tensor/index.ts';
import { ExplainedVariance } from './explained-variance.ts';
import {
  missing,
  type ProgressContext,
  type ReconstructionResult,
  type EvaluationInput,
} from '../metric-group.ts';

const names = ['reconstruction_mse', 'reconstruction_sse', 'explained_variance'] as const;

/**
 * How well the held-out rows are reconstructed from their codes, each of them and each feature.
 * @throws IsthmusError `cancelled`
 * Cost: two passes over the rows; an interval of the explained variance 4 · resamples · rows · features operations.
 */
export async function reconstructionFigures(
  { original, test, errors, reconstructed }: EvaluationInput,
  { pace, progress }: ProgressContext,
): Promise<ReconstructionResult> {
  progress(0, 'Evaluating: reconstruction');
  const rows = test.length;
  if (errors === null || reconstructed === null || rows === 0) {
    const reason =
      rows === 0 ? 'No row is held out.' : 'This method has no decoder, so it reconstructs no samples.';
    return { ...missing(names, { rows, reason }), featureErrors: null };
  }
  const { features } = original;
  const sse = Float64Array.from(test, (row) => errors[row]);
  const mse = sse.map((error) => error / features);
  const figures = reconstructionError(errors, test, features);
  const [truth, again] = [new SomeRows(original, test), new SomeRows(reconstructed, test)];
  const explained = await ExplainedVariance.of(truth, again, pace);
  return {
    metrics: {
      reconstruction_mse: { value: figures.mse, rows },
      reconstruction_sse: { value: figures.sse, rows },
      explained_variance: Number.isNaN(explained.value)
        ? { value: null, rows, reason: 'All held-out rows have the same features.' }
        : { value: explained.value, rows },
    },
    perSample: { reconstruction_mse: Float32Array.from(mse) },
    means: { reconstruction_mse: mse, reconstruction_sse: sse },
    resampled: Number.isNaN(explained.value)
      ? {}
      : { explained_variance: (resamples) => explained.resampled(resamples, pace) },
    featureErrors: explained.featureErrors,
  };
}

/**
 * How far each reconstructed sample is from the true one: squared differences summed over the features.
 * @param truth `rows × features`, row-major
 * @param reconstructed of the same shape
 * @returns one number a row, summed in float64
 */
export function squaredErrors(
  truth: Float32Array,
  reconstructed: Float32Array,
  features: number,
): Float64Array {
  const errors = new Float64Array(truth.length / features);
  for (let row = 0, at = 0; row < errors.length; row++) {
    let squares = 0;
    for (let f = 0; f < features; f++, at++) squares += (truth[at] - reconstructed[at]) ** 2;
    errors[row] = squares;
  }
  return errors;
}

/**
 * How well some rows are reconstructed.
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
  const total = chosen.reduce((sum, row) => sum + errors[row], 0);
  return { mse: total / (chosen.length * features), sse: total / chosen.length };
}
