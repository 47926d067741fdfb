import { z } from 'zod';
import type { FieldWords } from '../fields.ts';
import type { DataFacts } from './definition.ts';

/** Parameters of every training in steps along a gradient, exact or estimated. */
export const descentShape = {
  momentum: z.number().min(0).max(0.999),
  weight_decay: z.number().min(0).max(1),
  learning_rate: z.number().positive().max(10),
  schedule: z.enum(['constant', 'cosine', 'step', 'warmup']),
  batch_size: z.int().min(1).max(65_536),
  epochs: z.int().min(1).max(100_000),
};

/** Parameters that every network trained by gradients has. */
export const trainingShape = {
  activation: z.enum(['relu', 'elu', 'gelu', 'tanh', 'sigmoid']),
  output_activation: z.enum(['linear', 'sigmoid']),
  loss: z.enum(['mse', 'binary_crossentropy', 'huber']),
  dropout: z.number().min(0).max(0.9),
  batch_normalization: z.boolean(),
  optimizer: z.enum(['adam', 'adamw', 'sgd']),
  ...descentShape,
  patience: z.int().min(0).max(100_000),
  validation_fraction: z.number().min(0).max(0.5),
};
export type TrainingParams = z.infer<z.ZodObject<typeof trainingShape>>;

/**
 * Those of them that a training which goes on from another must leave as they are: they decide what the weights mean, or
 * which rows were never trained on.
 */
export const trainingStructure = [
  'activation',
  'output_activation',
  'batch_normalization',
  'validation_fraction',
] as const;

/** The words of their form fields. */
export const trainingWords: FieldWords<TrainingParams> = {
  epochs: {
    label: 'Epochs',
    help: 'Passes over the training rows, at most.',
  },
  batch_size: {
    label: 'Batch size',
    help: 'Rows per step; larger is faster, smaller often generalises better.',
  },
  learning_rate: {
    label: 'Learning rate',
    help: 'The step size of the optimiser.',
  },
  loss: {
    label: 'Loss',
    help: 'What training minimises: squared error, cross-entropy for values between 0 and 1, or Huber, which is less sensitive to outliers.',
    choices: {
      mse: 'Mean squared error',
      binary_crossentropy: 'Binary cross-entropy',
      huber: 'Huber',
    },
  },
  activation: {
    label: 'Activation',
    help: 'Activation function of the hidden layers; the code layer itself is linear.',
    choices: {
      relu: 'ReLU',
      elu: 'ELU',
      gelu: 'GELU',
      tanh: 'tanh',
      sigmoid: 'Sigmoid',
    },
    advanced: true,
  },
  output_activation: {
    label: 'Output',
    help: 'Sigmoid for features between 0 and 1, linear otherwise.',
    choices: {
      sigmoid: 'Sigmoid',
      linear: 'Linear',
    },
    advanced: true,
  },
  schedule: {
    label: 'Learning rate schedule',
    help: 'Keep the learning rate constant, decay it to 0 along a cosine (with or without a warm-up), or divide it by ten twice.',
    choices: {
      cosine: 'Cosine',
      warmup: 'Warm-up, then cosine',
      step: 'Steps',
      constant: 'Constant',
    },
    advanced: true,
  },
  optimizer: {
    label: 'Optimizer',
    help: 'How gradients become steps; SGD needs a larger learning rate, about 0.1.',
    choices: {
      adam: 'Adam',
      adamw: 'AdamW',
      sgd: 'SGD with momentum',
    },
    advanced: true,
  },
  momentum: {
    label: 'Momentum',
    help: 'Of SGD alone: the fraction of the last step that is added to the next.',
    advanced: true,
  },
  weight_decay: {
    label: 'Weight decay',
    help: 'Pulls weights towards 0: decoupled from the gradient with AdamW, as an L2 penalty otherwise.',
    advanced: true,
  },
  dropout: {
    label: 'Dropout',
    help: 'Fraction of the hidden units that are dropped in each step.',
    advanced: true,
  },
  batch_normalization: {
    label: 'Batch normalisation',
    help: 'Normalise the inputs of the hidden activations by the mean and variance of the batch: deep networks train faster.',
    advanced: true,
  },
  patience: {
    label: 'Patience',
    help: 'Stop after so many epochs without a better validation loss; 0 never stops early.',
    advanced: true,
  },
  validation_fraction: {
    label: 'Validation fraction',
    help: 'Fraction of the training rows held back to monitor the loss; test rows are never used for it.',
    advanced: true,
  },
};

/** Epochs so that small data sees as many steps as it needs while large data is done in minutes. */
export function trainingDefaults({ rows, features, kind }: DataFacts): TrainingParams {
  const batch_size = rows < 5_000 ? 32 : rows < 20_000 ? 128 : 256;
  const steps = Math.ceil(rows / batch_size);
  return {
    activation: 'relu',
    output_activation: kind === 'images' ? 'sigmoid' : 'linear',
    // Pixel values are as good as probabilities, and cross-entropy learns from them in fewer epochs.
    loss: kind === 'images' ? 'binary_crossentropy' : 'mse',
    dropout: 0,
    batch_normalization: false,
    optimizer: 'adam',
    momentum: 0.9,
    weight_decay: 0,
    // What few inputs bear is too much for the sums of many.
    learning_rate: features <= 128 ? 0.005 : 0.001,
    schedule: 'cosine',
    batch_size,
    epochs: Math.max(20, Math.min(150, Math.round(6_000 / steps))),
    patience: 20,
    validation_fraction: 0.1,
  };
}
