import { rmSync } from 'node:fs';
import { writeNpy } from '../store/arrays.ts';
import { laidOn } from './map-alignment.ts';

/** Milliseconds between two maps at the least; and of all time, the share that writing them may take. */
const interval = 200;
const share = 0.05;

/** A map of all rows that is shown while it is made: written now and then, and taken away in the end. */
export class MapFrames {
  /** Grows with every map written; 0: none yet. */
  version = 0;
  readonly #path: string;
  readonly #columns: number;
  readonly #earlier: Float32Array | null;
  #nextAt = -Infinity;

  /**
   * @param path of the array file, `rows × columns`
   * @param earlier the map that every frame is aligned with; null: none
   */
  constructor(path: string, columns: number, earlier: Float32Array | null) {
    this.#path = path;
    this.#columns = columns;
    this.#earlier = earlier;
  }

  /** Writes the map as it stands, unless the last is too fresh; true where it did. */
  show(map: Float32Array): boolean {
    const began = performance.now();
    if (began < this.#nextAt) return false;
    const { map: shown } = laidOn(this.#earlier, map, this.#columns);
    writeNpy(this.#path, shown, [map.length / this.#columns, this.#columns]);
    const now = performance.now();
    this.#nextAt = now + Math.max(interval - (now - began), (now - began) / share);
    this.version++;
    return true;
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
