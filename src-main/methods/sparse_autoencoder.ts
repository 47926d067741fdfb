import { badInput } from '../contract/index.ts';
import { SparseAutoencoderParams } from '../contract/methods/sparse_autoencoder.ts';
import { absolutePenalty, divergencePenalty, kSparse, type Bottleneck } from './network/bottleneck.ts';
import { createDenseAutoencoder } from './autoencoder/factory.ts';

/**
 * A dense autoencoder with few active entries a code: the k largest, or held down by a penalty. With `kl` the code
 * layer ends in a sigmoid, else it is linear.
 * Source: Ng 2011, Sparse autoencoder (CS294A lecture notes); Makhzani and Frey 2013, https://arxiv.org/abs/1312.5663
 */
export const sparseAutoencoder = createDenseAutoencoder({
  params: SparseAutoencoderParams,
  code: ({ sparsity }) => (sparsity === 'kl' ? { activation: 'sigmoid' } : {}),
  extras: (params, dim) => ({ bottleneck: ruleOf(params, dim) }),
});

function ruleOf({ sparsity, active, strength, target }: SparseAutoencoderParams, dim: number): Bottleneck {
  switch (sparsity) {
    case 'l1':
      return absolutePenalty(strength);
    case 'kl':
      return divergencePenalty(strength, target);
    case 'k_sparse':
      if (active > dim) {
        throw badInput(
          `${active} active entries are more than the code size of ${dim}: choose at most ${dim}.`,
        );
      }
      return kSparse(active);
  }
}
