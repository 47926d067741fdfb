import {
  add,
  batchNormalise,
  batchNormaliseGradient,
  mul,
  reshape,
  rsqrt,
  scalar,
  sub,
  type Handle,
} from '../../tensor/index.ts';
import { constant, type Layer, type Parameter } from './layer.ts';

/** Added to a variance before it divides, as in Keras. */
const epsilon = 1e-3;
/** How much of a running mean each step keeps: PyTorch's, so that a short training ends with true figures. */
const memory = 0.9;

/**
 * Batch normalisation: in training every channel less its mean over the batch, over its deviation; afterwards by
 * running means of both; then scaled and moved by what is learned.
 * @param name of the parameters: `<name>-gamma`, `-beta`, `-mean`, `-variance`
 * @param channels of the input's last axis; it has two axes, or four
 * Source: Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
 */
export function batchNormalisation(name: string, channels: number): Layer {
  const parameter = (what: string, value: number, role: Parameter['role']): Parameter => ({
    name: `${name}-${what}`,
    shape: [channels],
    role,
    initialize: () => constant(value, [channels]),
  });
  return {
    parameters: [
      parameter('gamma', 1, 'bias'),
      parameter('beta', 0, 'bias'),
      parameter('mean', 0, 'running'),
      parameter('variance', 1, 'running'),
    ],
    forward(x, own) {
      const [gamma, beta, mean, variance] = four(own);
      const scale = mul(gamma, rsqrt(add(variance, scalar(epsilon))));
      return add(mul(x, scale), sub(beta, mul(mean, scale)));
    },
    forwardTraining(x, own) {
      const [gamma, beta, mean, variance] = four(own);
      const pictures = x.shape.length === 4 ? x : reshape(x, [x.shape[0], 1, 1, channels]);
      const normalised = batchNormalise(pictures, gamma, beta, epsilon);
      return {
        y: pictures === x ? normalised.y : reshape(normalised.y, x.shape),
        running: [null, null, moved(mean, normalised.mean), moved(variance, normalised.variance)],
        backward(dy) {
          const inner = pictures === x ? dy : reshape(dy, pictures.shape);
          const found = batchNormaliseGradient(inner, pictures, gamma, normalised, epsilon);
          return {
            gradients: [found.byScale, found.byOffset, null, null],
            dx: pictures === x ? found.dx : reshape(found.dx, x.shape),
          };
        },
      };
    },
  };
}

function moved(before: Handle, now: Handle): Handle {
  return add(mul(before, scalar(memory)), mul(now, scalar(1 - memory)));
}

function four(own: readonly Handle[]): [Handle, Handle, Handle, Handle] {
  const [gamma, beta, mean, variance] = own;
  if (!gamma || !beta || !mean || !variance) throw new Error('A layer has no weights.');
  return [gamma, beta, mean, variance];
}
