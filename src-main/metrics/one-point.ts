import { blocks, type Pace, type Rows } from '../tensor/index.ts';

/**
 * Whether all rows are the same: then nothing can be said of how they lie.
 * @param source `rows × features`
 * @throws IsthmusError `cancelled`
 */
export async function isOnePoint(source: Rows, pace: Pace): Promise<boolean> {
  const { features } = source;
  let first: Float32Array | null = null;
  for (const { values } of blocks(source)) {
    first ??= values.slice(0, features);
    for (let at = 0; at < values.length; at++) if (values[at] !== first[at % features]) return false;
    await pace.breathe();
  }
  return true;
}
