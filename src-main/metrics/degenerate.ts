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
    await pace.yieldToEventLoop();
  }
  return true;
}

/**
 * Whether all rows of a class are the same, in every class: then nothing varies within them.
 * @param source `rows × features`
 * @param labels one a row
 * @throws IsthmusError `cancelled`
 */
export async function areClassesPoints(source: Rows, labels: Int32Array, pace: Pace): Promise<boolean> {
  const { features } = source;
  const first = new Map<number, Float32Array>();
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0; row < rows; row++) {
      const sample = values.subarray(row * features, (row + 1) * features);
      const known = first.get(labels[start + row]);
      if (known === undefined) first.set(labels[start + row], sample.slice());
      else if (sample.some((value, f) => value !== known[f])) return false;
    }
    await pace.yieldToEventLoop();
  }
  return true;
}
