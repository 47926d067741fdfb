/**
 * UMAP: the fuzzy graph of neighbours, a spectral start, the layout by stochastic gradient descent, and placing new
 * rows. Source: McInnes, Healy and Melville 2018, https://arxiv.org/abs/1802.03426
 */

import { badInput, type UmapParams } from '../../contract/index.ts';
import type { Projection } from '../projection.ts';
import { fitCurve } from './curve.ts';
import { fuzzySet } from './fuzzy-set.ts';
import { layOut } from './layout.ts';
import { placeRows } from './place.ts';
import { startOf } from './start.ts';

/**
 * Uniform manifold approximation and projection, of all rows.
 * Difference from umap-learn: powers in the forces are tabled, to 1 in 10,000; every pull is followed by the same
 *   number of pushes; edges in several parts start where {@link startOf} says.
 * Source: McInnes, Healy and Melville 2018, https://doi.org/10.48550/arXiv.1802.03426; defaults of umap-learn 0.5
 */
export const umap: Projection = {
  async make(input) {
    const { codes, columns, seed, pace, progress, stopRequested } = input;
    const params = input.params as unknown as UmapParams;
    const { n_neighbors: asked, min_dist: minDist, spread } = params;
    if (minDist > spread) {
      throw badInput(
        `The minimum distance of ${minDist} is above the spread of ${spread}: lower it, or raise the spread.`,
      );
    }
    // Every row is among its own neighbours, as umap-learn counts them.
    const neighbours = Math.min(asked, codes.rows);
    const fewer =
      neighbours < asked
        ? `"n_neighbors" is ${neighbours} and not ${asked}, as there are ${codes.rows} samples.`
        : null;
    const edges = await fuzzySet(await input.graph(neighbours - 1), pace);
    progress(0.3, 'Finding initial positions', null);
    const { start, why } = await startOf(input, edges, params.init);
    const { a, b } = fitCurve(minDist, spread);
    const began = performance.now();
    const { map, epochs } = await layOut(
      edges,
      start,
      columns,
      {
        a,
        b,
        epochs: params.n_epochs,
        negatives: params.negative_sample_rate,
        learningRate: params.learning_rate,
        threads: params.threads,
        seed,
      },
      pace,
      {
        show(positions, epoch) {
          const share = (epoch + 1) / params.n_epochs;
          const left = ((performance.now() - began) / 1_000) * (1 / share - 1);
          progress(0.35 + 0.65 * share, `Epoch ${epoch + 1} of ${params.n_epochs}`, left);
          input.live(positions);
        },
        stopRequested,
      },
    );
    const early = epochs < params.n_epochs;
    const stopped = early ? `Stopped early, as asked, after epoch ${epochs} of ${params.n_epochs}.` : null;
    return {
      map,
      fittedOn: 'all',
      repeatable: params.threads === 'one',
      facts: { a, b, edges: edges.others.length / 2, epochs },
      message: [fewer, why, stopped].filter((words) => words !== null).join(' ') || null,
    };
  },

  place: placeRows,
};
