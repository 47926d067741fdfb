import type { Random } from '../../tensor/index.ts';
import {
  Adam,
  add,
  free,
  keep,
  Momentum,
  mul,
  readFloats,
  scalar,
  scope,
  square,
  sum,
  upload,
  Variable,
  type Handle,
  type Optimiser,
} from '../../tensor/index.ts';
import { Draws } from './draws.ts';
import type { Layer, LayerGradients, LayerHandles, Weights } from './layers.ts';
import { lossAndGradients, type Network } from './network.ts';

/** How weights are moved. */
export interface Moving {
  optimizer: 'adam' | 'adamw' | 'sgd';
  /** Of `sgd`: 0 up to, but not, 1. */
  momentum: number;
  /**
   * How strongly kernels are drawn to 0: with `adamw` apart from the gradient (Loshchilov and Hutter 2019,
   * https://arxiv.org/abs/1711.05101), else as a share of the weight in its gradient. Biases are left alone.
   */
  weight_decay: number;
}

/** What one step tells. */
export interface Step {
  /** The batch's mean loss before the step; where it is not finite, no step was made. */
  loss: number;
  /** The length of the whole gradient; null where it was not asked for. */
  gradientNorm: number | null;
}

/**
 * The weights while they are trained: variables that an optimiser changes in place, and a copy of the best so far.
 * With tied weights a decoder's layer has no kernel of its own, but that of the encoder's layer it mirrors.
 */
export class Trainee {
  readonly #net: Network;
  readonly #moving: Moving;
  readonly #draws: Draws;
  /** The layer whose kernel each layer uses. */
  readonly #kernelOf: readonly number[];
  readonly #kernels: ReadonlyMap<number, Variable>;
  readonly #biases: readonly Variable[];
  readonly #optimiser: Optimiser;
  #best: Handle[] = [];

