import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mapDefinition, type MapName } from '../../../src-main/contract/index.ts';
import type { MapResult, Projection } from '../../../src-main/projections/projection.ts';
import { writeNpy } from '../../../src-main/store/arrays.ts';
import {
  DenseRows,
  everyRow,
  loadTensorFlow,
  nearestNeighbours,
  Pace,
  principalComponents,
  projectOnto,
} from '../../../src-main/tensor/index.ts';
import { lastJson, pythonWith } from './processes.ts';

const [features, count] = [784, 50];

/** What a file of Fashion-MNIST holds after its header. */
export function idx(folder: string, name: string, header: number): Uint8Array {
  return gunzipSync(readFileSync(join(folder, `${name}.gz`))).subarray(header);
}

/** The training pictures of Fashion-MNIST as 50 principal components, in order, and Python's view of some of them. */
export class FashionComponents {
  readonly features = count;
  readonly #folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
  readonly #python = pythonWith('sklearn');
  readonly #x: Float32Array;
  readonly #labels: Int32Array;

  private constructor(x: Float32Array, labels: Int32Array) {
    this.#x = x;
    this.#labels = labels;
  }

  /**
   * Reads the pictures from the folder that `ISTHMUS_DATA` names, and loads TensorFlow.
   * @returns null, having said so, where they are not there
   */
  static async read(): Promise<FashionComponents | null> {
    const folder = join(process.env['ISTHMUS_DATA'] ?? '', 'fashion-mnist');
    if (!process.env['ISTHMUS_DATA'] || !existsSync(folder)) {
      console.log('Skipped: ISTHMUS_DATA names no folder with fashion-mnist in it.');
      return null;
    }
    await loadTensorFlow();
    const pace = new Pace();
    const source = new DenseRows(
      Float32Array.from(idx(folder, 'train-images-idx3-ubyte', 16), (byte) => byte / 255),
      features,
    );
    const x = projectOnto(await principalComponents(source, count, pace), source.values);
    return new FashionComponents(x, Int32Array.from(idx(folder, 'train-labels-idx1-ubyte', 8)));
  }

  /** The first rows of them. */
  codes(rows: number): DenseRows {
    return new DenseRows(this.#x.slice(0, rows * count), count);
  }

  /** What the peer's script prints of the first rows, and of a map of them; null without a Python that has scikit-learn. */
  async peer(what: string, rows: number, map: Float32Array | null): Promise<Record<string, unknown> | null> {
    if (this.#python === null) return null;
    const paths = ['x.npy', 'y.npy', 'map.npy'].map((name) => join(this.#folder, name)) as [
      string,
      string,
      string,
    ];
    writeNpy(paths[0], this.codes(rows).values, [rows, count]);
    writeNpy(paths[1], this.#labels.slice(0, rows), [rows]);
    if (map !== null) writeNpy(paths[2], map, [rows, map.length / rows]);
    const script = join(import.meta.dirname, '..', 'peers', 'maps.py');
    return lastJson(this.#python, [script, what, ...paths.slice(0, map === null ? 2 : 3)]);
  }

  /** Removes what Python was given. */
  dispose(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/**
 * Makes a map in two columns with the defaults, but for what `set` holds, and measures it.
 * @returns the map, its seconds, and how many of these the search for neighbours took
 */
export async function mapped(
  projection: Projection,
  name: MapName,
  codes: DenseRows,
  set: Record<string, unknown> = {},
): Promise<{ made: MapResult; seconds: number; neighbours: number }> {
  const began = performance.now();
  const { rows, features: dim } = codes;
  const pace = new Pace();
  let neighbours = 0;
  const made = await projection.make({
    codes,
    train: everyRow(rows),
    labels: new Int32Array(rows).fill(-1),
    columns: 2,
    params: { ...mapDefinition(name).defaults({ rows, dim, classes: 0, columns: 2 }), ...set },
    seed: 0,
    pace,
    async graph(k) {
      const searching = performance.now();
      const graph = await nearestNeighbours(codes, k, pace);
      neighbours = (performance.now() - searching) / 1_000;
      return graph;
    },
    progress: () => undefined,
    live: () => undefined,
    stopRequested: () => false,
  });
  return { made, seconds: (performance.now() - began) / 1_000, neighbours };
}
