/**
 * What autoencoders share: the dense network, and the factory that makes a method of any network. The other kinds are
 * one file each in the folder above.
 */

import { AutoencoderParams } from '../../contract/methods/autoencoder.ts';
import { createDenseAutoencoder } from './factory.ts';

/**
 * A dense autoencoder with a linear code.
 * Source: Hinton and Salakhutdinov 2006, without its layerwise pretraining
 */
export const autoencoder = createDenseAutoencoder({ params: AutoencoderParams });
