import type { NeighbourGraph } from '../../tensor/index.ts';
import { joined, type EdgeList } from '../edge-list.ts';

/** How near the entropy must come to that of the perplexity, and steps of the search at most, as in scikit-learn. */
const tolerance = 1e-5;
const searchSteps = 100;

/**
 * How likely rows are to be neighbours: for every row normal densities of its neighbours' distances, as wide as makes
 * their perplexity the one asked for; then the mean of both directions, all adding up to 1.
 * @param graph of about three times as many neighbours as the perplexity
 * @param perplexity 1 to the neighbours
 * Cost: some tens of passes over the neighbours.
 * Source: van der Maaten and Hinton 2008, section 2; sklearn.manifold.TSNE (`_joint_probabilities_nn`)
 */
export function affinities(graph: NeighbourGraph, perplexity: number): EdgeList {
  const { rows, k, indices, distances } = graph;
  const conditional = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) {
    conditional.set(likelihoods(distances.subarray(row * k, (row + 1) * k), Math.log(perplexity)), row * k);
  }
  const edges = joined(rows, k, indices, conditional, (there, back) => there + back);
  const total = edges.weights.reduce((sum, weight) => sum + weight, 0);
  return { ...edges, weights: edges.weights.map((weight) => weight / total) };
}

/** How likely each neighbour is, adding up to 1. */
function likelihoods(distances: Float32Array, entropy: number): Float64Array {
  const squares = Float64Array.from(distances, (distance) => distance * distance);
  const nearest = squares.reduce((least, square) => Math.min(least, square), Infinity);
  let likely = new Float64Array(squares.length);
  let [low, high, precision] = [-Infinity, Infinity, 1];
  for (let step = 0; step < searchSteps; step++) {
    // The nearest is taken away from all, which changes no ratio and keeps the sum above 0.
    likely = squares.map((square) => Math.exp(-(square - nearest) * precision));
    const sum = likely.reduce((total, value) => total + value, 0);
    likely = likely.map((value) => value / sum);
    const mean = likely.reduce((total, value, i) => total + value * (squares[i] - nearest), 0);
    const beyond = Math.log(sum) + precision * mean - entropy;
    if (Math.abs(beyond) <= tolerance) break;
    if (beyond > 0) {
      low = precision;
      precision = high === Infinity ? precision * 2 : (precision + high) / 2;
    } else {
      high = precision;
      precision = low === -Infinity ? precision / 2 : (precision + low) / 2;
    }
  }
  return likely;
}
