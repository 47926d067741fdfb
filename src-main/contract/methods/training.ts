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
    help: 'Rows a step; larger is faster, smaller often better.',
  },
  learning_rate: {
    label: 'Learning rate',
    help: 'How far the weights move a step.',
  },
  loss: {
    label: 'Loss',
    help: 'What training makes small: squared error, cross-entropy for values between 0 and 1, or Huber, which minds outliers less.',
    choices: {
      mse: 'Mean squared error',
      binary_crossentropy: 'Binary cross-entropy',
      huber: 'Huber',
    },
  },
  activation: {
    label: 'Activation',
    help: 'Bends the hidden layers; the code layer itself is linear.',
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
    help: 'Sigmoid for values between 0 and 1, linear for all others.',
    choices: {
      sigmoid: 'Sigmoid',
      linear: 'Linear',
    },
    advanced: true,
  },
  schedule: {
    label: 'Rate schedule',
    help: 'Keep the learning rate, let it fall to nothing along a cosine (after a warm-up or without), or by a factor of ten twice.',
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
    help: 'How gradients become steps; SGD wants a larger learning rate, about 0.1.',
    choices: {
      adam: 'Adam',
      adamw: 'AdamW',
      sgd: 'SGD with momentum',
    },
    advanced: true,
  },
  momentum: {
    label: 'Momentum',
    help: 'Of SGD alone: the share of the last step that goes on.',
    advanced: true,
  },
  weight_decay: {
    label: 'Weight decay',
    help: 'Draws weights to 0: apart from the gradient with AdamW, as an L2 penalty otherwise.',
    advanced: true,
  },
  dropout: {
    label: 'Dropout',
    help: 'Share of the hidden outputs left out in each step.',
    advanced: true,
  },
  batch_normalization: {
    label: 'Batch normalisation',
    help: 'Centre and scale the hidden sums by those of the batch: deep networks learn faster.',
    advanced: true,
  },
  patience: {
    label: 'Patience',
    help: 'Stop after so many epochs without a better validation loss; 0 never stops early.',
    advanced: true,
  },
  validation_fraction: {
    label: 'Validation part',
    help: 'Share of the training rows held back to watch the loss; the test rows are never used for it.',
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
