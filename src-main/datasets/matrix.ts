import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { badInput, itemBytes, npyDescriptor, type Dtype } from '../contract/index.ts';
import { readNpyHeader } from '../store/arrays.ts';
import { alignedBytes, floatsOf } from '../tensor/rows/aligned.ts';

/** A file of more bytes than this is not read into memory (512 MB). */
const maxInMemory = 512 * 2 ** 20;
/** Rows further apart than this in the file are not read in one go (64 KB). */
const farApart = 2 ** 16;

/**
 * A matrix file of ours, rows × features: a dataset's samples, or codes. This is the one place that says what its numbers
 * mean: `uint8` stands for value / 255 (pictures), `float32` for itself (tables, scaled already). It stays in its own
 * dtype, so 70,000 pictures of 784 values take 55 MB; rows are scaled as they are asked for. A file above 512 MB stays on
 * the disk, and rows are read as they are asked for; the system keeps in its cache what memory is free.
 */
export class Matrix {
  readonly rows: number;
  readonly features: number;
  readonly dtype: 'uint8' | 'float32';
  /** Whether rows are read from the disk: they are best asked for many at a time. */
  readonly far: boolean;
  /** Rows in bytes, as {@link Matrix.gather}; only of `uint8`. */
  readonly bytes?: (indices: Int32Array, from?: number, to?: number) => Uint8Array;
  readonly #cells: Cells;

  /** @param cells rows × features, row-major: in memory, or by {@link Matrix.open} in a file */
  constructor(cells: Uint8Array | Float32Array | FileCells, rows: number, features: number) {
    this.rows = rows;
    this.features = features;
    this.far = cells instanceof FileCells;
    this.#cells = cells instanceof FileCells ? cells : new MemoryCells(cells, features);
    this.dtype = this.#cells.dtype;
    if (this.dtype === 'uint8') {
      this.bytes = (indices, from = 0, to = indices.length) => {
        const out = new Uint8Array((to - from) * features);
        this.#cells.copy(indices, from, to, out);
        return out;
      };
    }
  }

  /**
   * Opens an array file of ours.
   * @param most bytes up to which it is read into memory
   * @throws IsthmusError `bad_input` where it is no such file, is cut off, or is not a matrix of these dtypes
   */
  static open(path: string, most = maxInMemory): Matrix {
    const dtypes: Dtype[] = ['uint8', 'float32'];
    const named = (descr: string): Dtype | undefined => dtypes.find((name) => npyDescriptor(name) === descr);
    const { descr, fortran, shape, offset } = readNpyHeader(
      path,
      (text) => itemBytes[named(text) ?? 'uint8'],
    );
    const dtype = named(descr);
    const [rows = 0, features = 0] = shape;
    if ((dtype !== 'uint8' && dtype !== 'float32') || fortran || shape.length !== 2) {
      throw badInput(`${basename(path)} is not a matrix of a dataset (${descr}, ${shape.join(' × ')}).`);
    }
    const size = rows * features * itemBytes[dtype];
    const file = new FileCells(path, offset, features, dtype);
    if (size > most) return new Matrix(file, rows, features);
    try {
      const bytes = alignedBytes(size);
      file.read(bytes, 0);
      return new Matrix(dtype === 'uint8' ? bytes : floatsOf(bytes), rows, features);
    } finally {
      file.close();
    }
  }

  /**
   * Scaled values of chosen rows.
   * @param indices rows, in any order
   * @param from first place in `indices` to take
   * @param to place after the last
   * @param into where to, if there is room already: the first of its values
   * @returns `(to - from) × features`
   */
  gather(indices: Int32Array, from = 0, to = indices.length, into?: Float32Array): Float32Array {
    const length = (to - from) * this.features;
    const out = into?.subarray(0, length) ?? new Float32Array(length);
    if (this.bytes !== undefined) return scaled(this.bytes(indices, from, to), out);
    this.#cells.copy(indices, from, to, out);
    return out;
  }

  /** Consecutive rows where they lie, to be read only; null where they are bytes, or on the disk. */
  view(from: number, to: number): Float32Array | null {
    return this.#cells.view(from, to);
  }

