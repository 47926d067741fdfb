import type { Rows } from '../tensor/index.ts';

/** Rows as they are reconstructed from their codes, whenever they are asked for: nothing is kept. */
export class ReconstructedRows implements Rows {
  readonly rows: number;
  readonly features: number;
  readonly #codes: Rows;
  readonly #decode: (codes: Float32Array) => Float32Array;

  /**
   * @param features of a sample
   * @param decode samples from codes, `rows × dim` → `rows × features`
   */
  constructor(codes: Rows, features: number, decode: (codes: Float32Array) => Float32Array) {
    this.rows = codes.rows;
    this.features = features;
    this.#codes = codes;
    this.#decode = decode;
  }

  gather(indices: Int32Array, from = 0, to = indices.length, into?: Float32Array): Float32Array {
    const reconstructed = this.#decode(this.#codes.gather(indices, from, to));
    if (into === undefined) return reconstructed;
    into.set(reconstructed);
    return into.subarray(0, reconstructed.length);
  }
}
