/**
 * Networks: layers with their gradients written out in TensorFlow operations, bottlenecks, losses, encoding and
 * decoding. Nothing here knows how weights are updated.
 */

import { add, type Handle } from '../../tensor/index.ts';
import { activate } from './activation.ts';
import { identity, type Bottleneck } from './bottleneck.ts';
import { contraction } from './contraction.ts';
import type { Draws } from './draws.ts';
import { addGradients, type Layer, type ForwardResult, type Parameter } from './layer.ts';
import { reconstructionLoss, type Loss, type OutputActivation } from './loss.ts';

/** What is trained: layers, and what happens between and around them while they are. */
export interface Network {
  /** From `rows × features` to what the code is made of. */
  encoder: readonly Layer[];
  /** From `rows × dim` to `rows × features`, before the output's activation. */
  decoder: readonly Layer[];
  output: OutputActivation;
  loss: Loss;
  /** Spoils the input, which is to be reconstructed as it was before. */
  corrupt?: (x: Handle, draws: Draws) => Handle;
  /** What is made of the encoder's outputs; by default they are the code. */
  bottleneck?: Bottleneck;
  /** How much the squared norm of the encoder's Jacobian counts; 0: not at all. */
  contraction?: number;
}

/** The arrays of a network as they are now. */
export type Weights = ReadonlyMap<Parameter, Handle>;

/** Every parameter of a network once, in the order of its layers. */
export function parametersOf({ encoder, decoder }: Pick<Network, 'encoder' | 'decoder'>): Parameter[] {
  return [...new Set([...encoder, ...decoder].flatMap(({ parameters }) => parameters))];
}

/** Puts rows through trained layers. */
export function forward(layers: readonly Layer[], weights: Weights, x: Handle): Handle {
  return layers.reduce((y, layer) => layer.forward(y, ownOf(layer, weights)), x);
}

/** Codes of samples. `x`: `rows × features` → `rows × dim`. */
export function encode({ encoder, bottleneck = identity }: Network, weights: Weights, x: Handle): Handle {
  return bottleneck.encode(forward(encoder, weights, x));
}

/** Samples from codes. `codes`: `rows × dim` → `rows × features`. */
export function decode({ decoder, output }: Network, weights: Weights, codes: Handle): Handle {
  return activate(output, forward(decoder, weights, codes));
}

/**
 * Mean loss of reconstructing rows, without noise; of the penalties only what the code's rule wants watched.
 * @param x `rows × features`; between 0 and 1 for `binary_crossentropy`
 * @returns one number
 */
export function evaluationLoss(net: Network, weights: Weights, x: Handle): Handle {
  const { encoder, decoder, bottleneck = identity, output, loss } = net;
  const outputs = forward(encoder, weights, x);
  const logits = forward(decoder, weights, bottleneck.encode(outputs));
  const { value } = reconstructionLoss(logits, output, loss, x);
  const watched = bottleneck.watched?.(outputs);
  return watched === undefined ? value : add(value, watched);
}

/** What a batch says of a network. */
export interface LossAndGradients {
  /** One number. */
  loss: Handle;
  /** What of the loss is penalty; null: nothing. */
  penalty: Handle | null;
  /** By every parameter that is learned; where layers share one, of all of them together. */
  gradients: Map<Parameter, Handle>;
  /** New values of running parameters. */
  running: Map<Parameter, Handle>;
}

/**
 * Mean loss of reconstructing a batch with all its penalties, and its gradient by every parameter, by backpropagation
 * written out.
 * @param x `rows × features`, as for {@link evaluationLoss}
 * @param draws random numbers for noise, dropout and sampled codes
 * Cost: about 6 · rows · weights operations; twice that of the encoder more with a contraction.
 */
export function lossAndGradients(net: Network, weights: Weights, x: Handle, draws: Draws): LossAndGradients {
  const { encoder, decoder, bottleneck = identity } = net;
  const gradients = new Map<Parameter, Handle>();
  const running = new Map<Parameter, Handle>();
  const encoded = forwardAll(encoder, weights, net.corrupt?.(x, draws) ?? x, draws, running);
  const stage = bottleneck.train(encoded.at(-1)?.y ?? x, draws);
  const decoded = forwardAll(decoder, weights, stage.value, draws, running);
  const logits = decoded.at(-1)?.y ?? stage.value;
  const { value, dLogits } = reconstructionLoss(logits, net.output, net.loss, x);
  const dCode = backpropagate(decoder, decoded, dLogits(), true, gradients);
  backpropagate(encoder, encoded, stage.backward(dCode), false, gradients);
  let { penalty } = stage;
  if ((net.contraction ?? 0) > 0) {
    const held = contraction(encoder, encoded, x.shape, net.contraction ?? 0, draws, gradients);
    penalty = penalty === null ? held : add(penalty, held);
  }
  return { loss: penalty === null ? value : add(value, penalty), penalty, gradients, running };
}

function forwardAll(
  layers: readonly Layer[],
  weights: Weights,
  x: Handle,
  draws: Draws,
  running: Map<Parameter, Handle>,
): ForwardResult[] {
  let input = x;
  return layers.map((layer) => {
    const passed = layer.forwardTraining(input, ownOf(layer, weights), draws);
    passed.running?.forEach((value, i) => {
      const parameter = layer.parameters[i];
      if (value !== null && parameter !== undefined) running.set(parameter, value);
    });
    input = passed.y;
    return passed;
  });
}

/** From the gradient by the last output back to every parameter, and to the first input where that is wanted. */
function backpropagate(
  layers: readonly Layer[],
  passed: readonly ForwardResult[],
  dLast: Handle,
  toInput: boolean,
  gradients: Map<Parameter, Handle>,
): Handle {
  let dy = dLast;
  for (let i = layers.length - 1; i >= 0; i--) {
    const [layer, here] = [layers[i], passed[i]];
    if (layer === undefined || here === undefined) throw new Error('A layer was not passed.');
    // Below the first layer that learns there is nothing to find.
    const further = toInput || layers.slice(0, i).some(({ parameters }) => parameters.length > 0);
    const { gradients: own, dx } = here.backward(dy, further);
    addGradients(layer, own, gradients);
    if (dx === null) break;
    dy = dx;
  }
  return dy;
}

function ownOf(layer: Layer, weights: Weights): Handle[] {
  return layer.parameters.map((parameter) => {
    const own = weights.get(parameter);
    if (own === undefined) throw new Error(`${parameter.name} has no values.`);
    return own;
  });
}
