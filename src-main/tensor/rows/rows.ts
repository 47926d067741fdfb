/**
 * Samples as rows of numbers, in memory or on the disk, read block by block. What is computed over rows is in the
 * folders beside this one.
 */

import { alignedFloats } from './aligned.ts';

/** Samples by row, wherever they are kept: a matrix file in memory, codes, a chosen part of either. */
export interface Rows {
  readonly rows: number;
  readonly features: number;
  /**
   * Copies rows out as `(to - from) × features` values, row-major.
   * @param indices row numbers; those at positions `from` to `to` (default: all) are taken
   * @param into where to, if there is room for them already: they are its first values
   */
  gather(indices: Int32Array, from?: number, to?: number, into?: Float32Array): Float32Array;
  /** The same in bytes, each standing for value / 255; only where rows are kept so. */
  readonly bytes?: (indices: Int32Array, from?: number, to?: number) => Uint8Array;
  /** Consecutive rows where they lie, to be read only; null, or not there, where that is not as numbers in memory. */
  view?(from: number, to: number): Float32Array | null;
  /** True where rows are read from a disk: they are best asked for many at a time. */
  readonly far?: boolean;
}

/** Rows as they are kept: bytes where there are bytes, which are a quarter of the size; numbers into `into`, where it is given. */
export function take(
  source: Rows,
  indices: Int32Array,
  from = 0,
  to = indices.length,
  into?: Float32Array,
): Float32Array | Uint8Array {
  return source.bytes?.(indices, from, to) ?? source.gather(indices, from, to, into);
}

/** Consecutive rows as they are kept, to be read only: nothing is copied where they lie in memory as numbers. */
export function stretch(
  source: Rows,
  every: Int32Array,
  from: number,
  to: number,
): Float32Array | Uint8Array {
  return source.view?.(from, to) ?? take(source, every, from, to);
}

/** Row numbers `0 … count - 1`. */
export function everyRow(count: number): Int32Array {
  return new Int32Array(count).map((_, row) => row);
}

/** Rows of a plain array in memory. */
export class DenseRows implements Rows {
  readonly rows: number;
  readonly features: number;
  readonly values: Float32Array;

  /** @param values `rows × features`, row-major; kept, not copied */
  constructor(values: Float32Array, features: number) {
    this.values = values;
    this.features = features;
    this.rows = values.length / features;
  }

  view(from: number, to: number): Float32Array {
    return this.values.subarray(from * this.features, to * this.features);
  }

  gather(indices: Int32Array, from = 0, to = indices.length, into?: Float32Array): Float32Array {
    const { values, features } = this;
    const out = into?.subarray(0, (to - from) * features) ?? new Float32Array((to - from) * features);
    for (let at = from; at < to; at++) {
      const start = indices[at] * features;
      out.set(values.subarray(start, start + features), (at - from) * features);
    }
    return out;
  }
}

/** A part of other rows, by number: a split, or the labelled rows. Nothing is copied until it is gathered. */
export class SomeRows implements Rows {
  readonly rows: number;
  readonly features: number;
  readonly bytes?: (indices: Int32Array, from?: number, to?: number) => Uint8Array;
  readonly far: boolean;
  readonly #all: Rows;
  readonly #chosen: Int32Array;

  /** @param chosen row numbers in `all`; row `i` here is row `chosen[i]` there */
  constructor(all: Rows, chosen: Int32Array) {
    this.#all = all;
    this.#chosen = chosen;
    this.rows = chosen.length;
    this.features = all.features;
    this.far = all.far === true;
    const { bytes } = all;
    if (bytes !== undefined) this.bytes = (indices, from, to) => bytes(this.#there(indices, from, to));
  }

  gather(indices: Int32Array, from?: number, to?: number, into?: Float32Array): Float32Array {
    const there = this.#there(indices, from, to);
    return this.#all.gather(there, 0, there.length, into);
  }

  #there(indices: Int32Array, from = 0, to = indices.length): Int32Array {
    const there = new Int32Array(to - from);
    for (let at = from; at < to; at++) there[at - from] = this.#chosen[indices[at]];
    return there;
  }
}

/** A block of consecutive rows: where it starts, how many rows it has, and its values. */
export interface Block {
  start: number;
  rows: number;
  /** `rows × features`, row-major; a copy that the next block is written over, with whatever handle was made of it. */
  values: Float32Array;
}

/**
 * Walks over all rows in blocks, so that a matrix of bytes is never turned to floats whole.
 * @param most rows a block at most; by default as many as make 4 MB
 * Memory: one block.
 */
export function* blocks(source: Rows, most = blockRows(source.features)): Generator<Block> {
  const indices = everyRow(source.rows);
  // Memory that is new for each block costs more than what is done with most blocks.
  const into = alignedFloats(Math.min(most, source.rows) * source.features);
  for (let start = 0; start < source.rows; start += most) {
    const end = Math.min(source.rows, start + most);
    yield { start, rows: end - start, values: source.gather(indices, start, end, into) };
  }
}

/** Rows that make a block of about `values` numbers; at least one. */
export function blockRows(features: number, values = 1_048_576): number {
  return Math.max(1, Math.floor(values / features));
}
