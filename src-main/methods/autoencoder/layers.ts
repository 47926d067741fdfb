import {
  add,
  biasAdd,
  elu,
  eluGradient,
  erf,
  exp,
  matMul,
  mul,
  relu,
  reluGradient,
  scalar,
  sigmoid,
  sigmoidGradient,
  square,
  tanh,
  tanhGradient,
  type Handle,
  type Random,
} from '../../tensor/index.ts';

export type Activation = 'linear' | 'relu' | 'elu' | 'gelu' | 'tanh' | 'sigmoid';

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

/** How a network ends: its code layer and its last layer. */
export interface Ends {
  /** Outputs of the code layer for every entry of a code: 2 where it tells a mean and a variance. */
  outputsPerCode: 1 | 2;
  /** Activation of the code layer. */
  code: Activation;
  /** Activation of the last layer. */
  output: Activation;
}

/**
 * The layers of an autoencoder, encoder first: the decoder mirrors it.
 * @param features of a sample, 1 or more; both the first layer's inputs and the last one's outputs
 * @param hidden the encoder's hidden sizes, from the input inwards; none makes a single layer each way
 * @param dim entries of a code, 1 or more
 * @param activation of the hidden layers
 * @returns `2 · (hidden sizes + 1)` layers
 */
export function mirrored(
  features: number,
  hidden: readonly number[],
  dim: number,
  activation: Activation,
  { outputsPerCode, code, output }: Ends,
): Layer[] {
  const inwards = [features, ...hidden];
  const outwards = [dim, ...[...hidden].reverse()];
  return [
    ...inwards.map((inputs, i) =>
      i < hidden.length
        ? { inputs, outputs: inwards[i + 1] ?? 0, activation }
        : { inputs, outputs: outputsPerCode * dim, activation: code },
    ),
    ...outwards.map((inputs, i) =>
      i < hidden.length
        ? { inputs, outputs: outwards[i + 1] ?? 0, activation }
        : { inputs, outputs: features, activation: output },
    ),
  ];
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
    case 'gelu':
      return mul(z, normalBelow(z));
    case 'tanh':
      return tanh(z);
    case 'sigmoid':
      return sigmoid(z);
  }
}

/** The share of a normal distribution that lies below `z`. */
function normalBelow(z: Handle): Handle {
  return mul(add(erf(mul(z, scalar(Math.SQRT1_2))), scalar(1)), scalar(0.5));
}

/**
 * The loss's gradient by `z`, from that by `y = activation(z)`.
 * @param z of any shape
 * @param y of the same shape
 * @param dy the gradient by `y`, of the same shape
 * @returns of the same shape
 * Source: for GELU Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415, the exact form
 */
export function throughActivation(activation: Activation, z: Handle, y: Handle, dy: Handle): Handle {
  switch (activation) {
    case 'linear':
      return dy;
    case 'relu':
      return reluGradient(dy, y);
    case 'elu':
      return eluGradient(dy, y);
    case 'gelu': {
      const density = mul(exp(mul(square(z), scalar(-0.5))), scalar(1 / Math.sqrt(2 * Math.PI)));
      return mul(dy, add(normalBelow(z), mul(z, density)));
    }
    case 'tanh':
      return tanhGradient(y, dy);
    case 'sigmoid':
      return sigmoidGradient(y, dy);
  }
}

/** A layer's weights inside TensorFlow. */
export interface LayerHandles {
  /** `inputs × outputs`; `outputs × inputs` where `transposed`. */
  kernel: Handle;
  /** `outputs`. */
  bias: Handle;
  /** Whether the kernel is that of the layer it mirrors, turned round (tied weights). */
  transposed?: boolean;
}

/** The gradient by one layer's weights, each of its weights' own shape. */
export interface LayerGradients {
  kernel: Handle;
  bias: Handle;
}

/** What a layer did with a batch: kept for the way back. */
export interface Passed {
  input: Handle;
  z: Handle;
  y: Handle;
  /** What dropout multiplied `y` by, where there was any. */
  kept: Handle | null;
}

/** A layer's sums before its activation. */
export function affine(x: Handle, weights: LayerHandles | undefined): Handle {
  if (weights === undefined) throw new Error('A layer has no weights.');
  return biasAdd(matMul(x, weights.kernel, { transposeB: weights.transposed === true }), weights.bias);
}

/** The gradient by a layer's kernel, in the kernel's own shape. */
export function byKernel(input: Handle, dz: Handle, { transposed }: LayerHandles): Handle {
  return transposed === true
    ? matMul(dz, input, { transposeA: true })
    : matMul(input, dz, { transposeA: true });
}

/** The gradient by a layer's input, from that by its sums. */
export function intoInput(dz: Handle, { kernel, transposed }: LayerHandles): Handle {
  return matMul(dz, kernel, { transposeB: transposed !== true });
}
