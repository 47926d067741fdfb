import {
  abs,
  add,
  biasAddGradient,
  maximum,
  mean,
  minimum,
  mul,
  scalar,
  sigmoid,
  softplus,
  square,
  sub,
  type Handle,
} from '../../tensor/index.ts';
import { asItIs, type CodeRule } from './code.ts';
import { contraction } from './contraction.ts';
import type { Draws } from './draws.ts';
import {
  activate,
  affine,
  byKernel,
  intoInput,
  throughActivation,
  type Layer,
  type LayerGradients,
  type LayerHandles,
  type Passed,
} from './layers.ts';

export type Loss = 'mse' | 'binary_crossentropy' | 'huber';

/** What is trained: layers, and what happens between and around them while they are. */
export interface Network {
  layers: readonly Layer[];
  /** How many of the layers are the encoder. */
  encoderLayers: number;
  loss: Loss;
  /** Share of a hidden layer's outputs that each step leaves out; 0: none. */
  dropout: number;
  /** Spoils the input, which is to be rebuilt as it was before. */
  corrupt?: (x: Handle, draws: Draws) => Handle;
  /** What is made of the code layer's outputs; by default they are the code. */
  code?: CodeRule;
  /** How much the squared norm of the encoder's Jacobian counts; 0: not at all. */
  contraction?: number;
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
 * Mean loss of rebuilding rows, without noise; of the penalties only what the code's rule wants watched.
 * @param x `rows × features`; between 0 and 1 for `binary_crossentropy`, whose last layer must be a sigmoid
 * @returns one number
 */
export function reconstructionLoss(net: Network, weights: readonly LayerHandles[], x: Handle): Handle {
  const { layers, encoderLayers, code = asItIs, loss } = net;
  const outputs = forward(layers.slice(0, encoderLayers), weights, x);
  const codes = code.encode(outputs);
  const before = forward(layers.slice(encoderLayers, -1), weights.slice(encoderLayers), codes);
  const { value } = output(layers.at(-1), affine(before, weights.at(-1)), loss, x);
  const watched = code.watched?.(outputs);
  return watched === undefined ? value : add(value, watched);
}

/**
 * Mean loss of rebuilding a batch with all its penalties, and its gradient by every weight, by backpropagation
 * written out.
 * @param x `rows × features`, as for {@link reconstructionLoss}
 * @param draws random numbers for noise, dropout and sampled codes
 * @returns `loss` and its share `penalty` (null: none), one number each; `gradients` a layer
 * Cost: about 6 · rows · weights operations; twice that of the encoder more with a contraction.
 */
export function lossAndGradients(
  net: Network,
  weights: readonly LayerHandles[],
  x: Handle,
  draws: Draws,
): { loss: Handle; penalty: Handle | null; gradients: LayerGradients[] } {
  const { layers, encoderLayers, code = asItIs } = net;
  const encoder = layers.slice(0, encoderLayers);
  const decoder = layers.slice(encoderLayers);
  const decoderWeights = weights.slice(encoderLayers);
  const input = net.corrupt?.(x, draws) ?? x;
  const encoded = pass(encoder, weights, input, net.dropout, draws);
  const stage = code.train(encoded.at(-1)?.y ?? x, draws);
  const decoded = pass(decoder.slice(0, -1), decoderWeights, stage.value, net.dropout, draws, true);
  const before = decoded.at(-1);
  const beforeLast = before === undefined ? stage.value : dropped(before);
  const logits = affine(beforeLast, decoderWeights.at(-1));
  const { value, byLogits } = output(decoder.at(-1), logits, net.loss, x);
  const back = descend(
    decoder,
    decoderWeights,
    [...decoded, { input: beforeLast, z: logits, y: logits, kept: null }],
    byLogits,
    true,
  );
  const codeLayer = encoded.at(-1);
  const byCode = stage.back(back.byInput);
  const bySum =
    codeLayer === undefined
      ? byCode
      : throughActivation(encoder.at(-1)?.activation ?? 'linear', codeLayer.z, codeLayer.y, byCode);
  const front = descend(encoder, weights, encoded, bySum, false);
  const gradients = [...front.gradients, ...back.gradients];
  let penalty = stage.penalty;
  if ((net.contraction ?? 0) > 0) {
    const more = contraction(encoder, weights, encoded, net.contraction ?? 0, draws);
    penalty = penalty === null ? more.value : add(penalty, more.value);
    for (const [i, { kernel, bias }] of more.gradients.entries()) {
      const own = gradients[i];
      if (own !== undefined) gradients[i] = { kernel: add(own.kernel, kernel), bias: add(own.bias, bias) };
    }
  }
  return { loss: penalty === null ? value : add(value, penalty), penalty, gradients };
}

/** Through layers, keeping what the way back needs; dropout acts on hidden layers, not on a code. */
function pass(
  layers: readonly Layer[],
  weights: readonly LayerHandles[],
  x: Handle,
  dropout: number,
  draws: Draws,
  lastIsHidden = false,
): Passed[] {
  const passed: Passed[] = [];
  let input = x;
  for (const [i, layer] of layers.entries()) {
    const z = affine(input, weights[i]);
    const y = activate(layer.activation, z);
    const hidden = lastIsHidden || i < layers.length - 1;
    const kept =
      dropout > 0 && hidden ? mul(draws.keep(y.shape, 1 - dropout), scalar(1 / (1 - dropout))) : null;
    const here = { input, z, y, kept };
    passed.push(here);
    input = dropped(here);
  }
  return passed;
}

function dropped({ y, kept }: Passed): Handle {
  return kept === null ? y : mul(y, kept);
}

/** From the gradient by the last layer's sums back to every weight, and to the first input where that is wanted. */
function descend(
  layers: readonly Layer[],
  weights: readonly LayerHandles[],
  passed: readonly Passed[],
  byLastSum: Handle,
  toInput: boolean,
): { gradients: LayerGradients[]; byInput: Handle } {
  const gradients: LayerGradients[] = [];
  let dz = byLastSum;
  for (let i = layers.length - 1; i >= 0; i--) {
    const [here, below, own] = [passed[i], passed[i - 1], weights[i]];
    if (here === undefined || own === undefined) throw new Error('A layer has no weights.');
    gradients.unshift({ kernel: byKernel(here.input, dz, own), bias: biasAddGradient(dz) });
    if (i === 0 && !toInput) break;
    const byY = intoInput(dz, own);
    if (below === undefined) return { gradients, byInput: byY };
    const before = below.kept === null ? byY : mul(byY, below.kept);
    dz = throughActivation(layers[i - 1]?.activation ?? 'linear', below.z, below.y, before);
  }
  return { gradients, byInput: dz };
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
    return { value, byLogits: mul(sub(sigmoid(logits), x), scalar(1 / count)) };
  }
  const activation = layer?.activation ?? 'linear';
  const y = activate(activation, logits);
  const difference = sub(y, x);
  if (loss === 'huber') {
    // Squares up to a difference of 1, straight beyond: min(|d|, 1) · (|d| - min(|d|, 1) / 2).
    const size = abs(difference);
    const inner = minimum(size, scalar(1));
    const value = mean(mul(inner, sub(size, mul(inner, scalar(0.5)))));
    const dy = mul(maximum(minimum(difference, scalar(1)), scalar(-1)), scalar(1 / count));
    return { value, byLogits: throughActivation(activation, logits, y, dy) };
  }
  const dy = mul(difference, scalar(2 / count));
  return { value: mean(square(difference)), byLogits: throughActivation(activation, logits, y, dy) };
}
