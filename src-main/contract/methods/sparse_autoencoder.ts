import { z } from 'zod';
import {
  autoencoderDefaults,
  autoencoderFields,
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
  fields: [
    {
      name: 'sparsity',
      label: 'Sparsity',
      help: 'Keep the k largest entries of a code, penalise their size, or hold each to a mean activation.',
      type: 'choice',
      choices: [
        { value: 'k_sparse', label: 'k-sparse' },
        { value: 'l1', label: 'L1 penalty' },
        { value: 'kl', label: 'KL to a target' },
      ],
    },
    {
      name: 'active',
      label: 'Active entries',
      help: 'Of k-sparse alone: how many entries of each code are kept.',
      type: 'integer',
      min: 1,
      max: 65_536,
      step: 1,
    },
    {
      name: 'strength',
      label: 'Penalty',
      help: 'Of L1 and KL alone: how much sparsity counts beside the rebuilding.',
      type: 'number',
      min: 0,
      max: 100,
      step: 0.001,
    },
    {
      name: 'target',
      label: 'Target activation',
      help: 'Of KL alone: how much of the time each entry should be on.',
      type: 'number',
      min: 0.001,
      max: 0.999,
      step: 0.05,
    },
    ...autoencoderFields,
  ],
  defaults: (facts, dim) => ({
    ...autoencoderDefaults(facts, dim),
    sparsity: 'k_sparse',
    active: Math.max(1, Math.round(dim / 2)),
    strength: 0.001,
    target: 0.1,
  }),
};
