import { blocks, type Pace, type Rows } from '../tensor/index.ts';

/**
 * How far rebuilt samples are from the true ones.
 * @param truth `rows × features`; at least one row
 * @param rebuild gives rows `start` to `start + rows` rebuilt: `rows × features`, row-major
 * @returns `mse`: squared error averaged over all values (sklearn.metrics.mean_squared_error); `sse`: summed
 *   over the features, averaged over the rows (Hinton and Salakhutdinov 2006)
 * @throws IsthmusError `cancelled`
 */
export async function reconstructionError(
  truth: Rows,
  rebuild: (start: number, rows: number) => Float32Array,
  pace: Pace,
): Promise<{ mse: number; sse: number }> {
  let total = 0;
  for (const { start, rows, values } of blocks(truth)) {
    const rebuilt = rebuild(start, rows);
    let squares = 0;
    for (let at = 0; at < values.length; at++) squares += ((values[at] ?? 0) - (rebuilt[at] ?? 0)) ** 2;
    total += squares;
    await pace.breathe();
  }
  return { mse: total / (truth.rows * truth.features), sse: total / truth.rows };
}
