import { add, type Handle, type Random } from '../../tensor/index.ts';
import type { Draws } from './draws.ts';

/** An array that training changes. Two layers that share one (tied weights) name the same object. */
export interface Slot {
  /** Unique in a network, and the name of the file the array is kept in: `encoder-0-kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * `kernel`: moved by its gradient, and drawn to 0 by weight decay; `bias`: moved, never drawn; `running`: a running
   * mean that the layer itself keeps.
   */
  readonly role: 'kernel' | 'bias' | 'running';
  /** Its first values, row-major. */
  first(random: Random): Float32Array;
}

/** A part of a network: what it does to a batch, and how gradients find their way back through it. */
export interface Layer {
  /** What it has learnt; none for an activation. */
  readonly slots: readonly Slot[];
  /**
   * What it does once it is trained.
   * @param own the arrays of its slots, in their order
   */
  apply(x: Handle, own: readonly Handle[]): Handle;
  /** What it does in training, where chance and the batch's own statistics may have a part in it. */
  pass(x: Handle, own: readonly Handle[], draws: Draws): Passed;
}

/** What a layer did with a batch. */
export interface Passed {
  readonly y: Handle;
  /** New values of its running slots, in the order of all its slots; null for those that are learnt. */
  readonly running?: readonly (Handle | null)[];
  /**
   * The way back.
   * @param dy the loss's gradient by `y`
   * @param toInput whether the gradient by the input is wanted
   */
  back(dy: Handle, toInput: boolean): Back;
  /**
   * How the output moves when the input does, along a direction given for every sample, and the way back from that:
   * for the contractive penalty. Only layers that treat every sample for itself have it.
   * @param move of the input's shape
   */
  tangent?(move: Handle): Tangent;
}

/** The loss's gradients by what went into a layer. */
interface Back {
  /** By its slots, in their order; null for running ones. */
  gradients: readonly (Handle | null)[];
  /** By its input; null where it was not wanted. */
  dx: Handle | null;
}

/** A movement of a layer's output. */
export interface Tangent {
  /** The Jacobian of `y` times the movement of `x`. */
  readonly move: Handle;
  /** From a gradient by `move`: those by the slots, by the input's movement, and by the input (null: 0). */
  back(byMove: Handle): Back & { byMove: Handle };
}

/** Values of a slot that start at one number. */
export function constant(value: number, shape: readonly number[]): Float32Array {
  return new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value);
}

/**
 * First values of a kernel: uniform within `±√(6 / (inputs + outputs))`.
 * @param inputs numbers that each output is summed from
 * @param outputs numbers that each input has a part in
 * Source: Glorot and Bengio 2010, the default of Keras
 */
export function glorotUniform(count: number, inputs: number, outputs: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return Float32Array.from({ length: count }, () => (2 * random.float() - 1) * limit);
}

/** Adds a layer's gradients to those that were found before. */
export function addGradients(
  layer: Layer,
  own: readonly (Handle | null)[],
  gradients: Map<Slot, Handle>,
): void {
  layer.slots.forEach((slot, i) => {
    const [gradient, before] = [own[i] ?? null, gradients.get(slot)];
    if (gradient !== null) gradients.set(slot, before === undefined ? gradient : add(before, gradient));
  });
}
