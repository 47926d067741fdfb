import { flagAttribute, typeAttribute } from './tf/attributes.ts';
import { placeholder, scalar, scope, type Handle } from './tf/handle.ts';
import { run } from './tf/ops.ts';
import { Variable } from './tf/variable.ts';
import { placeholderFloat64, uploadFloat64 } from './tf/float64.ts';

/** What moves weights against their gradients. */
export interface Optimiser {
  /** Counts a step, at this learning rate: before {@link Optimiser.apply}. */
  advance(rate: number): void;
  /**
   * Moves the variables.
   * @param gradients one a variable, of its shape
   */
  apply(gradients: readonly Handle[]): void;
  /** What it remembers of the steps so far, in a fixed order: arrays, and numbers that can be set again. */
  readonly memory: readonly Variable[];
  counters: number[];
  dispose(): void;
}

/** Adam's constants. */
const beta1 = 0.9;
const beta2 = 0.999;
/** As Keras has it. */
const usualEpsilon = 1e-7;

function zeros({ shape, dtype }: Variable): Variable {
  const size = shape.reduce((product, length) => product * length, 1);
  return new Variable(dtype === 'float64' ? new Float64Array(size) : new Float32Array(size), shape);
}

/**
 * Adam with bias correction, updating variables in place.
 * Source: Kingma and Ba 2015, https://arxiv.org/abs/1412.6980; epsilon as in Keras, unless another is given.
 */
export class Adam implements Optimiser {
  readonly #variables: readonly Variable[];
  readonly #first: Variable[];
  readonly #second: Variable[];
  readonly #dtype: 'float32' | 'float64';
  readonly #epsilon: number;
  #power1 = 1;
  #power2 = 1;
  #rate = 0;

  /** @param variables all of one kind */
  constructor(variables: readonly Variable[], epsilon = usualEpsilon) {
    this.#variables = variables;
    this.#first = variables.map(zeros);
    this.#second = variables.map(zeros);
    this.#dtype = variables[0]?.dtype ?? 'float32';
    this.#epsilon = epsilon;
  }

  get memory(): Variable[] {
    return [...this.#first, ...this.#second];
  }

  get counters(): number[] {
    return [this.#power1, this.#power2];
  }

  set counters([power1 = 1, power2 = 1]: number[]) {
    this.#power1 = power1;
    this.#power2 = power2;
  }

  advance(rate: number): void {
    this.#power1 *= beta1;
    this.#power2 *= beta2;
    this.#rate = rate;
  }

  apply(gradients: readonly Handle[]): void {
    const list = [
      typeAttribute('T', this.#dtype),
      flagAttribute('use_locking', false),
      flagAttribute('use_nesterov', false),
    ];
    scope(() => {
      const rates = [
        this.#fresh(() => this.#power1),
        this.#fresh(() => this.#power2),
        this.#fresh(() => this.#rate),
        ...[beta1, beta2, this.#epsilon].map((value) => this.#number(value)),
      ];
      this.#variables.forEach((variable, i) => {
        const [m, v, gradient] = [this.#first[i], this.#second[i], gradients[i]];
        if (m === undefined || v === undefined || gradient === undefined) return;
        run('ResourceApplyAdam', list, [variable.resource, m.resource, v.resource, ...rates, gradient], 0);
      });
    });
  }

  dispose(): void {
    for (const variable of this.memory) variable.dispose();
  }

  #number(value: number): Handle {
    return this.#dtype === 'float64' ? uploadFloat64(Float64Array.of(value), []) : scalar(value);
  }

  #fresh(give: () => number): Handle {
    return this.#dtype === 'float64'
      ? placeholderFloat64(() => Float64Array.of(give()), [])
      : placeholder(() => Float32Array.of(give()), []);
  }
}

/**
 * Stochastic gradient descent with momentum, updating variables in place: `v ← μ v + g`, `w ← w - rate v`.
 * Source: Polyak 1964; the form of PyTorch's SGD
 */
export class Momentum implements Optimiser {
  /** It counts nothing. */
  counters: number[] = [];
  readonly #variables: readonly Variable[];
  readonly #speeds: Variable[];
  #momentum: number;
  #rate = 0;

  /** @param momentum 0 (none) up to, but not, 1 */
  constructor(variables: readonly Variable[], momentum: number) {
    this.#variables = variables;
    this.#speeds = variables.map(zeros);
    this.#momentum = momentum;
  }

  get memory(): readonly Variable[] {
    return this.#speeds;
  }

  /** From now on: 0 (none) up to, but not, 1. */
  setMomentum(momentum: number): void {
    this.#momentum = momentum;
  }

  advance(rate: number): void {
    this.#rate = rate;
  }

  apply(gradients: readonly Handle[]): void {
    const list = [
      typeAttribute('T', 'float32'),
      flagAttribute('use_locking', false),
      flagAttribute('use_nesterov', false),
    ];
    scope(() => {
      const r = placeholder(() => Float32Array.of(this.#rate), []);
      const share = placeholder(() => Float32Array.of(this.#momentum), []);
      this.#variables.forEach((variable, i) => {
        const [speed, gradient] = [this.#speeds[i], gradients[i]];
        if (speed === undefined || gradient === undefined) return;
        const inputs = [variable.resource, speed.resource, r, gradient, share];
        run('ResourceApplyMomentum', list, inputs, 0);
      });
    });
  }

  dispose(): void {
    for (const variable of this.#speeds) variable.dispose();
  }
}
