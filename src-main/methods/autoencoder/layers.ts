import {
  elu,
  eluGradient,
  relu,
  reluGradient,
  sigmoid,
  sigmoidGradient,
  tanh,
  tanhGradient,
  type Handle,
  type Random,
} from '../../tensor/index.ts';

export type Activation = 'linear' | 'relu' | 'elu' | 'tanh' | 'sigmoid';

/** A dense layer: `activation(x · kernel + bias)`. */
export interface Layer {
  inputs: number;
  outputs: number;
  activation: Activation;
}

/** What a layer has learnt. */
export interface Weights {
  /** `inputs × outputs`, row-major. */
  kernel: Float32Array;
  /** `outputs`. */
  bias: Float32Array;
}

/**
 * The layers of an autoencoder, encoder first: the decoder mirrors it, the code is linear.
 * @param features of a sample, 1 or more; both the first layer's inputs and the last one's outputs
 * @param hidden the encoder's hidden sizes, from the input inwards; none makes a single layer each way
 * @param dim entries of a code, 1 or more
 * @param activation of the hidden layers
 * @param output activation of the last layer
 * @returns `2 · (hidden sizes + 1)` layers
 */
export function mirrored(
  features: number,
  hidden: readonly number[],
  dim: number,
  activation: Activation,
  output: Activation,
): Layer[] {
  const sizes = [features, ...hidden, dim, ...[...hidden].reverse(), features];
  const code = hidden.length;
  return sizes.slice(1).map((outputs, i) => ({
    inputs: sizes[i] ?? 0,
    outputs,
    activation: i === code ? 'linear' : i === sizes.length - 2 ? output : activation,
  }));
}

/**
 * First weights: uniform within `±√(6 / (inputs + outputs))`, biases 0.
 * @returns of every layer the kernel, `inputs × outputs`, and the bias, `outputs`
 * Source: Glorot and Bengio 2010, the default of Keras's Dense
 */
export function glorotUniform(layers: readonly Layer[], random: Random): Weights[] {
  return layers.map(({ inputs, outputs }) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    return {
      kernel: Float32Array.from({ length: inputs * outputs }, () => (2 * random.float() - 1) * limit),
      bias: new Float32Array(outputs),
    };
  });
}

/**
 * Applies an activation to each entry.
 * @param z of any shape
 * @returns `activation(z)`, of the same shape
 */
export function activate(activation: Activation, z: Handle): Handle {
  switch (activation) {
    case 'linear':
      return z;
    case 'relu':
      return relu(z);
    case 'elu':
      return elu(z);
    case 'tanh':
      return tanh(z);
    case 'sigmoid':
      return sigmoid(z);
  }
}

/**
 * The loss's gradient by `z`, from that by `y = activation(z)`.
 * @param y of any shape
 * @param dy the gradient by `y`, of the same shape
 * @returns of the same shape
 */
export function throughActivation(activation: Activation, y: Handle, dy: Handle): Handle {
  switch (activation) {
    case 'linear':
      return dy;
    case 'relu':
      return reluGradient(dy, y);
    case 'elu':
      return eluGradient(dy, y);
    case 'tanh':
      return tanhGradient(y, dy);
    case 'sigmoid':
      return sigmoidGradient(y, dy);
  }
}
