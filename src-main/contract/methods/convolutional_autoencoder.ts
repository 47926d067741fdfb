import { z } from 'zod';
import { fieldsOf } from '../fields.ts';
import type { MethodDefinition } from './definition.ts';
import { trainingDefaults, trainingShape, trainingStructure, trainingWords } from './training.ts';

export const ConvolutionalAutoencoderParams = z.strictObject({
  filters: z.array(z.int().min(1).max(4_096)).min(1).max(6),
  kernel_size: z.int().min(1).max(11),
  downsampling: z.enum(['strides', 'pooling']),
  upsampling: z.enum(['transposed', 'nearest']),
  ...trainingShape,
});
export type ConvolutionalAutoencoderParams = z.infer<typeof ConvolutionalAutoencoderParams>;

/** An autoencoder of convolutions, for pictures. */
export const convolutionalAutoencoder: MethodDefinition<ConvolutionalAutoencoderParams> = {
  name: 'convolutional_autoencoder',
  title: 'Convolutional autoencoder',
  summary:
    'An autoencoder with convolution filters, so that a shape is recognised wherever it is in the picture.',
  source: 'https://doi.org/10.1007/978-3-642-21735-7_7',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: ['filters', 'kernel_size', 'downsampling', 'upsampling', ...trainingStructure],
  unfit: ({ kind }) =>
    kind === 'images'
      ? null
      : 'Convolutional autoencoder needs pictures, and this dataset is a table: choose another method.',
  largestProduct({ shape }, dim, params) {
    const { filters, kernel_size, batch_size } = ConvolutionalAutoencoderParams.parse(params);
    const [height = 1, width = 1, channels = 1] = shape;
    const layers = filters.map((outputs, i) => {
      const pixels = Math.ceil(height / 2 ** (i + 1)) * Math.ceil(width / 2 ** (i + 1));
      const inputs = filters[i - 1] ?? channels;
      return { product: pixels * kernel_size ** 2 * inputs * outputs, flat: pixels * outputs };
    });
    return batch_size * Math.max(...layers.map(({ product }) => product), (layers.at(-1)?.flat ?? 1) * dim);
  },
  params: ConvolutionalAutoencoderParams,
  fields: fieldsOf(ConvolutionalAutoencoderParams, {
    filters: {
      label: 'Filters',
      help: 'How many filters each layer has, from the picture inwards, e.g. 16,32; every layer halves both sides.',
    },
    kernel_size: {
      label: 'Kernel size',
      help: 'Height and width of a filter in pixels.',
    },
    downsampling: {
      label: 'Halving',
      help: 'Strided convolutions, or max pooling over 2 × 2 pixels.',
      choices: {
        strides: 'Strides',
        pooling: 'Max pooling',
      },
      advanced: true,
    },
    upsampling: {
      label: 'Doubling',
      help: 'Transposed convolutions, or nearest-neighbour upsampling followed by a convolution.',
      choices: {
        transposed: 'Transposed convolution',
        nearest: 'Upsampling',
      },
      advanced: true,
    },
    ...trainingWords,
  }),
  defaults(facts) {
    const [height = 1, width = 1] = facts.shape;
    const training = trainingDefaults(facts);
    // Each layer halves the sides; below 4 there is nothing left to look at.
    const layers = Math.max(1, Math.min(3, Math.floor(Math.log2(Math.min(height, width) / 4))));
    return {
      filters: [16, 32, 64].slice(0, layers),
      kernel_size: 3,
      downsampling: 'strides',
      upsampling: 'transposed',
      ...training,
      // A step costs several times a dense one's.
      epochs: Math.max(10, Math.round(training.epochs / 2)),
      learning_rate: 0.002,
    };
  },
};
