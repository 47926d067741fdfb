/**
 * The methods: a file or folder each, behind the interface in `method.ts`. `network` holds layers and losses,
 * `training` what trains them; definitions and parameters are in `contract/methods`.
 */

import type { MethodName } from '../contract/index.ts';
import { autoencoder } from './autoencoder/index.ts';
import { contractiveAutoencoder } from './contractive_autoencoder.ts';
import { convolutionalAutoencoder } from './convolutional_autoencoder.ts';
import { deepBeliefAutoencoder } from './deep_belief_autoencoder.ts';
import { denoisingAutoencoder } from './denoising_autoencoder.ts';
import { linearDiscriminant } from './linear_discriminant.ts';
import type { Method } from './method.ts';
import { pca } from './pca.ts';
import { randomProjection } from './random_projection.ts';
import { raw } from './raw.ts';
import { rbm } from './rbm/index.ts';
import { sparseAutoencoder } from './sparse_autoencoder.ts';
import { variationalAutoencoder } from './variational_autoencoder.ts';

export type { FitContext, FittedMethod, Method } from './method.ts';
export type { Checkpoint, Checkpoints } from './training/checkpoint.ts';

/** Every method by its name. */
export const methods: Record<MethodName, Method> = {
  raw,
  pca,
  autoencoder,
  denoising_autoencoder: denoisingAutoencoder,
  sparse_autoencoder: sparseAutoencoder,
  contractive_autoencoder: contractiveAutoencoder,
  variational_autoencoder: variationalAutoencoder,
  convolutional_autoencoder: convolutionalAutoencoder,
  rbm,
  deep_belief_autoencoder: deepBeliefAutoencoder,
  random_projection: randomProjection,
  linear_discriminant: linearDiscriminant,
};
