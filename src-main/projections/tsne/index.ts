/**
 * t-SNE: affinities from the neighbour graph, the Barnes-Hut tree, and gradient descent on all rows by several
 * threads. Source: van der Maaten 2014, https://jmlr.org/papers/v15/vandermaaten14a.html
 */

import { counted, figure, fixed } from '../../contract/index.ts';
import type { TsneParams } from '../../contract/index.ts';
import { Random } from '../../tensor/index.ts';
import { pcaMap } from '../pca.ts';
import type { MapInput, Projection } from '../projection.ts';
import { affinities } from './affinities.ts';
import { descend } from './descent.ts';

/** Deviation of the start, so small that neighbours find together before negative samples are in their way. */
const startSpread = 1e-4;
/** Neighbours a row, in perplexities. */
const reach = 3;
const minRate = 50;

/**
 * t-distributed stochastic neighbour embedding, of all rows, with forces by Barnes and Hut.
 * Difference from scikit-learn: maps of three columns use the same distribution as those of two (one degree of freedom);
 *   it goes through all iterations, and does not end where the slope becomes small.
 * Source: van der Maaten and Hinton 2008; van der Maaten 2014; sklearn.manifold.TSNE
 */
export const tsne: Projection = {
  async make(input) {
    const { codes, columns, pace, progress, stopRequested } = input;
    const params = input.params as unknown as TsneParams;
    const most = Math.max(1, (codes.rows - 1) / reach);
    const perplexity = Math.min(params.perplexity, most);
    const neighbours = Math.max(1, Math.min(codes.rows - 1, Math.floor(reach * perplexity)));
    const edges = affinities(await input.graph(neighbours), perplexity);
    await pace.yieldToEventLoop();
    const { n_iter: iterations, early_exaggeration: exaggeration } = params;
    const learningRate = params.learning_rate || Math.max(codes.rows / exaggeration / 4, minRate);
    const start = await startOf(input, params.init);
    const began = performance.now();
    const shown = new Float32Array(start.length);
    const descended = await descend(edges, start, columns, { iterations, exaggeration, learningRate }, pace, {
      show(positions, iteration) {
        const share = (iteration + 1) / iterations;
        const left = ((performance.now() - began) / 1_000) * (1 / share - 1);
        progress(0.3 + 0.7 * share, `Iteration ${iteration + 1} of ${iterations}`, left);
        shown.set(positions);
        input.live(shown);
      },
      stopRequested,
    });
    const early = descended.iterations < iterations;
    const stopped = early
      ? `Stopped early, as asked, after iteration ${descended.iterations} of ${iterations}.`
      : null;
    const smaller =
      perplexity < params.perplexity
        ? `The perplexity is ${fixed(perplexity, 1)} and not ${figure(params.perplexity)}, as there are ${counted(codes.rows, 'sample')}.`
        : null;
    return {
      map: Float32Array.from(descended.positions),
      fittedOn: 'all',
      repeatable: true,
      facts: {
        kl_divergence: descended.divergence,
        perplexity,
        iterations: descended.iterations,
      },
      message: [smaller, stopped].filter((words) => words !== null).join(' ') || null,
    };
  },
};

async function startOf(
  { codes, train, columns, seed, pace }: MapInput,
  init: TsneParams['init'],
): Promise<Float64Array> {
  const random = new Random(seed);
  const drawn = (): Float64Array =>
    Float64Array.from({ length: codes.rows * columns }, () => startSpread * random.normal());
  if (init === 'random') return drawn();
  const map = await pcaMap(codes, train, columns, pace);
  let squares = 0;
  let mean = 0;
  for (let at = 0; at < map.length; at += columns) mean += map[at] / codes.rows;
  for (let at = 0; at < map.length; at += columns) squares += (map[at] - mean) ** 2 / codes.rows;
  // Rows that are all the same have no components to start from.
  return squares > 0
    ? Float64Array.from(map, (value) => (value / Math.sqrt(squares)) * startSpread)
    : drawn();
}
