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

export const ContractiveAutoencoderParams = z.strictObject({
  ...AutoencoderParams.shape,
  // It mixes the samples of a batch, and so has no Jacobian of one sample.
  batch_normalization: z.literal(false),
  contraction: z.number().min(0).max(100),
});
export type ContractiveAutoencoderParams = z.infer<typeof ContractiveAutoencoderParams>;

/** A dense autoencoder whose codes are held still against small changes of the input. */
export const contractiveAutoencoder: MethodDefinition<ContractiveAutoencoderParams> = {
  name: 'contractive_autoencoder',
  title: 'Contractive autoencoder',
  summary: 'An autoencoder whose code is penalised for changing when the sample changes slightly.',
  source: 'https://icml.cc/2011/papers/455_icmlpaper.pdf',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: autoencoderStructure,
  largestProduct: largestDenseProduct,
  params: ContractiveAutoencoderParams,
  fields: fieldsOf(ContractiveAutoencoderParams, {
    contraction: {
      label: 'Contraction',
      help: "Weight of the squared Frobenius norm of the encoder's Jacobian, per entry of the code.",
    },
    ...autoencoderWords,
  }),
  defaults: (facts, dim) => ({
    ...autoencoderDefaults(facts, dim),
    // A ReLU has no curvature that the penalty could act on; ELU has, and trains as well.
    activation: 'elu',
    batch_normalization: false,
    contraction: 0.001,
  }),
};
