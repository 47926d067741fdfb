import { VariationalAutoencoderParams } from '../contract/methods/variational_autoencoder.ts';
import { blocks, type Pace, type Rows } from '../tensor/index.ts';
import { reparameterized } from './network/bottleneck.ts';
import { createDenseAutoencoder } from './autoencoder/factory.ts';
import type { Facts, FittedMethod } from './method.ts';

/** An entry of the code counts as active where its variance over the samples is above this. */
const active = 0.01;

/**
 * A dense autoencoder that learns a normal distribution of codes a sample; the codes are the means.
 * Source: Kingma and Welling 2014, https://arxiv.org/abs/1312.6114; Higgins et al. 2017, beta-VAE
 */
export const variationalAutoencoder = createDenseAutoencoder({
  params: VariationalAutoencoderParams,
  code: () => ({ outputsPerCode: 2 }),
  extras: ({ beta, warmup_epochs }, dim, features) => ({
    bottleneck: reparameterized(dim, features, beta, warmup_epochs),
  }),
  facts: activeUnits,
});

/**
 * How many entries of the code tell anything of the sample: those whose mean varies over the training rows by more
 * than a variance of 0.01.
 * Source: Burda et al. 2016, https://arxiv.org/abs/1509.00519, section 5
 */
async function activeUnits(fitted: FittedMethod, train: Rows, pace: Pace): Promise<Facts> {
  const { dim } = fitted;
  const sums = new Float64Array(dim);
  const squares = new Float64Array(dim);
  for (const { values } of blocks(train)) {
    fitted.encode(values).forEach((value, at) => {
      const entry = at % dim;
      sums[entry] += value;
      squares[entry] += value * value;
    });
    await pace.yieldToEventLoop();
  }
  const variances = squares.map((total, i) => total / train.rows - (sums[i] / train.rows) ** 2);
  return { active_units: variances.filter((variance) => variance > active).length };
}