  /**
   * Scaled values of consecutive rows.
   * @returns `(end - start) × features`
   */
  block(start: number, end: number): Float32Array {
    return this.gather(Int32Array.from({ length: end - start }, (_, i) => start + i));
  }

  /** Lets the memory or the file go; the matrix cannot be read after this. */
  close(): void {
    this.#cells.close();
  }
}

function scaled(bytes: Uint8Array, out: Float32Array): Float32Array {
  for (let i = 0; i < bytes.length; i++) out[i] = (bytes[i] ?? 0) / 255;
  return out;
}

/** Where the numbers of a matrix are. */
interface Cells {
  readonly dtype: 'uint8' | 'float32';
  /** Copies chosen rows, as they are kept, to the start of `out`, which is of the same dtype. */
  copy(indices: Int32Array, from: number, to: number, out: Uint8Array | Float32Array): void;
  /** Consecutive rows where they lie, if that is as numbers in memory. */
  view(from: number, to: number): Float32Array | null;
  close(): void;
}

class MemoryCells implements Cells {
  readonly dtype: 'uint8' | 'float32';
  readonly #features: number;
  #values: Uint8Array | Float32Array;

  constructor(values: Uint8Array | Float32Array, features: number) {
    this.dtype = values instanceof Uint8Array ? 'uint8' : 'float32';
    this.#features = features;
    this.#values = values;
  }

  copy(indices: Int32Array, from: number, to: number, out: Uint8Array | Float32Array): void {
    const features = this.#features;
    for (let i = from; i < to; i++) {
      const start = (indices[i] ?? 0) * features;
      out.set(this.#values.subarray(start, start + features), (i - from) * features);
    }
  }

  view(from: number, to: number): Float32Array | null {
    const values = this.#values;
    return values instanceof Float32Array
      ? values.subarray(from * this.#features, to * this.#features)
      : null;
  }

  close(): void {
    this.#values = new Uint8Array(0);
  }
}

class FileCells implements Cells {
  readonly dtype: 'uint8' | 'float32';
  readonly #name: string;
  readonly #handle: number;
  readonly #offset: number;
  readonly #rowBytes: number;

  constructor(path: string, offset: number, features: number, dtype: 'uint8' | 'float32') {
    this.dtype = dtype;
    this.#name = basename(path);
    this.#handle = openSync(path, 'r');
    this.#offset = offset;
    this.#rowBytes = features * itemBytes[dtype];
  }

  /** Rows that follow one another closely in `indices`, as they do where it ascends, are read together. */
  copy(indices: Int32Array, from: number, to: number, out: Uint8Array | Float32Array): void {
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    const rowBytes = this.#rowBytes;
    for (let i = from; i < to;) {
      const first = indices[i] ?? 0;
      let end = i + 1;
      while (end < to) {
        const gap = (indices[end] ?? 0) - (indices[end - 1] ?? 0);
        if (gap < 1 || gap * rowBytes > farApart) break;
        end++;
      }
      const last = indices[end - 1] ?? 0;
      const at = (i - from) * rowBytes;
      if (last - first === end - 1 - i) {
        this.read(bytes.subarray(at, at + (end - i) * rowBytes), first * rowBytes);
      } else {
        const stretch = new Uint8Array((last - first + 1) * rowBytes);
        this.read(stretch, first * rowBytes);
        for (let j = i; j < end; j++) {
          const start = ((indices[j] ?? 0) - first) * rowBytes;
          bytes.set(stretch.subarray(start, start + rowBytes), (j - from) * rowBytes);
        }
      }
      i = end;
    }
  }

  view(): null {
    return null;
  }

  /** Fills `bytes` from a place in the matrix; one read call may stop short of 2 GB. */
  read(bytes: Uint8Array, start: number): void {
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(bytes.length - at, 1 << 28);
      const got = readSync(this.#handle, bytes, at, length, this.#offset + start + at);
      if (got === 0) throw badInput(`${this.#name} was cut off while it was read.`);
      at += got;
    }
  }

  close(): void {
    closeSync(this.#handle);
  }
}
