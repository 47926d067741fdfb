/**
 * UMAP of the training pictures of Fashion-MNIST (in the folder that `ISTHMUS_DATA` names), as 50 principal components: seconds
 * with the search for neighbours, by one thread and by all, in turn with scikit-learn's brute-force search for neighbours
 * alone, and how good the map of one thread is by scikit-learn's figures. A JSON line for each number of rows.
 * `ISTHMUS_PYTHON` names a Python with scikit-learn.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { umap as definition, type UmapParams } from '../../src-main/contract/maps/umap.ts';
import type { Made } from '../../src-main/projections/projection.ts';
import { umap } from '../../src-main/projections/umap/index.ts';
import { writeNpy } from '../../src-main/store/arrays.ts';
import {
  DenseRows,
  everyRow,
  loadTensorFlow,
  nearestNeighbours,
  Pace,
  principalComponents,
  projectOnto,
} from '../../src-main/tensor/index.ts';
import { lastJson, median, pythonWith } from './children/processes.ts';

const [features, count, rounds, seed] = [784, 50, 3, 0];
const pace = new Pace();

/** What a file of Fashion-MNIST holds after its header. */
function idx(folder: string, name: string, header: number): Uint8Array {
  return gunzipSync(readFileSync(join(folder, `${name}.gz`))).subarray(header);
}

async function componentsOf(folder: string): Promise<{ x: Float32Array; y: Int32Array }> {
  const pictures = idx(folder, 'train-images-idx3-ubyte', 16);
  const source = new DenseRows(
    Float32Array.from(pictures, (byte) => byte / 255),
    features,
  );
  const x = projectOnto(await principalComponents(source, count, pace), source.values);
  return { x, y: Int32Array.from(idx(folder, 'train-labels-idx1-ubyte', 8)) };
}

async function mapped(
  codes: DenseRows,
  threads: UmapParams['threads'],
): Promise<{ made: Made; seconds: number; neighbours: number }> {
  const began = performance.now();
  let neighbours = 0;
  const { rows } = codes;
  const made = await umap.make({
    codes,
    train: everyRow(rows),
    labels: new Int32Array(rows).fill(-1),
    columns: 2,
    params: { ...definition.defaults({ rows, dim: count, classes: 0, columns: 2 }), threads },
    seed,
    pace,
    async graph(k) {
      const graph = await nearestNeighbours(codes, k, pace);
      neighbours = (performance.now() - began) / 1_000;
      return graph;
    },
    progress: () => undefined,
    live: () => undefined,
    stopRequested: () => false,
  });
  return { made, seconds: (performance.now() - began) / 1_000, neighbours };
}

const data = join(process.env['ISTHMUS_DATA'] ?? '', 'fashion-mnist');
if (!process.env['ISTHMUS_DATA'] || !existsSync(data)) {
  console.log('Skipped: ISTHMUS_DATA names no folder with fashion-mnist in it.');
  process.exit(0);
}
const python = pythonWith('sklearn');
const peer = join(import.meta.dirname, 'peers', 'umap.py');
const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
const [xPath, yPath, mapPath] = ['x.npy', 'y.npy', 'map.npy'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
try {
  await loadTensorFlow();
  const { x, y } = await componentsOf(data);
  for (const rows of [10_000, 60_000]) {
    const codes = new DenseRows(x.slice(0, rows * count), count);
    writeNpy(xPath, codes.values, [rows, count]);
    writeNpy(yPath, y.slice(0, rows), [rows]);
    const seconds: Record<'one' | 'neighbours' | 'all' | 'peer', number[]> = {
      one: [],
      neighbours: [],
      all: [],
      peer: [],
    };
    for (let round = 0; round < rounds; round++) {
      const one = await mapped(codes, 'one');
      seconds.one.push(one.seconds);
      seconds.neighbours.push(one.neighbours);
      writeNpy(mapPath, one.made.map, [rows, 2]);
      const found = python === null ? null : await lastJson(python, [peer, 'neighbours', xPath]);
      if (found !== null) seconds.peer.push(Number(found['seconds']));
      seconds.all.push((await mapped(codes, 'all')).seconds);
    }
    const [one, all] = [median(seconds.one), median(seconds.all)];
    const theirs = seconds.peer.length > 0 ? median(seconds.peer) : null;
    const scores = python === null ? null : await lastJson(python, [peer, 'score', xPath, yPath, mapPath]);
    console.log(
      JSON.stringify({
        bench: 'umap',
        rows,
        features: count,
        seconds: one,
        of_these_neighbours: median(seconds.neighbours),
        seconds_all_threads: all,
        sklearn_neighbours_seconds: theirs,
        ratio: theirs === null ? null : one / theirs,
        ratio_all_threads: theirs === null ? null : all / theirs,
        ...scores,
      }),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
