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
    'Keeps each sample near its neighbours: shows clusters well; distances between clusters say little.',
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
      label: 'Least distance',
      help: 'How close samples may lie together.',
    },
    n_epochs: {
      label: 'Epochs',
      help: 'How often each tie between neighbours is pulled on.',
    },
    init: {
      label: 'Start',
      help: 'From where samples set out: the graph’s own slowest waves, or principal components.',
      choices: {
        spectral: 'Spectral',
        pca: 'Principal components',
      },
    },
    threads: {
      label: 'Threads',
      help: 'One gives the same map for the same seed. All is faster, and no two maps are quite alike.',
      choices: {
        one: 'One: repeatable',
        all: 'All: faster, not repeatable',
      },
    },
    spread: {
      label: 'Spread',
      help: 'How far the samples of the map lie apart on the whole.',
      advanced: true,
    },
    negative_sample_rate: {
      label: 'Strangers a pull',
      help: 'How many samples drawn at random are pushed away for each neighbour that is pulled near.',
      advanced: true,
    },
    learning_rate: {
      label: 'Learning rate',
      help: 'How far samples move at first.',
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
