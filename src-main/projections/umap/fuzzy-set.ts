import type { Graph } from '../../tensor/index.ts';
import { joined, type Ties } from '../ties.ts';

/** How near the sum of a row's memberships must come to its target, and steps of the search at most. */
const tolerance = 1e-5;
const searchSteps = 64;
/** Of the mean distance to neighbours: no row's reach is smaller. */
const leastReach = 1e-3;

/**
 * The distance to each row's nearest other (`rho`), and how fast membership falls beyond it (`sigma`), chosen so that the
 * memberships of its neighbours add up to `log2(neighbours + 1)`.
 * @param graph of `n_neighbors - 1` others a row: umap-learn counts the row among its own neighbours
 * @returns one of each a row
 * Source: McInnes, Healy and Melville 2018, algorithm 3 (local connectivity 1)
 */
export function smoothDistances({ rows, k, distances }: Graph): { rho: Float64Array; sigma: Float64Array } {
  const rho = new Float64Array(rows);
  const sigma = new Float64Array(rows);
  const target = Math.log2(k + 1);
  const overall = distances.reduce((total, distance) => total + distance, 0) / Math.max(1, distances.length);
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    let [low, high, middle] = [0, Infinity, 1];
    for (let step = 0; step < searchSteps; step++) {
      let sum = 0;
      for (let i = 0; i < k; i++) {
        const beyond = (own[i] ?? 0) - nearest;
        sum += beyond > 0 ? Math.exp(-beyond / middle) : 1;
      }
      if (Math.abs(sum - target) < tolerance) break;
      if (sum > target) {
        high = middle;
        middle = (low + high) / 2;
      } else {
        low = middle;
        middle = high === Infinity ? middle * 2 : (low + high) / 2;
      }
    }
    const mean = nearest > 0 ? own.reduce((total, distance) => total + distance, 0) / (k + 1) : overall;
    rho[row] = nearest;
    sigma[row] = Math.max(middle, leastReach * mean);
  }
  return { rho, sigma };
}

/**
 * How strongly rows belong together: the memberships of both directions joined, `a + b - a · b`.
 * @param graph as {@link smoothDistances} wants it
 * @returns ties of every row in ascending order of the other
 * Source: McInnes, Healy and Melville 2018, algorithms 1 and 2
 * Cost: linear in the neighbours.
 */
export function fuzzySet(graph: Graph): Ties {
  const { rows, k, indices, distances } = graph;
  const { rho, sigma } = smoothDistances(graph);
  const strengths = new Float64Array(rows * k);
  for (let at = 0; at < strengths.length; at++) {
    const row = Math.floor(at / k);
    const beyond = (distances[at] ?? 0) - (rho[row] ?? 0);
    const reach = sigma[row] ?? 0;
    strengths[at] = beyond <= 0 || reach === 0 ? 1 : Math.exp(-beyond / reach);
  }
  return joined(rows, k, indices, strengths, (there, back) => there + back - there * back);
}

/** How many parts the ties fall into that nothing holds together. */
export function partsOf({ rows, starts, others }: Ties): number {
  const seen = new Uint8Array(rows);
  const waiting = new Int32Array(rows);
  let parts = 0;
  for (let first = 0; first < rows; first++) {
    if (seen[first] === 1) continue;
    parts++;
    seen[first] = 1;
    waiting[0] = first;
    for (let done = 0, count = 1; done < count; done++) {
      const row = waiting[done] ?? 0;
      for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
        const other = others[at] ?? 0;
        if (seen[other] === 1) continue;
        seen[other] = 1;
        waiting[count++] = other;
      }
    }
  }
  return parts;
}
