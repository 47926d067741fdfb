import { z } from 'zod';
import { fieldsOf } from '../fields.ts';
import {
  autoencoderDefaults,
  autoencoderWords,
  AutoencoderParams,
  autoencoderStructure,
  largestDenseProduct,
} from './autoencoder.ts';
import type { MethodDefinition } from './definition.ts';

export const VariationalAutoencoderParams = z.strictObject({
  ...AutoencoderParams.shape,
  beta: z.number().min(0).max(1_000),
  warmup_epochs: z.int().min(0).max(100_000),
});
export type VariationalAutoencoderParams = z.infer<typeof VariationalAutoencoderParams>;

/** A dense autoencoder that learns a distribution of codes. */
export const variationalAutoencoder: MethodDefinition<VariationalAutoencoderParams> = {
  name: 'variational_autoencoder',
  title: 'Variational autoencoder',
  summary:
    'An autoencoder whose codes follow a normal distribution closely, from which new samples can be drawn.',
  source: 'https://arxiv.org/abs/1312.6114',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  prior: true,
  choosesDim: true,
  structure: autoencoderStructure,
  largestProduct: largestDenseProduct,
  params: VariationalAutoencoderParams,
  fields: fieldsOf(VariationalAutoencoderParams, {
    beta: {
      label: 'Beta',
      help: 'Weight of the Kullback-Leibler divergence from a normal distribution beside the reconstruction loss; 1 is the plain VAE.',
    },
    warmup_epochs: {
      label: 'Warm-up epochs',
      help: 'Epochs over which beta rises from 0, so that entries of the code do not collapse early.',
    },
    ...autoencoderWords,
  }),
  defaults(facts, dim) {
    const common = autoencoderDefaults(facts, dim);
    return {
      ...common,
      // Squared error of standardised columns stands for far more noise than they have.
      beta: common.loss === 'mse' ? 0.1 : 1,
      warmup_epochs: Math.round(common.epochs / 5),
    };
  },
};
