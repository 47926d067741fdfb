import {
  abs,
  halfSquares,
  maximum,
  mean,
  minimum,
  mul,
  scalar,
  sigmoid,
  softplus,
  sub,
  type Handle,
} from '../../tensor/index.ts';
import { activate, activationGradient } from './activation.ts';

export type Loss = 'mse' | 'binary_crossentropy' | 'huber';
export type OutputActivation = 'linear' | 'sigmoid';

/**
 * The mean loss of reconstructed samples, and its gradient by the last layer's values before activation.
 * @param logits `rows × features`
 * @param output what makes samples of them; `sigmoid` for `binary_crossentropy`
 * @param x `rows × features`: what was to be reconstructed; between 0 and 1 for `binary_crossentropy`
 * @returns `value`: one number; `dLogits`, made when it is asked for: `rows × features`
 */
export function reconstructionLoss(
  logits: Handle,
  output: OutputActivation,
  loss: Loss,
  x: Handle,
): { value: Handle; dLogits(): Handle } {
  const count = x.shape.reduce((product, size) => product * size, 1);
  if (loss === 'binary_crossentropy') {
    return {
      // From the logits: log(sigmoid) would overflow where the network is sure.
      value: mean(sub(softplus(logits), mul(x, logits))),
      dLogits: () => mul(sub(sigmoid(logits), x), scalar(1 / count)),
    };
  }
  const y = activate(output, logits);
  const difference = sub(y, x);
  const through = (dy: Handle): Handle => activationGradient(output, logits, y, dy);
  if (loss === 'huber') {
    // Squares up to a difference of 1, straight beyond: min(|d|, 1) · (|d| - min(|d|, 1) / 2).
    const size = abs(difference);
    const inner = minimum(size, scalar(1));
    return {
      value: mean(mul(inner, sub(size, mul(inner, scalar(0.5))))),
      dLogits: () => through(mul(maximum(minimum(difference, scalar(1)), scalar(-1)), scalar(1 / count))),
    };
  }
  return {
    value: mul(halfSquares(difference), scalar(2 / count)),
    dLogits: () => through(mul(difference, scalar(2 / count))),
  };
}
