import type { Artifact } from '../contract/index.ts';
import type { Matrix } from '../datasets/matrix.ts';
import type { FittedMethod } from '../methods/index.ts';
import { squaredErrors } from '../metrics/index.ts';
import { NpyWriter, writeNpy } from '../store/arrays.ts';
import { blocks, blockRows, everyRow, type Pace, type Rows } from '../tensor/index.ts';

/** Least, greatest, mean and standard deviation of every column, over some rows. */
class Ranges {
  readonly #columns: number;
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  #rows = 0;

  constructor(columns: number) {
    this.#columns = columns;
    this.#least = new Float64Array(columns).fill(Infinity);
    this.#most = new Float64Array(columns).fill(-Infinity);
    this.#sums = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
  }

  add(values: Float32Array, row: number): void {
    const start = row * this.#columns;
    for (let c = 0; c < this.#columns; c++) {
      const value = values[start + c] ?? 0;
      if (value < (this.#least[c] ?? 0)) this.#least[c] = value;
      if (value > (this.#most[c] ?? 0)) this.#most[c] = value;
      this.#sums[c] = (this.#sums[c] ?? 0) + value;
      this.#squares[c] = (this.#squares[c] ?? 0) + value * value;
    }
    this.#rows++;
  }

  /** `4 × columns`: least, greatest, mean, standard deviation. */
  write(path: string): Artifact {
    const mean = this.#sums.map((total) => total / this.#rows);
    const deviation = this.#squares.map((total, c) =>
      Math.sqrt(Math.max(0, total / this.#rows - (mean[c] ?? 0) ** 2)),
    );
    const all = new Float32Array(4 * this.#columns);
    [this.#least, this.#most, mean, deviation].forEach((line, i) => all.set(line, i * this.#columns));
    return writeNpy(path, all, [4, this.#columns]);
  }
}

/**
 * Writes the codes of all rows, and what the training rows and their codes range over, so that new rows can be told
 * from those that were trained on, and codes be moved through their range.
 * @param train which rows were trained on: 1, of all rows
 * @param to the folder: `codes.npy` (rows × dim), `code-ranges.npy` (4 × dim), `feature-ranges.npy` (4 × features)
 * @returns what was written, and the seconds that encoding took
 * @throws IsthmusError `cancelled`
 * Memory: one block of rows.
 */
export async function writeCodes(
  to: (name: string) => string,
  fitted: FittedMethod,
  source: Rows,
  train: Uint8Array,
  pace: Pace,
  progress: (share: number) => void,
): Promise<{ artifacts: Artifact[]; seconds: number }> {
  const writer = new NpyWriter(to('codes.npy'), 'float32', [source.rows, fitted.dim]);
  const features = new Ranges(source.features);
  const codes = new Ranges(fitted.dim);
  let seconds = 0;
  try {
    for (const { start, rows, values } of blocks(source)) {
      const began = performance.now();
      const encoded = fitted.encode(values);
      seconds += (performance.now() - began) / 1_000;
      writer.append(encoded);
      for (let row = 0; row < rows; row++) {
        if (train[start + row] !== 1) continue;
        features.add(values, row);
        codes.add(encoded, row);
      }
      progress((start + rows) / source.rows);
      await pace.yieldToEventLoop();
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  const artifacts = [
    writer.commit(),
    codes.write(to('code-ranges.npy')),
    features.write(to('feature-ranges.npy')),
  ];
  return { artifacts, seconds };
}

/**
 * Writes all rows reconstructed from their codes, in the dataset's own dtype, to be looked at (`reconstruction.npy`: bytes are
 * rounded and held between 0 and 255), how far each is from its sample (`errors.npy`: squared differences summed over
 * the features, measured before the rounding), and the rows in the order of that (`error-order.npy`, worst first).
 * @returns what was written, and the errors of all rows as they are kept: measured anew they come to the same
 * @throws IsthmusError `cancelled`
 */
export async function writeReconstruction(
  to: (name: string) => string,
  matrix: Matrix,
  codes: Rows,
  decode: (codes: Float32Array) => Float32Array,
  pace: Pace,
  progress: (share: number) => void,
): Promise<{ artifacts: Artifact[]; errors: Float64Array }> {
  const { rows, features, dtype } = matrix;
  const writer = new NpyWriter(to('reconstruction.npy'), dtype, [rows, features]);
  const errors = new Float64Array(rows);
  const every = everyRow(rows);
  try {
    const step = blockRows(features);
    for (let start = 0; start < rows; start += step) {
      const end = Math.min(rows, start + step);
      const reconstructed = decode(codes.gather(every, start, end));
      errors.set(squaredErrors(matrix.block(start, end), reconstructed, features), start);
      writer.append(dtype === 'uint8' ? bytes(reconstructed) : reconstructed);
      progress(end / rows);
      await pace.yieldToEventLoop();
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  const order = everyRow(rows).sort((a, b) => (errors[b] ?? 0) - (errors[a] ?? 0) || a - b);
  const kept = Float32Array.from(errors);
  const artifacts = [
    writer.commit(),
    writeNpy(to('errors.npy'), kept, [rows]),
    writeNpy(to('error-order.npy'), order, [rows]),
  ];
  return { artifacts, errors: Float64Array.from(kept) };
}

/** Values from 0 to 1 as bytes. `map` of a typed array is many times as fast as `from` with a function. */
function bytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.map((value) => Math.max(0, Math.min(255, Math.round(255 * value)))));
}
