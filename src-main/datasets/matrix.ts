import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { badInput, itemBytes, npyDescriptor, type Dtype } from '../contract/index.ts';
import { readNpyHeader } from '../store/arrays.ts';

/**
 * A dataset's `matrix.npy` in memory, rows × features. This is the one place that says what its numbers mean:
 * `uint8` stands for value / 255 (pictures), `float32` for itself (tables, scaled already). It stays in its own
 * dtype, so 70,000 pictures of 784 values take 55 MB; rows are scaled as they are asked for.
 */
export class Matrix {
  readonly rows: number;
  readonly features: number;
  readonly dtype: 'uint8' | 'float32';
  #values: Uint8Array | Float32Array;

  /** @param values rows × features, row-major */
  constructor(values: Uint8Array | Float32Array, rows: number, features: number) {
    this.rows = rows;
    this.features = features;
    this.dtype = values instanceof Uint8Array ? 'uint8' : 'float32';
    this.#values = values;
  }

  /**
   * Reads an array file of ours.
   * @throws IsthmusError `bad_input` where it is no such file, is cut off, or is not a matrix of these dtypes
   */
  static open(path: string): Matrix {
    const dtypes: Dtype[] = ['uint8', 'float32'];
    const named = (descr: string): Dtype | undefined => dtypes.find((name) => npyDescriptor(name) === descr);
    const { descr, fortran, shape, offset } = readNpyHeader(
      path,
      (text) => itemBytes[named(text) ?? 'uint8'],
    );
    const dtype = named(descr);
    const [rows = 0, features = 0] = shape;
    if (dtype === undefined || fortran || shape.length !== 2) {
      throw badInput(`${basename(path)} is not a matrix of a dataset (${descr}, ${shape.join(' × ')}).`);
    }
    const bytes = new Uint8Array(rows * features * itemBytes[dtype]);
    readFully(path, bytes, offset);
    return new Matrix(dtype === 'uint8' ? bytes : new Float32Array(bytes.buffer), rows, features);
  }

  /**
   * Scaled values of chosen rows.
   * @param indices rows, in any order
   * @param from first place in `indices` to take
   * @param to place after the last
   * @returns `(to - from) × features`
   */
  gather(indices: Int32Array, from = 0, to = indices.length): Float32Array {
    const { features } = this;
    const out = new Float32Array((to - from) * features);
    for (let i = from; i < to; i++) this.#copy(indices[i] ?? 0, 1, out, (i - from) * features);
    return out;
  }

  /**
   * Scaled values of consecutive rows.
   * @returns `(end - start) × features`
   */
  block(start: number, end: number): Float32Array {
    const out = new Float32Array((end - start) * this.features);
    this.#copy(start, end - start, out, 0);
    return out;
  }

  /** Lets the memory go; the matrix cannot be read after this. */
  close(): void {
    this.#values = new Uint8Array(0);
  }

  #copy(row: number, count: number, out: Float32Array, at: number): void {
    const start = row * this.features;
    const values = this.#values.subarray(start, start + count * this.features);
    if (values instanceof Float32Array) out.set(values, at);
    else for (let i = 0; i < values.length; i++) out[at + i] = (values[i] ?? 0) / 255;
  }
}

/** One read call may stop short of 2 GB. */
function readFully(path: string, bytes: Uint8Array, offset: number): void {
  const handle = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes.length;) {
      const got = readSync(handle, bytes, at, Math.min(bytes.length - at, 1 << 28), offset + at);
      if (got === 0) throw badInput(`${basename(path)} was cut off while it was read.`);
      at += got;
    }
  } finally {
    closeSync(handle);
  }
}