  constructor(net: Network, first: readonly Weights[], tied: boolean, moving: Moving, random: Random) {
    const { layers, encoderLayers } = net;
    this.#net = net;
    this.#moving = moving;
    this.#draws = new Draws(random);
    this.#kernelOf = layers.map((_, i) => (tied && i >= encoderLayers ? layers.length - 1 - i : i));
    this.#kernels = new Map(
      [...new Set(this.#kernelOf)].map((i) => [
        i,
        new Variable(first[i]?.kernel ?? new Float32Array(0), [
          layers[i]?.inputs ?? 0,
          layers[i]?.outputs ?? 0,
        ]),
      ]),
    );
    this.#biases = layers.map(
      ({ outputs }, i) => new Variable(first[i]?.bias ?? new Float32Array(0), [outputs]),
    );
    this.#optimiser =
      moving.optimizer === 'sgd' ? new Momentum(this.#variables, moving.momentum) : new Adam(this.#variables);
  }

  /** How many numbers are learnt. */
  get parameters(): number {
    return this.#variables.reduce(
      (total, { shape }) => total + shape.reduce((product, size) => product * size, 1),
      0,
    );
  }

  /**
   * One step on a batch.
   * @param values `rows × features`, row-major
   * @param measure whether the gradient's length is wanted; it costs a pass over the weights
   */
  step(values: Float32Array, features: number, rate: number, measure: boolean): Step {
    const { optimizer, weight_decay } = this.#moving;
    const made = scope(() => {
      const x = upload(values, [values.length / features, features]);
      const weights = this.current();
      const { loss, gradients } = lossAndGradients(this.#net, weights, x, this.#draws);
      const flat = this.#gathered(gradients);
      if (weight_decay > 0 && optimizer !== 'adamw') {
        [...this.#kernels.keys()].forEach((layer, i) => {
          const [own, gradient] = [weights[layer]?.kernel, flat[i]];
          if (own && gradient) flat[i] = add(gradient, mul(own, scalar(weight_decay)));
        });
      }
      return [loss, ...flat];
    });
    const [loss, ...gradients] = made;
    const value = loss === undefined ? NaN : (readFloats(loss)[0] ?? NaN);
    const gradientNorm = measure ? lengthOf(gradients) : null;
    if (Number.isFinite(value)) {
      if (weight_decay > 0 && optimizer === 'adamw') this.#shrink(rate * weight_decay);
      this.#optimiser.step(gradients, rate);
    }
    free(...made);
    return { loss: value, gradientNorm };
  }

  /** The weights as they are; made in, and to be freed with, the caller's scope. */
  current(): LayerHandles[] {
    const kernels = new Map([...this.#kernels].map(([i, variable]) => [i, variable.read()]));
    return this.#biases.map((bias, i) => {
      const from = this.#kernelOf[i] ?? i;
      const kernel = kernels.get(from);
      if (kernel === undefined) throw new Error('A layer has no kernel.');
      return { kernel, bias: bias.read(), transposed: from !== i };
    });
  }

  /** Remembers the weights as they are as the best. Costs no copy before the next step. */
  rememberBest(): void {
    free(...this.#best);
    this.#best = this.#variables.map((variable) => keep(variable.read()));
  }

  /** The best weights, copied out, each layer with a kernel of its own; null where none were remembered or not all are finite. */
  best(): Weights[] | null {
    const arrays = this.#best.map(readFloats);
    if (arrays.length === 0 || arrays.some((array) => !array.every(Number.isFinite))) return null;
    const kernels = new Map([...this.#kernels.keys()].map((layer, i) => [layer, arrays[i]]));
    return this.#net.layers.map((layer, i) => {
      const from = this.#kernelOf[i] ?? i;
      const kernel = kernels.get(from) ?? new Float32Array(0);
      return {
        kernel: from === i ? kernel : turned(kernel, layer),
        bias: arrays[this.#kernels.size + i] ?? new Float32Array(0),
      };
    });
  }

  dispose(): void {
    this.#optimiser.dispose();
    for (const variable of this.#variables) variable.dispose();
    free(...this.#best);
  }

  /** Kernels first, then the bias of every layer. */
  get #variables(): Variable[] {
    return [...this.#kernels.values(), ...this.#biases];
  }

  /** The gradients in the order of the variables; those of a kernel used twice are added. */
  #gathered(gradients: readonly LayerGradients[]): Handle[] {
    const kernels = new Map<number, Handle>();
    gradients.forEach(({ kernel }, i) => {
      const from = this.#kernelOf[i] ?? i;
      const other = kernels.get(from);
      kernels.set(from, other === undefined ? kernel : add(other, kernel));
    });
    const ordered = [...this.#kernels.keys()].flatMap((layer) => kernels.get(layer) ?? []);
    return [...ordered, ...gradients.map(({ bias }) => bias)];
  }

  #shrink(share: number): void {
    scope(() => {
      const by = scalar(share);
      for (const variable of this.#kernels.values()) variable.subtract(mul(variable.read(), by));
    });
  }
}

/** The length of several arrays taken as one vector. */
function lengthOf(gradients: readonly Handle[]): number {
  const squares = scope(() => gradients.map((gradient) => sum(square(gradient))));
  const total = squares.reduce((all, handle) => all + (readFloats(handle)[0] ?? NaN), 0);
  free(...squares);
  return Math.sqrt(total);
}

/** A kernel turned round. `kernel`: `outputs × inputs` of the layer → `inputs × outputs`. */
function turned(kernel: Float32Array, { inputs, outputs }: Layer): Float32Array {
  const out = new Float32Array(kernel.length);
  for (let row = 0; row < outputs; row++) {
    for (let column = 0; column < inputs; column++) {
      out[column * outputs + row] = kernel[row * inputs + column] ?? 0;
    }
  }
  return out;
}

/**
 * Puts trained weights into TensorFlow, to stay until they are freed.
 * @param weights of every layer the kernel, `inputs × outputs` row-major, and the bias, `outputs`
 */
export function uploadWeights(layers: readonly Layer[], weights: readonly Weights[]): LayerHandles[] {
  return layers.map(({ inputs, outputs }, i) => ({
    kernel: keep(upload(weights[i]?.kernel ?? new Float32Array(0), [inputs, outputs])),
    bias: keep(upload(weights[i]?.bias ?? new Float32Array(0), [outputs])),
  }));
}
