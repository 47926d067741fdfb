import { z } from 'zod';
import { fieldsOf } from '../fields.ts';
import type { MapDefinition } from './definition.ts';

export const UmapParams = z.strictObject({
  n_neighbors: z.int().min(2).max(200),
  min_dist: z.number().min(0).max(0.99),
  spread: z.number().min(0.1).max(10),
  n_epochs: z.int().min(1).max(5_000),
  negative_sample_rate: z.int().min(0).max(50),
  learning_rate: z.number().min(0.01).max(10),
  init: z.enum(['spectral', 'pca']),
  threads: z.enum(['one', 'all']),
});
export type UmapParams = z.infer<typeof UmapParams>;

export const umap: MapDefinition<UmapParams> = {
  name: 'umap',
  title: 'UMAP',
  summary:
    'Keeps each sample near its nearest neighbours: shows clusters well; distances between clusters mean little.',
  source: 'https://doi.org/10.48550/arXiv.1802.03426',
  iterative: true,
  seeded: true,
  supervised: false,
  places: true,
  fixed: false,
  unfit: ({ rows }) =>
    rows < 4 ? `UMAP needs at least 4 samples, and there are ${rows}: choose another map.` : null,
  params: UmapParams,
  fields: fieldsOf(UmapParams, {
    n_neighbors: {
      label: 'Neighbours',
      help: 'How many neighbours each sample is kept near: few show detail, many the whole.',
    },
    min_dist: {
      label: 'Minimum distance',
      help: 'The smallest distance that samples have on the map.',
    },
    n_epochs: {
      label: 'Epochs',
      help: 'Passes over the edges of the neighbour graph.',
    },
    init: {
      label: 'Start',
      help: 'Initial positions: a spectral embedding of the neighbour graph, or principal components.',
      choices: {
        spectral: 'Spectral',
        pca: 'Principal components',
      },
    },
    threads: {
      label: 'Threads',
      help: 'One gives the same map for the same seed. All is faster, but not repeatable.',
      choices: {
        one: 'One: repeatable',
        all: 'All: faster, not repeatable',
      },
    },
    spread: {
      label: 'Spread',
      help: 'The scale of the map as a whole.',
      advanced: true,
    },
    negative_sample_rate: {
      label: 'Negative samples',
      help: 'How many samples drawn at random are repelled for each neighbour that is attracted.',
      advanced: true,
    },
    learning_rate: {
      label: 'Learning rate',
      help: 'The initial step size.',
      advanced: true,
    },
  }),
  defaults: ({ rows }) => ({
    n_neighbors: Math.max(2, Math.min(15, rows - 1)),
    min_dist: 0.1,
    spread: 1,
    n_epochs: rows > 10_000 ? 200 : 500,
    negative_sample_rate: 5,
    learning_rate: 1,
    init: 'spectral',
    threads: 'one',
  }),
};
