import {
  biasAdd,
  biasAddGradient,
  matMul,
  mean,
  mul,
  sigmoid,
  softplus,
  square,
  sub,
  upload,
  type Handle,
} from '../../tensor/index.ts';
import { activate, throughActivation, type Layer } from './layers.ts';

export type Loss = 'mse' | 'binary_crossentropy';

/** A layer's weights inside TensorFlow. */
export interface LayerHandles {
  /** `inputs × outputs`. */
  kernel: Handle;
  /** `outputs`. */
  bias: Handle;
}

/**
 * Puts rows through layers.
 * @param x `rows × inputs of the first layer`
 * @returns `rows × outputs of the last layer`
 */
export function forward(layers: readonly Layer[], weights: readonly LayerHandles[], x: Handle): Handle {
  return layers.reduce((y, layer, i) => activate(layer.activation, affine(y, weights[i])), x);
}

/**
 * Mean loss of rebuilding rows.
 * @param x `rows × features`; between 0 and 1 for `binary_crossentropy`, whose last layer must be a sigmoid
 * @returns one number
 */
export function reconstructionLoss(
  layers: readonly Layer[],
  weights: readonly LayerHandles[],
  loss: Loss,
  x: Handle,
): Handle {
  const before = forward(layers.slice(0, -1), weights, x);
  return output(layers.at(-1), affine(before, weights.at(-1)), loss, x).value;
}

/**
 * Mean loss of rebuilding a batch, and its gradient by every weight, by backpropagation written out.
 * @param x `rows × features`, as for {@link reconstructionLoss}
 * @returns `loss`: one number; `gradients`: kernel and bias of every layer in turn, of their shapes
 * Cost: about 6 · rows · weights operations.
 */
export function lossAndGradients(
  layers: readonly Layer[],
  weights: readonly LayerHandles[],
  loss: Loss,
  x: Handle,
): { loss: Handle; gradients: Handle[] } {
  const inputs = [x];
  for (const [i, layer] of layers.slice(0, -1).entries()) {
    inputs.push(activate(layer.activation, affine(inputs[i] ?? x, weights[i])));
  }
  const last = layers.length - 1;
  const { value, byLogits } = output(layers[last], affine(inputs[last] ?? x, weights[last]), loss, x);
  const gradients: Handle[] = [];
  let dz = byLogits;
  for (let i = last; i >= 0; i--) {
    const input = inputs[i] ?? x;
    gradients.unshift(matMul(input, dz, { transposeA: true }), biasAddGradient(dz));
    const below = layers[i - 1];
    const kernel = weights[i]?.kernel;
    if (below === undefined || kernel === undefined) break;
    dz = throughActivation(below.activation, input, matMul(dz, kernel, { transposeB: true }));
  }
  return { loss: value, gradients };
}

/** The loss at the last layer, and its gradient by that layer's values before activation. */
function output(
  layer: Layer | undefined,
  logits: Handle,
  loss: Loss,
  x: Handle,
): { value: Handle; byLogits: Handle } {
  const count = x.shape.reduce((product, size) => product * size, 1);
  if (loss === 'binary_crossentropy') {
    // From the logits: log(sigmoid) would overflow where the network is sure.
    const value = mean(sub(softplus(logits), mul(x, logits)));
    return { value, byLogits: mul(sub(sigmoid(logits), x), upload(Float32Array.of(1 / count), [])) };
  }
  const activation = layer?.activation ?? 'linear';
  const y = activate(activation, logits);
  const difference = sub(y, x);
  const dy = mul(difference, upload(Float32Array.of(2 / count), []));
  return { value: mean(square(difference)), byLogits: throughActivation(activation, y, dy) };
}

function affine(x: Handle, weights: LayerHandles | undefined): Handle {
  if (weights === undefined) throw new Error('A layer has no weights.');
  return biasAdd(matMul(x, weights.kernel), weights.bias);
}
