import { z } from 'zod';
import { fieldsOf, type FieldWords } from '../fields.ts';
import type { DataFacts, MethodDefinition } from './definition.ts';
import { descentShape, trainingShape, trainingWords } from './training.ts';

/** Parameters of contrastive divergence, which every machine of a stack has too. */
export const boltzmannShape = {
  visible: z.enum(['bernoulli', 'gaussian']),
  k: z.int().min(1).max(100),
  persistent: z.boolean(),
};
export type BoltzmannParams = z.infer<z.ZodObject<typeof boltzmannShape>>;

export const RbmParams = z.strictObject({
  ...boltzmannShape,
  ...descentShape,
  validation_fraction: trainingShape.validation_fraction,
});
export type RbmParams = z.infer<typeof RbmParams>;

/** The words of the form fields of {@link boltzmannShape}. */
export const boltzmannWords: FieldWords<BoltzmannParams> = {
  visible: {
    label: 'Visible units',
    help: 'Bernoulli for values between 0 and 1, Gaussian for standardised columns.',
    choices: {
      bernoulli: 'Bernoulli',
      gaussian: 'Gaussian',
    },
  },
  k: {
    label: 'Gibbs steps',
    help: 'Steps of Gibbs sampling between hidden and visible units before the gradient is taken (the k of CD-k).',
  },
  persistent: {
    label: 'Persistent chain',
    help: 'Continue the Gibbs chain from step to step instead of restarting it at the data (persistent contrastive divergence).',
    advanced: true,
  },
};

/** A restricted Boltzmann machine: two layers of stochastic units. */
export const rbm: MethodDefinition<RbmParams> = {
  name: 'rbm',
  title: 'Boltzmann machine',
  summary:
    'Two layers of stochastic units (a restricted Boltzmann machine); the code is the probability that each hidden unit is on.',
  source: 'https://doi.org/10.1162/089976602760128018',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: ['visible', 'persistent', 'validation_fraction'],
  // Its units are features to be found, on or off: there may be more of them than there are inputs.
  maxDim: () => ({ max: 65_536, bound: 'what a machine of this kind can hold' }),
  suggestedDim: ({ features }) => Math.max(16, Math.min(256, features)),
  largestProduct: ({ features }, dim, params) => RbmParams.parse(params).batch_size * features * dim,
  params: RbmParams,
  fields: fieldsOf(RbmParams, {
    ...boltzmannWords,
    epochs: { ...trainingWords.epochs, help: 'Passes over the training rows.' },
    batch_size: trainingWords.batch_size,
    learning_rate: trainingWords.learning_rate,
    schedule: trainingWords.schedule,
    momentum: {
      ...trainingWords.momentum,
      help: 'The fraction of the last step that is added to the next; at most 0.5 in the first five epochs.',
    },
    weight_decay: { ...trainingWords.weight_decay, help: 'Pulls weights towards 0 as an L2 penalty.' },
    validation_fraction: {
      ...trainingWords.validation_fraction,
      help: 'Fraction of the training rows held back to monitor the free energy; test rows are never used for it.',
    },
  }),
  defaults: (facts) => ({ ...boltzmannDefaults(facts), ...rbmCourse(facts) }),
};

/** Which units fit the data: pictures are as good as probabilities, columns of a table are standardised. */
export function boltzmannDefaults({ kind }: DataFacts): BoltzmannParams {
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

function rbmCourse(facts: DataFacts): Omit<RbmParams, keyof BoltzmannParams> {
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
