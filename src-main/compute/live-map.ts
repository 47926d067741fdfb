import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../contract/index.ts';
import { alignTo, identityOrPcaMap } from '../projections/index.ts';
import { readNpyAs, writeNpy } from '../store/arrays.ts';
import { blockRows, DenseRows, everyRow, Pace, Random, type Rows } from '../tensor/index.ts';

/** Rows shown at most, and numbers in them at most (64 MB). */
const most = 2_000;
const maxValues = 16_000_000;
/** Milliseconds between two maps at the least; and of all time, the share that maps may take. */
const interval = 250;
const share = 0.04;
/** Epochs whose maps are kept; beyond that every other one is let go. */
const maxKept = 60;

const files = { map: 'trail.npy', rows: 'trail-rows.npy', epochs: 'trail-epochs.npy' } as const;

/**
 * The map that moves while a method trains: some rows, always the same, as `live.npy` (rows × 2) and
 * `live-rows.npy` (which they are) in the run's folder, for as long as it trains. Maps at the ends of epochs are kept:
 * `trail.npy` (epochs × rows × 2), `trail-rows.npy`, `trail-epochs.npy`.
 */
export class LiveMap {
  /** Grows with every map written; 0: none yet. */
  version = 0;
  readonly #folder: string;
  readonly #rows: Int32Array;
  readonly #values: Float32Array;
  #trail: { epoch: number; map: Float32Array }[] = [];
  #last: Float32Array | null = null;
  /** When the end of an epoch is mapped again: so long after the last one that was. */
  #keepAt = -Infinity;
  /** When a map is made within an epoch: later, for the ends of short epochs would never have their turn. */
  #showAt = -Infinity;

  /** @param source all rows of the dataset, of which up to 2,000 are drawn with `seed` */
  constructor(folder: string, source: Rows, seed: number) {
    this.#folder = folder;
    const count = Math.min(most, blockRows(source.features, maxValues));
    this.#rows = new Random(seed).shuffle(everyRow(source.rows)).slice(0, count).sort();
    this.#values = source.gather(this.#rows);
  }

  /**
   * Writes the next map, unless the last is too fresh. It is aligned with the last one.
   * @param encode codes as they are now
   * @param epoch the one that has just ended, to keep its map; null: an epoch goes on
   */
  async show(encode: (values: Float32Array) => Float32Array, epoch: number | null): Promise<void> {
    const began = performance.now();
    if (began < (epoch === null ? this.#showAt : this.#keepAt)) return;
    const count = this.#rows.length;
    const values = encode(this.#values);
    const codes = new DenseRows(values, values.length / count);
    const fresh = await identityOrPcaMap(codes, everyRow(count), 2, new Pace());
    const map = this.#last === null || codes.features <= 2 ? fresh : alignTo(this.#last, fresh);
    if (this.version === 0) writeNpy(join(this.#folder, 'live-rows.npy'), this.#rows, [count]);
    writeNpy(join(this.#folder, 'live.npy'), map, [count, 2]);
    this.#last = map;
    if (epoch !== null) this.#keep(epoch, map);
    const now = performance.now();
    const wait = Math.max(interval - (now - began), (now - began) / share);
    if (epoch !== null) this.#keepAt = now + wait;
    this.#showAt = now + 2 * wait;
    this.version++;
  }

  /** Takes the files of the moving map away. */
  remove(): void {
    for (const name of ['live.npy', 'live-rows.npy']) rmSync(join(this.#folder, name), { force: true });
  }

  /** Writes the maps kept so far into a folder, to go on from there. */
  save(folder: string): Artifact[] {
    const [frames, count] = [this.#trail.length, this.#rows.length];
    if (frames === 0) return [];
    const all = new Float32Array(frames * count * 2);
    this.#trail.forEach(({ map }, i) => all.set(map, i * count * 2));
    const epochs = Int32Array.from(this.#trail, ({ epoch }) => epoch);
    return [
      writeNpy(join(folder, files.map), all, [frames, count, 2]),
      writeNpy(join(folder, files.rows), this.#rows, [count]),
      writeNpy(join(folder, files.epochs), epochs, [frames]),
    ];
  }

  /** Goes on with the maps that {@link LiveMap.save} wrote, where they are there and of the same rows. */
  async restore(folder: string): Promise<void> {
    if (Object.values(files).some((name) => !existsSync(join(folder, name)))) return;
    const { data: epochs } = await readNpyAs(join(folder, files.epochs), 'int32');
    const { data: rows } = await readNpyAs(join(folder, files.rows), 'int32');
    const { data } = await readNpyAs(join(folder, files.map), 'float32');
    const size = 2 * this.#rows.length;
    if (data.length !== epochs.length * size || rows.some((row, i) => row !== this.#rows[i])) return;
    this.#trail = Array.from(epochs, (epoch, i) => ({ epoch, map: data.slice(i * size, (i + 1) * size) }));
    this.#last = this.#trail.at(-1)?.map ?? null;
  }

  /**
   * Turns the kept maps to lie on the one that the run came to, and writes them.
   * @param final of all rows, `rows × 2`
   */
  finish(folder: string, final: Float32Array, dim: number): Artifact[] {
    const target = new DenseRows(final, 2).gather(this.#rows);
    if (dim > 2) {
      let next = target;
      for (const frame of this.#trail.toReversed()) {
        frame.map = alignTo(next, frame.map);
        next = frame.map;
      }
    }
    return this.save(folder);
  }

  #keep(epoch: number, map: Float32Array): void {
    this.#trail = this.#trail.filter((frame) => frame.epoch < epoch);
    this.#trail.push({ epoch, map });
    if (this.#trail.length > maxKept) this.#trail = this.#trail.filter((_, i) => i % 2 === 0);
  }
}
