import type { NeighbourGraph, Pace } from '../../tensor/index.ts';
import { joined, type EdgeList } from '../edge-list.ts';

/** How near the sum of a row's memberships must come to its target, and steps of the search at most. */
const tolerance = 1e-5;
const searchSteps = 64;
/** Of the mean distance to neighbours: no row's reach is smaller. */
const minReach = 1e-3;
/** Memberships that are worked on between two looks at the messages. */
const piece = 20_000;

/**
 * The distance to each row's nearest other (`rho`), and how fast membership falls beyond it (`sigma`), chosen so that the
 * memberships of its neighbours add up to `log2(neighbours + 1)`.
 * @param graph of `n_neighbors - 1` others a row: umap-learn counts the row among its own neighbours
 * @returns one of each a row
 * @throws IsthmusError `cancelled`
 * Source: McInnes, Healy and Melville 2018, algorithm 3 (local connectivity 1); bounds as in umap-learn 0.5
 */
export async function smoothDistances(
  { rows, k, distances }: NeighbourGraph,
  pace: Pace,
): Promise<{ rho: Float64Array; sigma: Float64Array }> {
  const rho = new Float64Array(rows);
  const sigma = new Float64Array(rows);
  const target = Math.log2(k + 1);
  // The row itself, at distance 0, counts in both means.
  const overall = sum(distances) / (rows * (k + 1));
  const stretch = Math.ceil(piece / k);
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    rho[row] = nearest;
    const mean = nearest > 0 ? sum(own) / (k + 1) : overall;
    sigma[row] = Math.max(reachOf(own, nearest, target), minReach * mean);
    if (row % stretch === 0) await pace.yieldToEventLoop();
  }
  return { rho, sigma };
}

/**
 * The `sigma` by which `exp(-(d - nearest) / sigma)`, at most 1 each, adds up to a target over some distances.
 * @param target above 0; where none comes to it, `sigma` is as small or as large as the search goes
 */
export function reachOf(distances: Float32Array, nearest: number, target: number): number {
  let [low, high, middle] = [0, Infinity, 1];
  for (let step = 0; step < searchSteps; step++) {
    let total = 0;
    for (let i = 0; i < distances.length; i++) {
      const beyond = distances[i] - nearest;
      total += beyond > 0 ? Math.exp(-beyond / middle) : 1;
    }
    if (Math.abs(total - target) < tolerance) break;
    if (total > target) high = middle;
    else low = middle;
    middle = high === Infinity ? middle * 2 : (low + high) / 2;
  }
  return middle;
}

/**
 * How strongly rows belong together: the memberships of both directions joined, `a + b - a · b`.
 * @param graph as {@link smoothDistances} wants it
 * @returns edges of every row in ascending order of the other
 * @throws IsthmusError `cancelled`
 * Source: McInnes, Healy and Melville 2018, algorithms 1 and 2
 * Cost: time and memory linear in the neighbours of all rows.
 */
export async function fuzzySet(graph: NeighbourGraph, pace: Pace): Promise<EdgeList> {
  const { rows, k, indices, distances } = graph;
  const { rho, sigma } = await smoothDistances(graph, pace);
  const strengths = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    strengths.set(membershipsOf(own, rho[row], sigma[row]), row * k);
  }
  return joined(rows, k, indices, strengths, (there, back) => there + back - there * back);
}

/** How strongly a row holds to neighbours at some distances, 0 to 1; see {@link smoothDistances}. */
export function membershipsOf(distances: Float32Array, rho: number, sigma: number): Float64Array {
  return Float64Array.from(distances, (distance) => {
    const beyond = distance - rho;
    return beyond <= 0 || sigma === 0 ? 1 : Math.exp(-beyond / sigma);
  });
}

function sum(values: Float32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
