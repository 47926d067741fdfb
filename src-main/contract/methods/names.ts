import { z } from 'zod';

/** The methods, by the names that the command line and records know them by, in the order in which they are offered. */
export const methodNames = [
  'raw',
  'pca',
  'autoencoder',
  'denoising_autoencoder',
  'sparse_autoencoder',
  'contractive_autoencoder',
  'variational_autoencoder',
  'convolutional_autoencoder',
  'rbm',
  'deep_belief_autoencoder',
  'random_projection',
  'linear_discriminant',
] as const;

export const methodName = z.enum(methodNames);
export type MethodName = z.infer<typeof methodName>;
