import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Artifact } from '../contract/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../store/arrays.ts';
import {
  nearestNeighbours,
  approximateNearestNeighbours,
  type NeighbourGraph,
  type Pace,
  type Rows,
} from '../tensor/index.ts';

const files = {
  indices: 'neighbours.npy',
  distances: 'neighbour-distances.npy',
  recall: 'neighbour-recall.json',
} as const;
/** Neighbours found at least, so that the next who asks for somewhat more finds them there. */
const minKept = 30;

/** When neighbours are no longer looked for among all rows: above so many rows, if so many numbers hold them. */
interface GraphLimits {
  rows: number;
  numbers: number;
}

/** A search of all among all takes some four minutes at 50 features; the index holds its own copy of a gigabyte. */
const usual: GraphLimits = { rows: 500_000, numbers: 250_000_000 };

const KeptRecall = z.object({ share: z.number().min(0).max(1), rows: z.int().min(1) });

/**
 * The neighbours of a representation: found once, kept with its run, and shared by all who need them. Of very many
 * rows they are nearly the true ones, and {@link NeighbourGraph.recall} says how nearly.
 * @param folders `from`: where they are kept, null: nowhere yet; `into`: where they are written if they are found:
 *   `neighbours.npy` (rows × k, int32), `neighbour-distances.npy` (rows × k, float32), and
 *   `neighbour-recall.json` where they are not the true ones
 * @param k neighbours, 1 to `codes.rows - 1`
 * @returns the graph with at least `k` neighbours a row, and the files that were written, none where they were there
 * @throws IsthmusError `bad_input` where there are too few rows; `cancelled`
 */
export async function neighbourGraphOf(
  { from, into }: { from: string | null; into: string },
  codes: Rows,
  k: number,
  pace: Pace,
  progress: (share: number) => void,
  limits = usual,
): Promise<{ graph: NeighbourGraph; artifacts: Artifact[] }> {
  const kept = from === null ? null : await readGraph(from, codes.rows);
  if (kept !== null && kept.k >= k) return { graph: first(kept, k), artifacts: [] };
  const wanted = Math.max(k, Math.min(codes.rows - 1, minKept));
  const many = codes.rows > limits.rows && codes.rows * codes.features <= limits.numbers;
  const nearly = many ? await approximateNearestNeighbours(codes, wanted, pace, progress) : null;
  const graph = nearly ?? (await nearestNeighbours(codes, wanted, pace, progress));
  const shape = [codes.rows, wanted];
  const artifacts = [
    ...(graph.recall === undefined ? [] : [writeJson(join(into, files.recall), graph.recall)]),
    writeNpy(join(into, files.distances), graph.distances, shape),
    writeNpy(join(into, files.indices), graph.indices, shape),
  ];
  return { graph: first(graph, k), artifacts };
}

async function readGraph(folder: string, rows: number): Promise<NeighbourGraph | null> {
  const indices = await readNpyAs(join(folder, files.indices), 'int32');
  const distances = await readNpyAs(join(folder, files.distances), 'float32');
  const k = indices.shape[1] ?? 0;
  if (indices.shape[0] !== rows || distances.shape[0] !== rows || distances.shape[1] !== k) return null;
  const graph = { rows, k, indices: indices.data, distances: distances.data };
  if (!existsSync(join(folder, files.recall))) return graph;
  return { ...graph, recall: KeptRecall.parse(JSON.parse(readFileSync(join(folder, files.recall), 'utf8'))) };
}

/** The same with the first `k` neighbours of each row. */
function first(graph: NeighbourGraph, k: number): NeighbourGraph {
  if (graph.k === k) return graph;
  const indices = new Int32Array(graph.rows * k);
  const distances = new Float32Array(graph.rows * k);
  for (let row = 0; row < graph.rows; row++) {
    indices.set(graph.indices.subarray(row * graph.k, row * graph.k + k), row * k);
    distances.set(graph.distances.subarray(row * graph.k, row * graph.k + k), row * k);
  }
  return { ...graph, k, indices, distances };
}
