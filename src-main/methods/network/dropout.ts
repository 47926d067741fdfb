import { mul, scalar } from '../../tensor/index.ts';
import type { Layer } from './layer.ts';

/**
 * Leaves out a share of a layer's outputs in every step of the training, and makes the others larger by as much.
 * @param share 0, exclusive, to 1, exclusive
 * Source: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html, scaled in training as in Keras
 */
export function dropout(share: number): Layer {
  return {
    parameters: [],
    forward: (x) => x,
    forwardTraining(x, _, draws) {
      const kept = mul(draws.keep(x.shape, 1 - share), scalar(1 / (1 - share)));
      return {
        y: mul(x, kept),
        backward: (dy, toInput) => ({ gradients: [], dx: toInput ? mul(dy, kept) : null }),
        tangent: (move) => ({
          move: mul(move, kept),
          backward: (dMove) => ({ gradients: [], dMove: mul(dMove, kept), dx: null }),
        }),
      };
    },
  };
}
