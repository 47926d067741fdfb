import { add, type Handle, type Random } from '../../tensor/index.ts';
import type { Draws } from './draws.ts';

/** An array that training changes. Two layers that share one (tied weights) name the same object. */
export interface Parameter {
  /** Unique in a network, and the name of the file the array is kept in: `encoder-0-kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * `kernel`: moved by its gradient, and drawn to 0 by weight decay; `bias`: moved, never drawn; `running`: a running
   * mean that the layer itself keeps.
   */
  readonly role: 'kernel' | 'bias' | 'running';
  /** Its first values, row-major. */
  initialize(random: Random): Float32Array;
}

/** A part of a network: what it does to a batch, and how gradients find their way back through it. */
export interface Layer {
  /** What it has learned; none for an activation. */
  readonly parameters: readonly Parameter[];
  /**
   * What it does once it is trained.
   * @param own the arrays of its parameters, in their order
   */
  forward(x: Handle, own: readonly Handle[]): Handle;
  /** What it does in training, where chance and the batch's own statistics may have a part in it. */
  forwardTraining(x: Handle, own: readonly Handle[], draws: Draws): ForwardResult;
}

/** What a layer did with a batch. */
export interface ForwardResult {
  readonly y: Handle;
  /** New values of its running parameters, in the order of all its parameters; null for those that are learned. */
  readonly running?: readonly (Handle | null)[];
  /**
   * The way back.
   * @param dy the loss's gradient by `y`
   * @param toInput whether the gradient by the input is wanted
   */
  backward(dy: Handle, toInput: boolean): LayerGradients;
  /**
   * How the output moves when the input does, along a direction given for every sample, and the way back from that:
   * for the contractive penalty. Only layers that treat every sample for itself have it.
   * @param move of the input's shape
   */
  tangent?(move: Handle): Tangent;
}

/** The loss's gradients by what went into a layer. */
interface LayerGradients {
  /** By its parameters, in their order; null for running ones. */
  gradients: readonly (Handle | null)[];
  /** By its input; null where it was not wanted. */
  dx: Handle | null;
}

/** A movement of a layer's output. */
export interface Tangent {
  /** The Jacobian of `y` times the movement of `x`. */
  readonly move: Handle;
  /** From a gradient by `move`: those by the parameters, by the input's movement, and by the input (null: 0). */
  backward(dMove: Handle): LayerGradients & { dMove: Handle };
}

/** Values of a parameter that start at one number. */
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
  gradients: Map<Parameter, Handle>,
): void {
  layer.parameters.forEach((parameter, i) => {
    const [gradient, before] = [own[i] ?? null, gradients.get(parameter)];
    if (gradient !== null) gradients.set(parameter, before === undefined ? gradient : add(before, gradient));
  });
}
