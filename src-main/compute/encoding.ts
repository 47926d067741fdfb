import type { Artifact } from '../contract/index.ts';
import type { Matrix } from '../datasets/matrix.ts';
import type { Fitted } from '../methods/index.ts';
import { NpyWriter } from '../store/arrays.ts';
import { blocks, blockRows, everyRow, type Pace, type Rows } from '../tensor/index.ts';

/**
 * Codes of all rows, block by block, and the seconds that took.
 * @returns `codes`: `rows × dim`, row-major
 * @throws IsthmusError `cancelled`
 */
export async function encodeAll(
  fitted: Fitted,
  source: Rows,
  pace: Pace,
): Promise<{ codes: Float32Array; seconds: number }> {
  const began = performance.now();
  const codes = new Float32Array(source.rows * fitted.dim);
  for (const { start, values } of blocks(source)) {
    codes.set(fitted.encode(values), start * fitted.dim);
    await pace.breathe();
  }
  return { codes, seconds: (performance.now() - began) / 1_000 };
}

/**
 * Writes all rows rebuilt from their codes, in the dataset's own dtype, to be looked at: bytes are rounded and
 * held between 0 and 255. Errors are measured on the values before that.
 * @throws IsthmusError `cancelled`
 */
export async function writeReconstruction(
  path: string,
  matrix: Matrix,
  codes: Rows,
  decode: (codes: Float32Array) => Float32Array,
  pace: Pace,
): Promise<Artifact> {
  const writer = new NpyWriter(path, matrix.dtype, [matrix.rows, matrix.features]);
  const every = everyRow(codes.rows);
  try {
    const step = blockRows(matrix.features);
    for (let start = 0; start < matrix.rows; start += step) {
      const values = decode(codes.gather(every, start, Math.min(matrix.rows, start + step)));
      writer.append(matrix.dtype === 'uint8' ? bytes(values) : values);
      await pace.breathe();
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  return writer.commit();
}

/** Values from 0 to 1 as bytes. */
function bytes(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round(255 * value))));
}
