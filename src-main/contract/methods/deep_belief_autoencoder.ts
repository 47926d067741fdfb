import { z } from 'zod';
import { autoencoderDefaults, largestDenseProduct } from './autoencoder.ts';
import type { MethodDefinition } from './definition.ts';
import { boltzmannDefaults, boltzmannFields, boltzmannShape, rateFor } from './rbm.ts';
import { trainingDefaults, trainingFields } from './training.ts';

export const DeepBeliefAutoencoderParams = z.strictObject({
  hidden: z.array(z.int().min(1).max(65_536)).max(8),
  visible: boltzmannShape.visible,
  k: boltzmannShape.k,
  pretraining_epochs: z.int().min(1).max(10_000),
  pretraining_learning_rate: z.number().positive().max(10),
  code_learning_rate: z.number().positive().max(10),
  loss: z.enum(['mse', 'binary_crossentropy', 'huber']),
  optimizer: z.enum(['cg', 'adam', 'adamw', 'sgd']),
  momentum: z.number().min(0).max(0.999),
  weight_decay: z.number().min(0).max(1),
  learning_rate: z.number().positive().max(10),
  schedule: z.enum(['constant', 'cosine', 'step', 'warmup']),
  batch_size: z.int().min(1).max(65_536),
  epochs: z.int().min(1).max(100_000),
  patience: z.int().min(0).max(100_000),
  validation_fraction: z.number().min(0).max(0.5),
});
export type DeepBeliefAutoencoderParams = z.infer<typeof DeepBeliefAutoencoderParams>;

/** Fields of a dense autoencoder that this one has too. */
const shared = [
  'epochs',
  'batch_size',
  'learning_rate',
  'loss',
  'schedule',
  'momentum',
  'weight_decay',
  'patience',
  'validation_fraction',
];

/** A stack of restricted Boltzmann machines, turned into an autoencoder and fine-tuned. */
export const deepBeliefAutoencoder: MethodDefinition<DeepBeliefAutoencoderParams> = {
  name: 'deep_belief_autoencoder',
  title: 'Deep belief autoencoder',
  summary:
    'Boltzmann machines learnt one on top of the other, unrolled into an autoencoder and fine-tuned: the recipe of 2006.',
  source: 'https://doi.org/10.1126/science.1127647',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: [
    'hidden',
    'visible',
    'k',
    'pretraining_epochs',
    'pretraining_learning_rate',
    'code_learning_rate',
    'validation_fraction',
  ],
  largestProduct: largestDenseProduct,
  params: DeepBeliefAutoencoderParams,
  fields: [
    {
      name: 'hidden',
      label: 'Hidden layers',
      help: 'Sizes of the encoder between input and code, e.g. 1000,500,250; each is a Boltzmann machine on top of the last.',
      type: 'sizes',
    },
    {
      name: 'pretraining_epochs',
      label: 'Epochs a machine',
      help: 'Passes over the training rows for each Boltzmann machine, before all are fine-tuned together.',
      type: 'integer',
      min: 1,
      max: 10_000,
      step: 1,
    },
    ...trainingFields.filter(({ name }) => shared.includes(name)),
    {
      name: 'optimizer',
      label: 'Optimizer',
      help: 'Of the fine-tuning. Conjugate gradients, as in 2006, have no learning rate and want batches of 1,000.',
      type: 'choice',
      choices: [
        { value: 'adam', label: 'Adam' },
        { value: 'adamw', label: 'AdamW' },
        { value: 'sgd', label: 'SGD with momentum' },
        { value: 'cg', label: 'Conjugate gradients' },
      ],
      advanced: true,
    },
    ...boltzmannFields
      .filter(({ name }) => name !== 'persistent')
      .map((field) => ({ ...field, advanced: true })),
    {
      name: 'pretraining_learning_rate',
      label: 'Rate of the machines',
      help: 'How far the weights of a Boltzmann machine move a step.',
      type: 'number',
      min: 0,
      max: 10,
      step: 0.01,
      advanced: true,
    },
    {
      name: 'code_learning_rate',
      label: 'Rate of the code layer',
      help: 'The same for the topmost machine, whose units are no longer on or off but numbers.',
      type: 'number',
      min: 0,
      max: 10,
      step: 0.0001,
      advanced: true,
    },
  ],
  defaults(facts, dim) {
    const { visible, k } = boltzmannDefaults(facts);
    const {
      activation: _,
      output_activation: __,
      dropout: ___,
      batch_normalization: ____,
      ...training
    } = trainingDefaults(facts);
    const isSmall = facts.rows < 5_000;
    return {
      ...training,
      hidden: autoencoderDefaults(facts, dim).hidden,
      visible,
      k,
      // So that each machine sees some thousand batches.
      pretraining_epochs: isSmall ? 30 : Math.max(5, Math.min(30, Math.round(300_000 / facts.rows))),
      pretraining_learning_rate: rateFor(facts, visible === 'bernoulli' ? 0.1 : 0.005),
      code_learning_rate: isSmall ? 0.01 : 0.001,
      loss: visible === 'bernoulli' ? 'binary_crossentropy' : 'mse',
      learning_rate: Math.min(0.003, training.learning_rate),
    };
  },
};
