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

export const DenoisingAutoencoderParams = z.strictObject({
  ...AutoencoderParams.shape,
  noise: z.enum(['masking', 'gaussian', 'salt_and_pepper']),
  noise_level: z.number().min(0).max(1),
});
export type DenoisingAutoencoderParams = z.infer<typeof DenoisingAutoencoderParams>;

/** A dense autoencoder that learns to undo noise. */
export const denoisingAutoencoder: MethodDefinition<DenoisingAutoencoderParams> = {
  name: 'denoising_autoencoder',
  title: 'Denoising autoencoder',
  summary: 'An autoencoder that is given corrupted samples and learns to reconstruct the clean ones.',
  source: 'https://doi.org/10.1145/1390156.1390294',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: autoencoderStructure,
  largestProduct: largestDenseProduct,
  params: DenoisingAutoencoderParams,
  fields: fieldsOf(DenoisingAutoencoderParams, {
    noise: {
      label: 'Noise',
      help: 'Set features to 0, add Gaussian noise, or set them to their minimum or maximum.',
      choices: {
        masking: 'Masking',
        gaussian: 'Gaussian',
        salt_and_pepper: 'Salt and pepper',
      },
    },
    noise_level: {
      label: 'Noise level',
      help: 'Fraction of the features that are corrupted, or the standard deviation of the Gaussian noise.',
    },
    ...autoencoderWords,
  }),
  defaults: (facts, dim) => ({ ...autoencoderDefaults(facts, dim), noise: 'masking', noise_level: 0.25 }),
};
