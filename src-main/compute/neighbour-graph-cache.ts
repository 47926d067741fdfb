import { join } from 'node:path';
import type { Artifact } from '../contract/index.ts';
import { describeFile } from '../store/arrays.ts';
import type { NeighbourGraph, Pace, Rows } from '../tensor/index.ts';
import { graphFiles, neighbourGraphOf } from './neighbour-graph.ts';

/**
 * The neighbours of a representation as {@link neighbourGraphOf} finds or keeps them, with what is to be recorded of their files in
 * either case: they may be there from work that was cancelled before it could tell of them.
 * @throws IsthmusError `cancelled`
 */
export async function cachedNeighbourGraph(
  folder: string,
  codes: Rows,
  k: number,
  pace: Pace,
  progress: (share: number) => void,
): Promise<{ graph: NeighbourGraph; artifacts: Artifact[] }> {
  const { graph, artifacts } = await neighbourGraphOf(folder, codes, k, pace, progress);
  if (artifacts.length > 0) return { graph, artifacts };
  return {
    graph,
    artifacts: await Promise.all(graphFiles(folder).map((name) => describeFile(join(folder, name)))),
  };
}
