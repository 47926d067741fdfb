import { rmSync } from 'node:fs';
import { writeNpy } from '../store/arrays.ts';

/** Milliseconds between two maps at the least; and of all time, the share that writing them may take. */
const interval = 200;
const share = 0.05;

/** A map of all rows that is shown while it is made: written now and then, and taken away in the end. */
export class LiveProjection {
  /** Grows with every map written; 0: none yet. */
  version = 0;
  readonly #path: string;
  readonly #columns: number;
  #nextAt = -Infinity;

  /** @param path of the array file, `rows × columns` */
  constructor(path: string, columns: number) {
    this.#path = path;
    this.#columns = columns;
  }

  /** Writes the map as it stands, unless the last is too fresh. */
  show(map: Float32Array): void {
    const began = performance.now();
    if (began < this.#nextAt) return;
    writeNpy(this.#path, map, [map.length / this.#columns, this.#columns]);
    const now = performance.now();
    this.#nextAt = now + Math.max(interval, (now - began) / share);
    this.version++;
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
