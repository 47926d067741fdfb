import {
  Adam,
  add,
  free,
  keep,
  placeholder,
  Momentum,
  mul,
  scalar,
  scope,
  upload,
  type Handle,
  type Optimiser,
  type Random,
} from '../../tensor/index.ts';
import type { Draws } from '../network/draws.ts';
import { encode, lossAndGradients, evaluationLoss, parametersOf, type Network } from '../network/network.ts';
import type { NamedArrays } from './checkpoint.ts';
import { TrainableVariables } from './trainable-variables.ts';
import { Steps } from './steps.ts';
import type { Step, Trainer } from './trainer.ts';

/** How weights are moved. */
export interface OptimizerConfig {
  optimizer: 'adam' | 'adamw' | 'sgd';
  /** Of `sgd`: 0 up to, but not, 1. */
  momentum: number;
  /**
   * How strongly kernels are drawn to 0: with `adamw` apart from the gradient (Loshchilov and Hutter 2019,
   * https://arxiv.org/abs/1711.05101), else as a share of the weight in its gradient. Biases are left alone.
   */
  weight_decay: number;
}

/** A network in training: its arrays, and the optimiser that moves them. */
export class NetworkTrainer implements Trainer {
  readonly trainables: TrainableVariables;
  readonly #net: Network;
  readonly #moving: OptimizerConfig;
  readonly #optimiser: Optimiser;
  readonly #steps = new Steps((x, draws) => this.#work(x, draws));
  #rate = 0;
  /** For each variable 1 where weight decay acts; null: nowhere. */
  readonly #decaying: readonly Handle[] | null;

  /**
   * @param random for first values
   * @param start first values by a parameter's name, where they are not drawn
   */
  constructor(
    net: Network,
    moving: OptimizerConfig,
    random: Random,
    start?: ReadonlyMap<string, Float32Array>,
  ) {
    this.#net = net;
    this.#moving = moving;
    this.trainables = new TrainableVariables(parametersOf(net), random, start);
    const { variables } = this.trainables;
    this.#optimiser =
      moving.optimizer === 'sgd' ? new Momentum(variables, moving.momentum) : new Adam(variables);
    this.#decaying = moving.weight_decay > 0 ? this.trainables.decaying().map(keep) : null;
  }

  beginEpoch(epoch: number): void {
    this.#net.bottleneck?.beginEpoch?.(epoch);
  }

  step(x: Handle, rate: number, draws: Draws, measure: boolean): Step {
    this.#rate = rate;
    this.#optimiser.advance(rate);
    return this.#steps.make(x, draws, measure);
  }

  /** What a step does. Gives the loss, and the gradients. */
  #work(x: Handle, draws: Draws): [Handle, ...Handle[]] {
    const { loss, gradients, running } = lossAndGradients(this.#net, this.trainables.current(), x, draws);
    const moving = this.#drawn(this.trainables.gathered(gradients));
    this.#shrink();
    this.#optimiser.apply(moving);
    for (const [parameter, mean] of running) this.trainables.move(parameter, mean);
    return [loss, ...moving];
  }

  watch(x: Handle): Handle {
    return evaluationLoss(this.#net, this.trainables.current(), x);
  }

  encode(x: Handle): Handle {
    return encode(this.#net, this.trainables.current(), x);
  }

  state(): { arrays: NamedArrays; counters: number[] } {
    const arrays = this.trainables.state();
    this.#optimiser.memory.forEach((variable, i) => (arrays[this.#memoryName(i)] = variable.values()));
    return { arrays, counters: this.#optimiser.counters };
  }

  /** An optimiser of another kind than the one that was saved starts with no memory. */
  restore(arrays: NamedArrays, counters: readonly number[]): void {
    this.trainables.restore(arrays);
    const { memory } = this.#optimiser;
    const saved = memory.map((_, i) => arrays[this.#memoryName(i)]);
    if (saved.some((values) => values === undefined)) return;
    scope(() => memory.forEach((variable, i) => variable.assign(upload(saved[i], variable.shape))));
    this.#optimiser.counters = [...counters];
  }

  dispose(): void {
    this.#steps.dispose();
    this.#optimiser.dispose();
    this.trainables.dispose();
    free(...(this.#decaying ?? []));
  }

  #memoryName(i: number): string {
    return `${this.#moving.optimizer === 'sgd' ? 'momentum' : 'adam'}/${i}`;
  }

  /** Gradients with what draws weights to 0, where that is a part of them. */
  #drawn(gradients: Handle[]): Handle[] {
    const { optimizer, weight_decay } = this.#moving;
    const decaying = this.#decaying;
    if (decaying === null || optimizer === 'adamw') return gradients;
    return gradients.map((gradient, i) => {
      const [variable, mask] = [this.trainables.variables[i], decaying[i]];
      if (variable === undefined || mask === undefined) return gradient;
      return add(gradient, mul(mul(variable.read(), mask), scalar(weight_decay)));
    });
  }

  /** Draws weights to 0 apart from the gradient. */
  #shrink(): void {
    const { optimizer, weight_decay } = this.#moving;
    if (this.#decaying === null || optimizer !== 'adamw') return;
    for (const [i, mask] of this.#decaying.entries()) {
      const variable = this.trainables.variables[i];
      const share = placeholder(() => Float32Array.of(this.#rate * weight_decay), []);
      variable?.subtract(mul(mul(variable.read(), mask), share));
    }
  }
}
