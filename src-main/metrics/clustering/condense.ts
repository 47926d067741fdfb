import { UnionFind } from './union-find.ts';
import type { SpanningTree } from './reachability.ts';

/** What the rows join to, two by two, the nearest first. Nodes below `rows` are rows; node `rows + i` is what join `i` made. */
interface Joins {
  rows: number;
  left: Int32Array;
  right: Int32Array;
  /** Of every join, the distance it happens at. */
  heights: Float64Array;
  /** Of every node, how many rows are in it. */
  sizes: Int32Array;
}

/** Clusters within one another, from the whole down, and where every row leaves them. */
interface Condensed {
  /** Of every cluster: the one it came from, -1 of the whole. A cluster has a higher number than what it came from. */
  parents: number[];
  /** Of every cluster, how long its rows stay in it, summed. */
  stability: number[];
  /** Of every row: the last cluster that it is in. */
  last: Int32Array;
}

/**
 * Clusters of rows that stay together over the widest range of densities.
 * @param tree the shortest that joins all rows; squared lengths
 * @param smallest rows that a cluster has at least
 * @returns the cluster of every row, the largest cluster first; -1: noise
 * Cost: sorting, and one pass over the tree.
 * Source: Campello, Moulavi and Sander 2013; sklearn.cluster.HDBSCAN (excess of mass, the whole is no cluster)
 */
export function stableClusters(tree: SpanningTree, smallest: number): Int32Array {
  const { parents, stability, last } = condensed(joins(tree), smallest);
  const chosen = mostStable(parents, stability);
  const own = Int32Array.from(parents, () => -1);
  parents.forEach((parent, cluster) => {
    const above = own[parent] ?? -1;
    own[cluster] = above < 0 && chosen[cluster] === true ? cluster : above;
  });
  return bySize(last.map((cluster) => own[cluster]));
}

/** Joins rows along the edges of a tree, the shortest first; among equally short ones those that are nearer in truth. */
function joins({ from, to, lengths, distances }: SpanningTree): Joins {
  const rows = from.length + 1;
  const order = new Int32Array(from.length).map((_, i) => i);
  order.sort((a, b) => lengths[a] - lengths[b] || distances[a] - distances[b] || a - b);
  const made: Joins = {
    rows,
    left: new Int32Array(rows - 1),
    right: new Int32Array(rows - 1),
    heights: new Float64Array(rows - 1),
    sizes: new Int32Array(2 * rows - 1).fill(1),
  };
  const joined = new UnionFind(rows);
  const node = new Int32Array(rows).map((_, row) => row);
  order.forEach((edge, i) => {
    const [a, b] = [joined.of(from[edge]), joined.of(to[edge])];
    made.left[i] = node[a];
    made.right[i] = node[b];
    made.heights[i] = Math.sqrt(lengths[edge]);
    made.sizes[rows + i] = joined.size(a) + joined.size(b);
    node[joined.join(a, b)] = rows + i;
  });
  return made;
}

/** Goes from the whole down: what is smaller than a cluster may be falls out of the one above it. */
function condensed({ rows, left, right, heights, sizes }: Joins, smallest: number): Condensed {
  const found: Condensed = { parents: [-1], stability: [0], last: new Int32Array(rows) };
  const births = [0];
  const cluster = new Int32Array(2 * rows - 1);
  const out = new Uint8Array(2 * rows - 1);
  for (let join = rows - 2; join >= 0; join--) {
    const at = rows + join;
    const own = cluster[at];
    const children = [left[join], right[join]];
    for (const child of children) cluster[child] = own;
    if (out[at] === 1) {
      for (const child of children) out[child] = 1;
      continue;
    }
    const density = 1 / heights[join];
    const stay = children.filter((child) => sizes[child] >= smallest);
    for (const child of children) {
      if (stay.length === 1 && stay[0] === child) continue;
      const rowsOut = sizes[child];
      found.stability[own] += lasting(density, births[own]) * rowsOut;
      if (stay.length === 2) {
        cluster[child] = found.parents.length;
        found.parents.push(own);
        found.stability.push(0);
        births.push(density);
      } else out[child] = 1;
    }
  }
  for (let row = 0; row < rows; row++) found.last[row] = cluster[row];
  return found;
}

/** How long something lasts from one density to another; twins are infinitely dense. */
function lasting(to: number, from: number): number {
  return from === Infinity ? 0 : to - from;
}

/** Clusters that last longer than all that is within them together, never the whole; the uppermost of them are to be kept. */
function mostStable(parents: readonly number[], stability: readonly number[]): boolean[] {
  const best = [...stability];
  const within = parents.map(() => 0);
  const chosen = parents.map(() => true);
  for (let cluster = parents.length - 1; cluster > 0; cluster--) {
    const parts = within[cluster];
    if (parts > best[cluster]) {
      chosen[cluster] = false;
      best[cluster] = parts;
    }
    const parent = parents[cluster];
    within[parent] += best[cluster];
  }
  chosen[0] = false;
  return chosen;
}

/** Numbers clusters anew, the one with most rows first; -1 stays. */
function bySize(assigned: Int32Array): Int32Array {
  const counts = new Map<number, number>();
  for (const cluster of assigned) if (cluster >= 0) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  const order = [...counts].sort(([a, many], [b, more]) => more - many || a - b);
  const number = new Map(order.map(([cluster], i) => [cluster, i]));
  return assigned.map((cluster) => number.get(cluster) ?? -1);
}
