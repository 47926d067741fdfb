import type { Pace } from '../pace.ts';
import { blocks, DenseRows, type Rows } from './rows.ts';

/**
 * Rows as one array; those that are one already are given back.
 * @param source `rows × features`
 * @throws IsthmusError `cancelled`
 * Cost: four bytes a value.
 */
export async function inMemory(source: Rows, pace: Pace): Promise<DenseRows> {
  if (source instanceof DenseRows) return source;
  const { features } = source;
  const values = new Float32Array(source.rows * features);
  for (const block of blocks(source)) {
    values.set(block.values.subarray(0, block.rows * features), block.start * features);
    await pace.yieldToEventLoop();
  }
  return new DenseRows(values, features);
}
