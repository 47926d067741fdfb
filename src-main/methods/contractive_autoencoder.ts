import { ContractiveAutoencoderParams } from '../contract/methods/contractive_autoencoder.ts';
import { createDenseAutoencoder } from './autoencoder/factory.ts';

/**
 * A dense autoencoder whose loss counts the squared Frobenius norm of the encoder's Jacobian too.
 * Source: Rifai et al. 2011, Contractive auto-encoders: explicit invariance during feature extraction
 */
export const contractiveAutoencoder = createDenseAutoencoder({
  params: ContractiveAutoencoderParams,
  extras: ({ contraction }) => ({ contraction }),
});
