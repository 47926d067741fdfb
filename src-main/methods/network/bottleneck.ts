import {
  abs,
  add,
  cast,
  columns,
  concatColumns,
  div,
  exp,
  placeholder,
  greaterEqual,
  largest,
  log,
  maximum,
  mean,
  minimum,
  mul,
  scalar,
  sign,
  square,
  sub,
  sum,
  type Handle,
} from '../../tensor/index.ts';
import type { Draws } from './draws.ts';

/** What a training step makes of the code layer's outputs. */
interface BottleneckStep {
  /** What the decoder is given: `rows × dim`. */
  value: Handle;
  /** What is added to the loss; null: nothing. */
  penalty: Handle | null;
  /** The loss's gradient by the code layer's outputs, from that by `value`; with the penalty's own. */
  backward(dValue: Handle): Handle;
}

/** What lies between encoder and decoder. */
export interface Bottleneck {
  /** The code of a sample, without chance. `outputs`: what the code layer gives → `rows × dim`. */
  encode(outputs: Handle): Handle;
  train(outputs: Handle, draws: Draws): BottleneckStep;
  /** The part of the penalty that validation counts too, at its full weight: one number. */
  watched?(outputs: Handle): Handle;
  /** Told before every epoch, counted from 1. */
  beginEpoch?(epoch: number): void;
}

/** The code layer's outputs are the code. */
export const identity: Bottleneck = {
  encode: (outputs) => outputs,
  train: (outputs) => ({ value: outputs, penalty: null, backward: (dValue) => dValue }),
};

/**
 * Adds `strength` times the mean size of a code's entries to the loss, which drives most of them to 0.
 * @param strength 0 or more
 * Source: Ng 2011, Sparse autoencoder (CS294A lecture notes), with the L1 norm
 */
export function absolutePenalty(strength: number): Bottleneck {
  return {
    encode: identity.encode,
    train(h) {
      const share = scalar(strength / sizeOf(h));
      return {
        value: h,
        penalty: mul(mean(abs(h)), scalar(strength)),
        backward: (dValue) => add(dValue, mul(sign(h), share)),
      };
    },
  };
}

/** Mean activations are held this far from 0 and 1, where the divergence has no end. */
const margin = 1e-6;

/**
 * Adds `strength` times the mean, over the code's units, of the Kullback-Leibler divergence between a unit that is
 * on with probability `target` and one that is on as often as this unit was in the batch.
 * @param target 0 to 1, exclusive; the code layer must end in a sigmoid
 * Source: Ng 2011, Sparse autoencoder (CS294A lecture notes)
 */
export function divergencePenalty(strength: number, target: number): Bottleneck {
  return {
    encode: identity.encode,
    train(h) {
      const [rows = 1, dim = 1] = h.shape;
      const on = maximum(minimum(mean(h, [0]), scalar(1 - margin)), scalar(margin));
      const off = sub(scalar(1), on);
      const entropy = target * Math.log(target) + (1 - target) * Math.log(1 - target);
      const cross = add(mul(log(on), scalar(target)), mul(log(off), scalar(1 - target)));
      const slope = sub(div(scalar(1 - target), off), div(scalar(target), on));
      return {
        value: h,
        penalty: mul(sub(scalar(entropy), mean(cross)), scalar(strength)),
        backward: (dValue) => add(dValue, mul(slope, scalar(strength / (rows * dim)))),
      };
    },
  };
}

/**
 * Keeps the `active` largest entries of every code and makes the others 0, in training and after.
 * @param active 1 to the code size
 * Source: Makhzani and Frey 2013, https://arxiv.org/abs/1312.5663
 */
export function kSparse(active: number): Bottleneck {
  const mask = (h: Handle): Handle =>
    cast(greaterEqual(h, columns(largest(h, active), active - 1, 1)), 'float32');
  return {
    encode: (outputs) => mul(outputs, mask(outputs)),
    train(h) {
      const kept = mask(h);
      return { value: mul(h, kept), penalty: null, backward: (dValue) => mul(dValue, kept) };
    },
  };
}

/**
 * The code layer tells a mean and the logarithm of a variance an entry; training draws the code from them, and
 * adds `beta` times the divergence from a standard normal, a feature. The code of a sample is its mean.
 * @param dim entries of a code; the code layer has `2 · dim` outputs, means first
 * @param features by which the divergence is divided, as the loss of reconstructing is a mean over them
 * @param warmup epochs over which `beta` grows from nothing; 0: at once
 * Source: Kingma and Welling 2014, https://arxiv.org/abs/1312.6114; beta: Higgins et al. 2017; warm-up: Sønderby
 *   et al. 2016, https://arxiv.org/abs/1602.02282
 */
export function reparameterized(dim: number, features: number, beta: number, warmup: number): Bottleneck {
  let weight = warmup > 0 ? 0 : beta;
  const divergence = (means: Handle, logs: Handle): Handle =>
    sum(sub(add(square(means), exp(logs)), add(logs, scalar(1))));
  return {
    encode: (outputs) => columns(outputs, 0, dim),
    watched: (outputs) =>
      mul(
        divergence(columns(outputs, 0, dim), columns(outputs, dim, dim)),
        scalar(beta / (outputs.shape[0] * features) / 2),
      ),
    beginEpoch(epoch) {
      weight = warmup > 0 ? beta * Math.min(1, (epoch - 1) / warmup) : beta;
    },
    train(outputs, draws) {
      const rows = outputs.shape[0];
      const means = columns(outputs, 0, dim);
      const logs = columns(outputs, dim, dim);
      const deviations = exp(mul(logs, scalar(0.5)));
      const noise = draws.normal(means.shape);
      // The weight grows from epoch to epoch.
      const share = placeholder(() => Float32Array.of(weight / (rows * features)), []);
      const half = mul(share, scalar(0.5));
      return {
        value: add(means, mul(deviations, noise)),
        penalty: mul(divergence(means, logs), half),
        backward(dValue) {
          const byMeans = add(dValue, mul(means, share));
          const byLogs = add(
            mul(mul(dValue, noise), mul(deviations, scalar(0.5))),
            mul(sub(square(deviations), scalar(1)), half),
          );
          return concatColumns([byMeans, byLogs]);
        },
      };
    },
  };
}

function sizeOf({ shape }: Handle): number {
  return shape.reduce((product, size) => product * size, 1);
}
