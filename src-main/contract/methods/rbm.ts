import { z } from 'zod';
import type { DataFacts, Field, MethodDefinition } from './definition.ts';

/** Parameters of contrastive divergence, which every machine of a stack has too. */
export const boltzmannShape = {
  visible: z.enum(['bernoulli', 'gaussian']),
  k: z.int().min(1).max(100),
  persistent: z.boolean(),
};

export const RbmParams = z.strictObject({
  ...boltzmannShape,
  momentum: z.number().min(0).max(0.999),
  weight_decay: z.number().min(0).max(1),
  learning_rate: z.number().positive().max(10),
  schedule: z.enum(['constant', 'cosine', 'step', 'warmup']),
  batch_size: z.int().min(1).max(65_536),
  epochs: z.int().min(1).max(100_000),
  validation_fraction: z.number().min(0).max(0.5),
});
export type RbmParams = z.infer<typeof RbmParams>;

/** Form fields of {@link boltzmannShape}. */
export const boltzmannFields: readonly Field[] = [
  {
    name: 'visible',
    label: 'Visible units',
    help: 'Bernoulli for values between 0 and 1, Gaussian for standardised columns.',
    type: 'choice',
    choices: [
      { value: 'bernoulli', label: 'Bernoulli' },
      { value: 'gaussian', label: 'Gaussian' },
    ],
  },
  {
    name: 'k',
    label: 'Gibbs steps',
    help: 'How often the machine goes from hidden to visible units and back before it is compared with the data (CD-k).',
    type: 'integer',
    min: 1,
    max: 100,
    step: 1,
  },
  {
    name: 'persistent',
    label: 'Persistent chain',
    help: 'Let what the machine dreams go on from step to step, instead of from the data each time.',
    type: 'boolean',
    advanced: true,
  },
];

/** A restricted Boltzmann machine: two layers of stochastic units. */
export const rbm: MethodDefinition<RbmParams> = {
  name: 'rbm',
  title: 'Boltzmann machine',
  summary:
    'Two layers of units that are on by chance (a restricted Boltzmann machine); how likely the hidden ones are on is the code.',
  source: 'https://doi.org/10.1162/089976602760128018',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: ['visible', 'persistent', 'validation_fraction'],
  // Its units are features to be found, on or off: there may be more of them than there are inputs.
  mostDim: () => ({ most: 65_536, bound: 'what a machine of this kind can hold' }),
  suggestedDim: ({ features }) => Math.max(16, Math.min(256, features)),
  largestProduct: ({ features }, dim, params) => RbmParams.parse(params).batch_size * features * dim,
  params: RbmParams,
  fields: [
    ...boltzmannFields,
    {
      name: 'epochs',
      label: 'Epochs',
      help: 'Passes over the training rows.',
      type: 'integer',
      min: 1,
      max: 100_000,
      step: 1,
    },
    {
      name: 'batch_size',
      label: 'Batch size',
      help: 'Rows a step; larger is faster, smaller often better.',
      type: 'integer',
      min: 1,
      max: 65_536,
      step: 1,
    },
    {
      name: 'learning_rate',
      label: 'Learning rate',
      help: 'How far the weights move a step.',
      type: 'number',
      min: 0,
      max: 10,
      step: 0.001,
    },
    {
      name: 'schedule',
      label: 'Rate schedule',
      help: 'Keep the learning rate, let it fall to nothing along a cosine (after a warm-up or without), or by a factor of ten twice.',
      type: 'choice',
      choices: [
        { value: 'constant', label: 'Constant' },
        { value: 'cosine', label: 'Cosine' },
        { value: 'warmup', label: 'Warm-up, then cosine' },
        { value: 'step', label: 'Steps' },
      ],
      advanced: true,
    },
    {
      name: 'momentum',
      label: 'Momentum',
      help: 'The share of the last step that goes on; at most a half in the first five epochs.',
      type: 'number',
      min: 0,
      max: 0.999,
      step: 0.05,
      advanced: true,
    },
    {
      name: 'weight_decay',
      label: 'Weight decay',
      help: 'Draws weights to 0 as an L2 penalty.',
      type: 'number',
      min: 0,
      max: 1,
      step: 0.0001,
      advanced: true,
    },
    {
      name: 'validation_fraction',
      label: 'Validation part',
      help: 'Share of the training rows held back to watch the free energy; the test rows are never used for it.',
      type: 'number',
      min: 0,
      max: 0.5,
      step: 0.05,
      advanced: true,
    },
  ],
  defaults: (facts) => ({ ...boltzmannDefaults(facts), ...rbmCourse(facts) }),
};

/** Which units fit the data: pictures are as good as probabilities, columns of a table are standardised. */
export function boltzmannDefaults({ kind }: DataFacts): {
  visible: 'bernoulli' | 'gaussian';
  k: number;
  persistent: boolean;
} {
  return { visible: kind === 'images' ? 'bernoulli' : 'gaussian', k: 1, persistent: false };
}

/**
 * A rate for data of so many features: what a step changes of the hidden units' inputs grows with their number, so from 800
 * on the rate falls.
 * @param usual for fewer features
 */
export function rateFor({ features }: DataFacts, usual: number): number {
  const rate = usual * Math.min(1, 800 / features);
  return Number(rate.toPrecision(2));
}

function rbmCourse(facts: DataFacts): Omit<RbmParams, 'visible' | 'k' | 'persistent'> {
  const { rows, kind } = facts;
  const batch_size = rows < 5_000 ? 16 : 64;
  const steps = Math.ceil(rows / batch_size);
  return {
    momentum: 0.9,
    weight_decay: 0.0002,
    // Gaussian units have no bound, and come apart at rates that binary ones bear.
    learning_rate: rateFor(facts, kind === 'images' ? 0.05 : 0.005),
    schedule: 'cosine',
    batch_size,
    epochs: Math.max(10, Math.min(60, Math.round(6_000 / steps))),
    validation_fraction: 0.1,
  };
}
