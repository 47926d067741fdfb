import { z } from 'zod';
import { fieldsOf } from '../fields.ts';
import { autoencoderDefaults, AutoencoderParams, largestDenseProduct } from './autoencoder.ts';
import type { MethodDefinition } from './definition.ts';
import { boltzmannDefaults, boltzmannShape, boltzmannWords, rateFor } from './rbm.ts';
import { descentShape, trainingDefaults, trainingShape, trainingWords } from './training.ts';

export const DeepBeliefAutoencoderParams = z.strictObject({
  hidden: AutoencoderParams.shape.hidden,
  visible: boltzmannShape.visible,
  k: boltzmannShape.k,
  pretraining_epochs: z.int().min(1).max(10_000),
  pretraining_learning_rate: descentShape.learning_rate,
  code_learning_rate: descentShape.learning_rate,
  loss: trainingShape.loss,
  optimizer: z.enum(['cg', ...trainingShape.optimizer.options]),
  ...descentShape,
  patience: trainingShape.patience,
  validation_fraction: trainingShape.validation_fraction,
});
export type DeepBeliefAutoencoderParams = z.infer<typeof DeepBeliefAutoencoderParams>;

/** A stack of restricted Boltzmann machines, turned into an autoencoder and fine-tuned. */
export const deepBeliefAutoencoder: MethodDefinition<DeepBeliefAutoencoderParams> = {
  name: 'deep_belief_autoencoder',
  title: 'Deep belief autoencoder',
  summary:
    'Restricted Boltzmann machines trained layer by layer, unrolled into an autoencoder and fine-tuned: the recipe of 2006.',
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
  fields: fieldsOf(DeepBeliefAutoencoderParams, {
    hidden: {
      label: 'Hidden layers',
      help: 'Sizes of the encoder between input and code, e.g. 1000,500,250; each is a restricted Boltzmann machine on top of the one before.',
    },
    pretraining_epochs: {
      label: 'Pretraining epochs',
      help: 'Passes over the training rows for each Boltzmann machine, before the whole network is fine-tuned.',
    },
    epochs: trainingWords.epochs,
    batch_size: trainingWords.batch_size,
    learning_rate: trainingWords.learning_rate,
    loss: trainingWords.loss,
    schedule: trainingWords.schedule,
    momentum: trainingWords.momentum,
    weight_decay: trainingWords.weight_decay,
    patience: trainingWords.patience,
    validation_fraction: trainingWords.validation_fraction,
    optimizer: {
      ...trainingWords.optimizer,
      help: 'Of the fine-tuning. Conjugate gradients, as in 2006, have no learning rate and need batches of about 1,000.',
      choices: { ...trainingWords.optimizer.choices, cg: 'Conjugate gradients' },
    },
    visible: { ...boltzmannWords.visible, advanced: true },
    k: { ...boltzmannWords.k, advanced: true },
    pretraining_learning_rate: {
      label: 'Pretraining learning rate',
      help: 'Step size for the weights of the Boltzmann machines.',
      advanced: true,
    },
    code_learning_rate: {
      label: 'Code layer learning rate',
      help: 'Step size for the topmost machine, whose hidden units are linear.',
      advanced: true,
    },
  }),
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
