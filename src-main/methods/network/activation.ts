import {
  add,
  cast,
  elu,
  eluGradient,
  erf,
  exp,
  greaterEqual,
  mul,
  relu,
  reluGradient,
  scalar,
  sigmoid,
  sigmoidGradient,
  square,
  sub,
  tanh,
  tanhGradient,
  type Handle,
} from '../../tensor/index.ts';
import type { Layer } from './layer.ts';

export type Activation = 'linear' | 'relu' | 'elu' | 'gelu' | 'tanh' | 'sigmoid';

/** An activation as a layer; a linear one is no layer at all. */
export function activation(name: Exclude<Activation, 'linear'>): Layer {
  return {
    parameters: [],
    forward: (x) => activate(name, x),
    forwardTraining(x) {
      const y = activate(name, x);
      return {
        y,
        backward: (dy, toInput) => ({
          gradients: [],
          dx: toInput ? activationGradient(name, x, y, dy) : null,
        }),
        tangent(move) {
          const slope = slopeOf(name, x, y);
          return {
            move: mul(move, slope),
            backward(dMove) {
              const bend = curvature(name, x, y);
              return {
                gradients: [],
                dMove: mul(dMove, slope),
                dx: bend === null ? null : mul(mul(dMove, move), bend),
              };
            },
          };
        },
      };
    },
  };
}

/**
 * Applies an activation to each entry.
 * @param z of any shape
 * @returns `activation(z)`, of the same shape
 */
export function activate(name: Activation, z: Handle): Handle {
  switch (name) {
    case 'linear':
      return z;
    case 'relu':
      return relu(z);
    case 'elu':
      return elu(z);
    case 'gelu':
      return mul(z, normalBelow(z));
    case 'tanh':
      return tanh(z);
    case 'sigmoid':
      return sigmoid(z);
  }
}

/**
 * The loss's gradient by `z`, from that by `y = activation(z)`.
 * @param z of any shape
 * @param y of the same shape
 * @param dy the gradient by `y`, of the same shape
 * @returns of the same shape
 * Source: for GELU Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415, the exact form
 */
export function activationGradient(name: Activation, z: Handle, y: Handle, dy: Handle): Handle {
  switch (name) {
    case 'linear':
      return dy;
    case 'relu':
      return reluGradient(dy, y);
    case 'elu':
      return eluGradient(dy, y);
    case 'gelu':
      return mul(dy, add(normalBelow(z), mul(z, normalDensity(z))));
    case 'tanh':
      return tanhGradient(y, dy);
    case 'sigmoid':
      return sigmoidGradient(y, dy);
  }
}

/** The derivative at every entry. */
function slopeOf(name: Activation, z: Handle, y: Handle): Handle {
  return activationGradient(name, z, y, add(mul(y, scalar(0)), scalar(1)));
}

/** The second derivative at every entry; null where it is 0 everywhere. */
function curvature(name: Activation, z: Handle, y: Handle): Handle | null {
  switch (name) {
    case 'linear':
    case 'relu':
      return null;
    case 'elu':
      // eᶻ = y + 1 below 0, and straight above.
      return mul(add(y, scalar(1)), sub(scalar(1), cast(greaterEqual(y, scalar(0)), 'float32')));
    case 'gelu':
      return mul(normalDensity(z), sub(scalar(2), square(z)));
    case 'tanh':
      return mul(mul(y, sub(scalar(1), square(y))), scalar(-2));
    case 'sigmoid':
      return mul(mul(y, sub(scalar(1), y)), sub(scalar(1), add(y, y)));
  }
}

/** The share of a normal distribution that lies below `z`. */
function normalBelow(z: Handle): Handle {
  return mul(add(erf(mul(z, scalar(Math.SQRT1_2))), scalar(1)), scalar(0.5));
}

function normalDensity(z: Handle): Handle {
  return mul(exp(mul(square(z), scalar(-0.5))), scalar(1 / Math.sqrt(2 * Math.PI)));
}
