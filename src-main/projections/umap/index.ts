import type { UmapParams } from '../../contract/index.ts';
import { Random } from '../../tensor/index.ts';
import { pcaMap } from '../pca.ts';
import type { MapInput, Projection } from '../projection.ts';
import { fitCurve } from './curve.ts';
import type { Ties } from '../ties.ts';
import { fuzzySet, partsOf } from './fuzzy-set.ts';
import { layOut } from './layout.ts';
import { spectralStart } from './spectral.ts';

/** Width of the map at the start, and how far rows are shaken so that none lie on one another. */
const width = 10;
const shake = 1e-4;

/**
 * Uniform manifold approximation and projection, of all rows.
 * Difference: powers in the forces are tabled, to a hundred-thousandth; a graph in several parts starts from principal
 *   components and not from each part's own waves.
 * Source: McInnes, Healy and Melville 2018, https://doi.org/10.48550/arXiv.1802.03426; defaults of umap-learn 0.5
 */
export const umap: Projection = {
  async make(input) {
    const { codes, columns, seed, pace, progress, stopRequested } = input;
    const params = input.params as unknown as UmapParams;
    const neighbours = Math.max(1, Math.min(params.n_neighbors - 1, codes.rows - 1));
    const ties = fuzzySet(await input.graph(neighbours));
    await pace.breathe();
    progress(0.3, 'Finding where to start', null);
    const { start, why } = await startOf(input, ties, params.init);
    const { a, b } = fitCurve(params.min_dist, params.spread);
    const began = performance.now();
    const { map, epochs } = await layOut(
      ties,
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
      facts: { a, b, ties: ties.others.length / 2, epochs },
      message: [why, stopped].filter((words) => words !== null).join(' ') || null,
    };
  },
};

/** Where rows set out from, within a square of ten by ten; and why it is not what was asked for. */
async function startOf(
  { codes, train, columns, seed, pace }: MapInput,
  ties: Ties,
  init: UmapParams['init'],
): Promise<{ start: Float32Array; why: string | null }> {
  const parts = init === 'spectral' ? partsOf(ties) : 0;
  const waves =
    parts === 1 && codes.rows > columns + 2 ? await spectralStart(ties, columns, seed, pace) : null;
  const start = waves === null ? await pcaMap(codes, train, columns, pace) : Float32Array.from(waves);
  const why =
    init === 'pca' || waves !== null
      ? null
      : parts > 1
        ? `The neighbours fall into ${parts} parts that nothing ties together, so the map starts from principal components.`
        : 'The map starts from principal components, as there are too few samples for a spectral start.';
  return { start: scaled(start, columns, seed), why };
}

/** Spread over the width along every axis, and shaken. */
function scaled(start: Float32Array, columns: number, seed: number): Float32Array {
  const random = new Random(seed);
  const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const map = start.map((value) => (largest > 0 ? (value / largest) * width : 0) + shake * random.normal());
  for (let axis = 0; axis < columns; axis++) {
    let [least, most] = [Infinity, -Infinity];
    for (let at = axis; at < map.length; at += columns) {
      least = Math.min(least, map[at] ?? 0);
      most = Math.max(most, map[at] ?? 0);
    }
    const spread = most - least || 1;
    for (let at = axis; at < map.length; at += columns) map[at] = (width * ((map[at] ?? 0) - least)) / spread;
  }
  return map;
}
