import { Adam, free, keep, readFloats, scope, upload, Variable, type Handle } from '../../tensor/index.ts';
import type { Layer, Weights } from './layers.ts';
import { lossAndGradients, type LayerHandles, type Loss } from './network.ts';

/** The weights while they are trained: variables that Adam changes in place, and a copy of the best so far. */
export class Trainee {
  readonly #layers: readonly Layer[];
  readonly #loss: Loss;
  readonly #variables: Variable[];
  readonly #adam: Adam;
  #best: Handle[] = [];

  constructor(layers: readonly Layer[], first: readonly Weights[], loss: Loss) {
    this.#layers = layers;
    this.#loss = loss;
    this.#variables = layers.flatMap(({ inputs, outputs }, i) => [
      new Variable(first[i]?.kernel ?? new Float32Array(0), [inputs, outputs]),
      new Variable(first[i]?.bias ?? new Float32Array(0), [outputs]),
    ]);
    this.#adam = new Adam(this.#variables);
  }

  /**
   * One step of Adam on a batch.
   * @param values `rows × features`, row-major
   * @returns the batch's mean loss before the step; where it is not finite, no step was made
   */
  step(values: Float32Array, features: number, rate: number): number {
    const made = scope(() => {
      const x = upload(values, [values.length / features, features]);
      const { loss, gradients } = lossAndGradients(this.#layers, this.current(), this.#loss, x);
      return [loss, ...gradients];
    });
    const [loss, ...gradients] = made;
    const value = loss === undefined ? NaN : (readFloats(loss)[0] ?? NaN);
    if (Number.isFinite(value)) this.#adam.step(gradients, rate);
    free(...made);
    return value;
  }

  /** The weights as they are; made in, and to be freed with, the caller's scope. */
  current(): LayerHandles[] {
    return paired(this.#variables.map((variable) => variable.read()));
  }

  /** Remembers the weights as they are as the best. Costs no copy before the next step. */
  rememberBest(): void {
    free(...this.#best);
    this.#best = this.#variables.map((variable) => keep(variable.read()));
  }

  /** The best weights, copied out; null where none were remembered or not all are finite. */
  best(): Weights[] | null {
    const arrays = this.#best.map(readFloats);
    if (arrays.length === 0 || arrays.some((array) => !array.every(Number.isFinite))) return null;
    return this.#layers.map((_, i) => ({
      kernel: arrays[2 * i] ?? new Float32Array(0),
      bias: arrays[2 * i + 1] ?? new Float32Array(0),
    }));
  }

  dispose(): void {
    this.#adam.dispose();
    for (const variable of this.#variables) variable.dispose();
    free(...this.#best);
  }
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

function paired(handles: Handle[]): LayerHandles[] {
  const pairs: LayerHandles[] = [];
  for (let i = 0; i + 1 < handles.length; i += 2) {
    const [kernel, bias] = [handles[i], handles[i + 1]];
    if (kernel !== undefined && bias !== undefined) pairs.push({ kernel, bias });
  }
  return pairs;
}
