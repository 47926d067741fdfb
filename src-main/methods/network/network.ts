/**
 * Networks: layers with their gradients written out in TensorFlow operations, bottlenecks, losses, encoding and
 * decoding. Nothing here knows how weights are updated.
 */

import { add, type Handle } from '../../tensor/index.ts';
import { activate } from './activation.ts';
import { asItIs, type CodeRule } from './bottleneck.ts';
import { contraction } from './contraction.ts';
import type { Draws } from './draws.ts';
import { addGradients, type Layer, type Passed, type Slot } from './layer.ts';
import { rebuildingLoss, type Loss, type OutputActivation } from './loss.ts';

/** What is trained: layers, and what happens between and around them while they are. */
export interface Network {
  /** From `rows × features` to what the code is made of. */
  encoder: readonly Layer[];
  /** From `rows × dim` to `rows × features`, before the output's activation. */
  decoder: readonly Layer[];
  output: OutputActivation;
  loss: Loss;
  /** Spoils the input, which is to be rebuilt as it was before. */
  corrupt?: (x: Handle, draws: Draws) => Handle;
  /** What is made of the encoder's outputs; by default they are the code. */
  code?: CodeRule;
  /** How much the squared norm of the encoder's Jacobian counts; 0: not at all. */
  contraction?: number;
}

/** The arrays of a network as they are now. */
export type Weights = ReadonlyMap<Slot, Handle>;

/** Every slot of a network once, in the order of its layers. */
export function slotsOf({ encoder, decoder }: Pick<Network, 'encoder' | 'decoder'>): Slot[] {
  return [...new Set([...encoder, ...decoder].flatMap(({ slots }) => slots))];
}

/** Puts rows through trained layers. */
export function forward(layers: readonly Layer[], weights: Weights, x: Handle): Handle {
  return layers.reduce((y, layer) => layer.apply(y, ownOf(layer, weights)), x);
}

/** Codes of samples. `x`: `rows × features` → `rows × dim`. */
export function encode({ encoder, code = asItIs }: Network, weights: Weights, x: Handle): Handle {
  return code.encode(forward(encoder, weights, x));
}

/** Samples from codes. `codes`: `rows × dim` → `rows × features`. */
export function decode({ decoder, output }: Network, weights: Weights, codes: Handle): Handle {
  return activate(output, forward(decoder, weights, codes));
}

/**
 * Mean loss of rebuilding rows, without noise; of the penalties only what the code's rule wants watched.
 * @param x `rows × features`; between 0 and 1 for `binary_crossentropy`
 * @returns one number
 */
export function reconstructionLoss(net: Network, weights: Weights, x: Handle): Handle {
  const { encoder, decoder, code = asItIs, output, loss } = net;
  const outputs = forward(encoder, weights, x);
  const logits = forward(decoder, weights, code.encode(outputs));
  const { value } = rebuildingLoss(logits, output, loss, x);
  const watched = code.watched?.(outputs);
  return watched === undefined ? value : add(value, watched);
}

/** What a batch says of a network. */
export interface Verdict {
  /** One number. */
  loss: Handle;
  /** What of the loss is penalty; null: nothing. */
  penalty: Handle | null;
  /** By every slot that is learnt; where layers share one, of all of them together. */
  gradients: Map<Slot, Handle>;
  /** New values of running slots. */
  running: Map<Slot, Handle>;
}

/**
 * Mean loss of rebuilding a batch with all its penalties, and its gradient by every slot, by backpropagation
 * written out.
 * @param x `rows × features`, as for {@link reconstructionLoss}
 * @param draws random numbers for noise, dropout and sampled codes
 * Cost: about 6 · rows · weights operations; twice that of the encoder more with a contraction.
 */
export function lossAndGradients(net: Network, weights: Weights, x: Handle, draws: Draws): Verdict {
  const { encoder, decoder, code = asItIs } = net;
  const gradients = new Map<Slot, Handle>();
  const running = new Map<Slot, Handle>();
  const encoded = passThrough(encoder, weights, net.corrupt?.(x, draws) ?? x, draws, running);
  const stage = code.train(encoded.at(-1)?.y ?? x, draws);
  const decoded = passThrough(decoder, weights, stage.value, draws, running);
  const logits = decoded.at(-1)?.y ?? stage.value;
  const { value, byLogits } = rebuildingLoss(logits, net.output, net.loss, x);
  const byCode = descend(decoder, decoded, byLogits(), true, gradients);
  descend(encoder, encoded, stage.back(byCode), false, gradients);
  let { penalty } = stage;
  if ((net.contraction ?? 0) > 0) {
    const held = contraction(encoder, encoded, x.shape, net.contraction ?? 0, draws, gradients);
    penalty = penalty === null ? held : add(penalty, held);
  }
  return { loss: penalty === null ? value : add(value, penalty), penalty, gradients, running };
}

function passThrough(
  layers: readonly Layer[],
  weights: Weights,
  x: Handle,
  draws: Draws,
  running: Map<Slot, Handle>,
): Passed[] {
  let input = x;
  return layers.map((layer) => {
    const passed = layer.pass(input, ownOf(layer, weights), draws);
    passed.running?.forEach((value, i) => {
      const slot = layer.slots[i];
      if (value !== null && slot !== undefined) running.set(slot, value);
    });
    input = passed.y;
    return passed;
  });
}

/** From the gradient by the last output back to every slot, and to the first input where that is wanted. */
function descend(
  layers: readonly Layer[],
  passed: readonly Passed[],
  byLast: Handle,
  toInput: boolean,
  gradients: Map<Slot, Handle>,
): Handle {
  let dy = byLast;
  for (let i = layers.length - 1; i >= 0; i--) {
    const [layer, here] = [layers[i], passed[i]];
    if (layer === undefined || here === undefined) throw new Error('A layer was not passed.');
    // Below the first layer that learns there is nothing to find.
    const further = toInput || layers.slice(0, i).some(({ slots }) => slots.length > 0);
    const { gradients: own, dx } = here.back(dy, further);
    addGradients(layer, own, gradients);
    if (dx === null) break;
    dy = dx;
  }
  return dy;
}

function ownOf(layer: Layer, weights: Weights): Handle[] {
  return layer.slots.map((slot) => {
    const own = weights.get(slot);
    if (own === undefined) throw new Error(`${slot.name} has no values.`);
    return own;
  });
}
