import { DenoisingAutoencoderParams } from '../contract/methods/denoising_autoencoder.ts';
import { add, mul, scalar, sub, type Handle } from '../tensor/index.ts';
import { createDenseAutoencoder } from './autoencoder/factory.ts';
import type { Draws } from './network/draws.ts';

/**
 * A dense autoencoder that is given spoilt samples and compared with the clean ones. Salt and pepper are the values
 * 1 and 0 where outputs end in a sigmoid, and else 2 and -2: the far ends of standardised columns.
 * Source: Vincent et al. 2008, https://doi.org/10.1145/1390156.1390294
 */
export const denoisingAutoencoder = createDenseAutoencoder({
  params: DenoisingAutoencoderParams,
  extras: ({ noise, noise_level, output_activation }) => ({
    corrupt(x, draws) {
      const ends = output_activation === 'sigmoid' ? ([0, 1] as const) : ([-2, 2] as const);
      return spoilt(x, noise, noise_level, ends, draws);
    },
  }),
});

/**
 * Samples with noise.
 * @param x `rows × features`
 * @param level share of the features that are spoilt, or standard deviation of `gaussian` noise; 0 to 1
 * @param ends what `salt_and_pepper` sets features to, each half of the time
 */
export function spoilt(
  x: Handle,
  noise: DenoisingAutoencoderParams['noise'],
  level: number,
  ends: readonly [number, number],
  draws: Draws,
): Handle {
  if (noise === 'gaussian') return add(x, mul(draws.normal(x.shape), scalar(level)));
  const kept = draws.keep(x.shape, 1 - level);
  const clean = mul(x, kept);
  if (noise === 'masking') return clean;
  const [low, high] = ends;
  const value = add(mul(draws.keep(x.shape, 0.5), scalar(high - low)), scalar(low));
  return add(clean, mul(sub(scalar(1), kept), value));
}
