import type { UmapParams } from '../../contract/index.ts';
import { Random } from '../../tensor/index.ts';
import { pcaMap } from '../pca.ts';
import type { MapInput } from '../projection.ts';
import type { EdgeList } from '../edge-list.ts';
import { connectedComponents, subgraph } from './parts.ts';
import { spectralStart } from './spectral.ts';

/** Width of the map at the start, and how far rows are shaken so that none lie on one another. */
const width = 10;
const shake = 1e-4;
/** What is said where the start is another than was asked for. */
const several = (parts: number): string =>
  `The neighbour graph has ${parts} connected components: each starts from its own spectral embedding, centred at its principal components.`;
const fallback = 'The map starts from principal components, as a spectral start could not be found.';

/**
 * Where rows set out from: the slowest waves of their edges, or their principal components. Where edges fall into several
 * parts, each part's own waves are put where its principal components are, as large as those.
 * @returns `rows × columns`, from 0 to 10 on every axis; and why it is not what was asked for, if it is not
 * @throws IsthmusError `cancelled`
 * Source: umap-learn 0.5 (`spectral_layout`, `noisy_scale_coords`), but for the parts
 */
export async function startOf(
  { codes, train, columns, seed, pace }: MapInput,
  edges: EdgeList,
  init: UmapParams['init'],
): Promise<{ start: Float32Array; why: string | null }> {
  const parts = init === 'spectral' ? connectedComponents(edges) : [];
  if (parts.length === 1) {
    const waves = edges.rows > columns + 1 ? await spectralStart(edges, columns, seed, pace) : null;
    if (waves !== null) return { start: scaled(Float32Array.from(waves), columns, seed), why: null };
  }
  const start = await pcaMap(codes, train, columns, pace);
  for (const part of parts.length > 1 ? parts : []) {
    const waves =
      part.length > columns + 1 ? await spectralStart(subgraph(edges, part), columns, seed, pace) : null;
    if (waves !== null) putWaves(start, part, waves, columns);
    await pace.yieldToEventLoop();
  }
  const why = parts.length > 1 ? several(parts.length) : parts.length === 1 ? fallback : null;
  return { start: scaled(start, columns, seed), why };
}

/** Puts a part's waves, each of length 1, about its centre in a map, as far from it as its rows are. */
function putWaves(map: Float32Array, part: Int32Array, waves: Float64Array, columns: number): void {
  const centre = new Float64Array(columns);
  for (const row of part) {
    for (let c = 0; c < columns; c++) {
      centre[c] += map[row * columns + c] / part.length;
    }
  }
  let squares = 0;
  for (const row of part) {
    for (let c = 0; c < columns; c++) squares += (map[row * columns + c] - centre[c]) ** 2;
  }
  const size = Math.sqrt(squares / columns);
  part.forEach((row, i) => {
    for (let c = 0; c < columns; c++) {
      map[row * columns + c] = centre[c] + size * waves[i * columns + c];
    }
  });
}

/** Spread over the width along every axis, and shaken. */
function scaled(start: Float32Array, columns: number, seed: number): Float32Array {
  const random = Random.of(seed, 1);
  const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const map = start.map((value) => (largest > 0 ? (value / largest) * width : 0) + shake * random.normal());
  for (let axis = 0; axis < columns; axis++) {
    let [least, most] = [Infinity, -Infinity];
    for (let at = axis; at < map.length; at += columns) {
      least = Math.min(least, map[at]);
      most = Math.max(most, map[at]);
    }
    const spread = most - least || 1;
    for (let at = axis; at < map.length; at += columns) map[at] = (width * (map[at] - least)) / spread;
  }
  return map;
}
