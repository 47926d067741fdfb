import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { alignTo, mapOf } from '../projections/index.ts';
import { writeNpy } from '../store/arrays.ts';
import { blockRows, DenseRows, everyRow, Pace, Random, type Rows } from '../tensor/index.ts';

/** Rows shown at most, numbers in them at most (64 MB), and milliseconds between two maps. */
const most = 2_000;
const mostValues = 16_000_000;
const interval = 500;

/**
 * The map that moves while a method trains: some rows, always the same, as `live.npy` (rows × 2) and
 * `live-rows.npy` (which they are) in the run's folder. They are there for the training only.
 */
export class LiveMap {
  /** Grows with every map written; 0: none yet. */
  version = 0;
  readonly #folder: string;
  readonly #rows: Int32Array;
  readonly #values: Float32Array;
  #last: Float32Array | null = null;
  #shownAt = -Infinity;

  /** @param source all rows of the dataset, of which up to 2,000 are drawn with `seed` */
  constructor(folder: string, source: Rows, seed: number) {
    this.#folder = folder;
    const count = Math.min(most, blockRows(source.features, mostValues));
    this.#rows = new Random(seed).shuffle(everyRow(source.rows)).slice(0, count).sort();
    this.#values = source.gather(this.#rows);
  }

  /**
   * Writes the next map, unless the last is too fresh. It is turned to lie on the last one as well as it can.
   * @param encode codes as they are now
   */
  async show(encode: (values: Float32Array) => Float32Array): Promise<void> {
    if (performance.now() - this.#shownAt < interval) return;
    const count = this.#rows.length;
    const values = encode(this.#values);
    const codes = new DenseRows(values, values.length / count);
    const fresh = await mapOf(codes, everyRow(count), 2, new Pace());
    const map = this.#last === null || codes.features <= 2 ? fresh : alignTo(this.#last, fresh);
    if (this.#last === null) writeNpy(join(this.#folder, 'live-rows.npy'), this.#rows, [count]);
    writeNpy(join(this.#folder, 'live.npy'), map, [count, 2]);
    this.#last = map;
    this.#shownAt = performance.now();
    this.version++;
  }

  /** Takes the files away. */
  remove(): void {
    for (const name of ['live.npy', 'live-rows.npy']) rmSync(join(this.#folder, name), { force: true });
  }
}
