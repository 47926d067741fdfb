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

export const SparseAutoencoderParams = z.strictObject({
  ...AutoencoderParams.shape,
  sparsity: z.enum(['k_sparse', 'l1', 'kl']),
  active: z.int().min(1).max(65_536),
  strength: z.number().min(0).max(100),
  target: z.number().min(0.001).max(0.999),
});
export type SparseAutoencoderParams = z.infer<typeof SparseAutoencoderParams>;

/** A dense autoencoder with few active entries a code. */
export const sparseAutoencoder: MethodDefinition<SparseAutoencoderParams> = {
  name: 'sparse_autoencoder',
  title: 'Sparse autoencoder',
  summary: 'An autoencoder that may use only a few entries of its code for each sample.',
  source: 'https://arxiv.org/abs/1312.5663',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: [...autoencoderStructure, 'sparsity', 'active'],
  largestProduct: largestDenseProduct,
  params: SparseAutoencoderParams,
  fields: fieldsOf(SparseAutoencoderParams, {
    sparsity: {
      label: 'Sparsity',
      help: 'Keep the k largest entries of a code, penalise their absolute values, or hold each to a mean activation.',
      choices: {
        k_sparse: 'k-sparse',
        l1: 'L1 penalty',
        kl: 'KL to a target',
      },
    },
    active: {
      label: 'Active entries',
      help: 'Of k-sparse alone: how many entries of each code are kept.',
    },
    strength: {
      label: 'Penalty',
      help: 'Of L1 and KL alone: weight of the sparsity penalty beside the reconstruction loss.',
    },
    target: {
      label: 'Target activation',
      help: 'Of KL alone: the mean activation that each entry should have.',
    },
    ...autoencoderWords,
  }),
  defaults: (facts, dim) => ({
    ...autoencoderDefaults(facts, dim),
    sparsity: 'k_sparse',
    active: Math.max(1, Math.round(dim / 2)),
    strength: 0.001,
    target: 0.1,
  }),
};
