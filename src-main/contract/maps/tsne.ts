import { z } from 'zod';
import { fieldsOf } from '../fields.ts';
import type { MapDefinition } from './definition.ts';

export const TsneParams = z.strictObject({
  perplexity: z.number().min(1).max(200),
  n_iter: z.int().min(1).max(20_000),
  early_exaggeration: z.number().min(1).max(100),
  /** 0: the number of samples over the early exaggeration, at least 50, as scikit-learn's `auto`. */
  learning_rate: z.number().min(0).max(1e6),
  init: z.enum(['pca', 'random']),
});
export type TsneParams = z.infer<typeof TsneParams>;

export const tsne: MapDefinition<TsneParams> = {
  name: 'tsne',
  title: 't-SNE',
  summary:
    'Keeps nearest neighbours together: shows clusters best; their sizes and the distances between them mean nothing.',
  source: 'https://www.jmlr.org/papers/v9/vandermaaten08a.html',
  iterative: true,
  seeded: true,
  supervised: false,
  places: false,
  fixed: false,
  unfit: ({ rows }) =>
    rows < 4 ? `t-SNE needs at least 4 samples, and there are ${rows}: choose another map.` : null,
  params: TsneParams,
  fields: fieldsOf(TsneParams, {
    perplexity: {
      label: 'Perplexity',
      help: 'About how many neighbours each sample has; below a third of the samples.',
    },
    n_iter: {
      label: 'Iterations',
      help: 'Iterations in all; early exaggeration lasts for the first quarter of them, 250 at most.',
    },
    init: {
      label: 'Start',
      help: 'Initial positions; principal components preserve the overall arrangement.',
      choices: {
        pca: 'Principal components',
        random: 'Random',
      },
    },
    early_exaggeration: {
      label: 'Early exaggeration',
      help: 'Factor by which neighbours attract more strongly at first.',
      advanced: true,
    },
    learning_rate: {
      label: 'Learning rate',
      help: 'How far samples move per iteration; 0 chooses it by the number of samples.',
      advanced: true,
    },
  }),
  defaults: ({ rows }) => ({
    perplexity: Math.max(1, Math.min(30, Math.floor((rows - 1) / 3))),
    n_iter: 1_000,
    early_exaggeration: 12,
    learning_rate: 0,
    init: 'pca',
  }),
};
