import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../contract/index.ts';
import { readNpyAs, writeNpy } from '../store/arrays.ts';
import { nearestNeighbours, type Graph, type Pace, type Rows } from '../tensor/index.ts';

const files = { indices: 'neighbours.npy', distances: 'neighbour-distances.npy' } as const;
/** Neighbours found at least, so that the next who asks for somewhat more finds them there. */
const leastKept = 30;

/**
 * The neighbours of a representation: found once, kept in its run's folder, and shared by all who need them.
 * @param folder of the run: `neighbours.npy` (rows × k, int32) and `neighbour-distances.npy` (rows × k, float32)
 * @param k neighbours, 1 to `codes.rows - 1`
 * @returns the graph with at least `k` neighbours a row, and the files that were written, none where they were there
 * @throws IsthmusError `bad_input` where there are too few rows; `cancelled`
 */
export async function graphOf(
  folder: string,
  codes: Rows,
  k: number,
  pace: Pace,
  progress: (share: number) => void,
): Promise<{ graph: Graph; artifacts: Artifact[] }> {
  const kept = await readGraph(folder, codes.rows);
  if (kept !== null && kept.k >= k) return { graph: first(kept, k), artifacts: [] };
  const wanted = Math.max(k, Math.min(codes.rows - 1, leastKept));
  const graph = await nearestNeighbours(codes, wanted, pace, progress);
  const shape = [codes.rows, wanted];
  const artifacts = [
    writeNpy(join(folder, files.distances), graph.distances, shape),
    writeNpy(join(folder, files.indices), graph.indices, shape),
  ];
  return { graph: first(graph, k), artifacts };
}

async function readGraph(folder: string, rows: number): Promise<Graph | null> {
  if (Object.values(files).some((name) => !existsSync(join(folder, name)))) return null;
  const indices = await readNpyAs(join(folder, files.indices), 'int32');
  const distances = await readNpyAs(join(folder, files.distances), 'float32');
  const k = indices.shape[1] ?? 0;
  // Written one after the other: a pair that does not belong together is found anew.
  if (indices.shape[0] !== rows || distances.shape[0] !== rows || distances.shape[1] !== k) return null;
  return { rows, k, indices: indices.data, distances: distances.data };
}

/** The same with the first `k` neighbours of each row. */
function first(graph: Graph, k: number): Graph {
  if (graph.k === k) return graph;
  const indices = new Int32Array(graph.rows * k);
  const distances = new Float32Array(graph.rows * k);
  for (let row = 0; row < graph.rows; row++) {
    indices.set(graph.indices.subarray(row * graph.k, row * graph.k + k), row * k);
    distances.set(graph.distances.subarray(row * graph.k, row * graph.k + k), row * k);
  }
  return { rows: graph.rows, k, indices, distances };
}
