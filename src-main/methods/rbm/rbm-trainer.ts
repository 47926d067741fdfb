import {
  add,
  blocks,
  free,
  halfSquares,
  log,
  mean,
  Momentum,
  mul,
  Random,
  readFloats,
  scalar,
  scope,
  sigmoid,
  sub,
  upload,
  uploadSamples,
  Variable,
  type Handle,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import { constant, type Parameter } from '../network/layer.ts';
import type { Draws } from '../network/draws.ts';
import type { Weights } from '../network/network.ts';
import type { NamedArrays } from '../training/checkpoint.ts';
import { TrainableVariables } from '../training/trainable-variables.ts';
import { Steps } from '../training/steps.ts';
import type { Step, Trainer } from '../training/trainer.ts';
import {
  contrastiveDivergence,
  freeEnergy,
  hiddenOf,
  visibleOf,
  type Machine,
  type Units,
} from './machine.ts';

/** In the first epochs momentum is this at most, while the gradients are large. */
const firstMomentum = 0.5;
const firstEpochs = 5;
/** First biases of hidden units: they are on less than half of the time, so that each finds something of its own. */
const hiddenStart = -1;
/** Of the units that are turned over to measure the pseudo-likelihood. */
const turnedSeed = 1;
/** Rows that figures are measured on at once. */
const figureBlock = 1_024;

/** The parameters of a machine's arrays. */
export interface MachineParameters {
  /** `visible units × hidden units`. */
  kernel: Parameter;
  visibleBias: Parameter;
  hiddenBias: Parameter;
}

/** What a machine is, and how it is trained. */
export interface Boltzmann {
  visible: Units;
  hidden: Units;
  /** Gibbs steps. */
  k: number;
  persistent: boolean;
  momentum: number;
  weight_decay: number;
  batch_size: number;
}

/**
 * The parameters of a machine; weights start normal with a deviation of 0.01, as in Hinton's guide.
 * @param names of the three
 * @param visibleStart first biases of the visible units: what makes each as often on as the data has it
 */
export function machineParameters(
  names: Record<keyof MachineParameters, string>,
  hidden: number,
  visibleStart: Float32Array,
): MachineParameters {
  const visible = visibleStart.length;
  return {
    kernel: {
      name: names.kernel,
      shape: [visible, hidden],
      role: 'kernel',
      initialize: (random) => Float32Array.from({ length: visible * hidden }, () => 0.01 * random.normal()),
    },
    visibleBias: {
      name: names.visibleBias,
      shape: [visible],
      role: 'bias',
      initialize: () => visibleStart.slice(),
    },
    hiddenBias: {
      name: names.hiddenBias,
      shape: [hidden],
      role: 'bias',
      initialize: () => constant(hiddenStart, [hidden]),
    },
  };
}

/** A restricted Boltzmann machine in training. */
export class RbmTrainer implements Trainer {
  readonly trainables: TrainableVariables;
  readonly #parameters: MachineParameters;
  readonly #how: Boltzmann;
  readonly #below: (x: Handle) => Handle;
  readonly #optimiser: Momentum;
  readonly #steps = new Steps((x, draws) => this.#work(x, draws));
  /** Where the persistent chain is: hidden units, `batch_size × hidden units`. */
  readonly #chain: Variable | null;

  /**
   * @param random for first weights
   * @param below what samples go through before the visible units: in a stack, the machines beneath
   */
  constructor(
    parameters: MachineParameters,
    how: Boltzmann,
    random: Random,
    below: (x: Handle) => Handle = (x) => x,
  ) {
    this.#parameters = parameters;
    this.#how = how;
    this.#below = below;
    this.trainables = new TrainableVariables(
      [parameters.kernel, parameters.hiddenBias, parameters.visibleBias],
      random,
    );
    this.#optimiser = new Momentum(this.trainables.variables, how.momentum);
    const shape = [how.batch_size, parameters.hiddenBias.shape[0]];
    this.#chain = how.persistent ? new Variable(constant(0, shape), shape) : null;
  }

  beginEpoch(epoch: number): void {
    const { momentum } = this.#how;
    this.#optimiser.setMomentum(epoch <= firstEpochs ? Math.min(firstMomentum, momentum) : momentum);
  }

  step(x: Handle, rate: number, draws: Draws, measure: boolean): Step {
    this.#optimiser.advance(rate);
    return this.#steps.make(x, draws, measure);
  }

  /** What a step does. Gives the loss, and the gradients. */
  #work(x: Handle, draws: Draws): [Handle, ...Handle[]] {
    const { k, weight_decay } = this.#how;
    const { kernel, visibleBias, hiddenBias } = this.#parameters;
    const machine = this.#machine(this.trainables.current());
    const v = this.#below(x);
    const found = contrastiveDivergence(machine, v, k, this.#chain?.read() ?? null, draws);
    const decayed =
      weight_decay > 0 ? add(found.kernel, mul(machine.kernel, scalar(weight_decay))) : found.kernel;
    const gradients = this.trainables.gathered(
      new Map([
        [kernel, decayed],
        [visibleBias, found.visibleBias],
        [hiddenBias, found.hiddenBias],
      ]),
    );
    this.#optimiser.apply(gradients);
    this.#chain?.assign(found.chain);
    return [squaredMean(sub(found.reconstructed, v)), ...gradients];
  }

  watch(x: Handle): Handle {
    const machine = this.#machine(this.trainables.current());
    const v = this.#below(x);
    return squaredMean(sub(visibleOf(machine, hiddenOf(machine, v)), v));
  }

  encode(x: Handle): Handle {
    return hiddenOf(this.#machine(this.trainables.current()), this.#below(x));
  }

  /**
   * `free_energy`: its mean over the watched rows. `pseudo_likelihood`, of Bernoulli units: the logarithm of the
   * likelihood of a unit given all others, times the number of units, estimated by one unit a row that is turned over:
   * the same one in every epoch, so that epochs differ by what was learned alone.
   * Source: sklearn.neural_network.BernoulliRBM.score_samples
   */
  async figures(watched: Rows, pace: Pace): Promise<Record<string, number>> {
    const random = new Random(turnedSeed);
    const isBinary = this.#how.visible === 'bernoulli' && this.#how.hidden === 'bernoulli';
    let [energy, likelihood] = [0, 0];
    for (const { rows, values } of blocks(watched, figureBlock)) {
      const [energies, likelihoods] = scope(() => {
        const machine = this.#machine(this.trainables.current());
        const v = this.#below(uploadSamples(values, watched.features));
        const here = freeEnergy(machine, v);
        if (!isBinary) return [mean(here)];
        const there = freeEnergy(machine, turnedOver(v, random));
        const units = v.shape[1];
        return [mean(here), mul(mean(log(sigmoid(sub(there, here)))), scalar(units))];
      });
      energy += rows * one(energies);
      likelihood += rows * one(likelihoods);
      free(energies, likelihoods);
      await pace.yieldToEventLoop();
    }
    const free_energy = energy / watched.rows;
    return isBinary ? { free_energy, pseudo_likelihood: likelihood / watched.rows } : { free_energy };
  }

  state(): { arrays: NamedArrays; counters: number[] } {
    const arrays = this.trainables.state();
    this.#optimiser.memory.forEach((variable, i) => (arrays[`momentum/${i}`] = variable.values()));
    if (this.#chain !== null) arrays['chain'] = this.#chain.values();
    return { arrays, counters: [] };
  }

  restore(arrays: NamedArrays): void {
    this.trainables.restore(arrays);
    const take = (variable: Variable, name: string): void => {
      const values = arrays[name];
      if (values?.length === sizeOf(variable)) scope(() => variable.assign(upload(values, variable.shape)));
    };
    this.#optimiser.memory.forEach((variable, i) => take(variable, `momentum/${i}`));
    if (this.#chain !== null) take(this.#chain, 'chain');
  }

  dispose(): void {
    this.#steps.dispose();
    this.#optimiser.dispose();
    this.#chain?.dispose();
    this.trainables.dispose();
  }

  #machine(weights: Weights): Machine {
    return machineOf(this.#parameters, this.#how, weights);
  }
}

/** A machine of these arrays. */
export function machineOf(
  { kernel, visibleBias, hiddenBias }: MachineParameters,
  { visible, hidden }: Pick<Boltzmann, 'visible' | 'hidden'>,
  weights: Weights,
): Machine {
  const [k, v, h] = [weights.get(kernel), weights.get(visibleBias), weights.get(hiddenBias)];
  if (k === undefined || v === undefined || h === undefined) throw new Error('A machine has no weights.');
  return { visible, hidden, kernel: k, visibleBias: v, hiddenBias: h };
}

/** Rows with one unit each, drawn for every row, turned from p to 1 - p. */
function turnedOver(v: Handle, random: Random): Handle {
  const [rows = 0, units = 1] = v.shape;
  const mask = new Float32Array(rows * units);
  for (let row = 0; row < rows; row++) mask[row * units + random.int(units)] = 1;
  return add(v, mul(upload(mask, [rows, units]), sub(scalar(1), add(v, v))));
}

function squaredMean(x: Handle): Handle {
  return mul(halfSquares(x), scalar(2 / x.shape.reduce((product, size) => product * size, 1)));
}

function one(handle: Handle | undefined): number {
  return handle === undefined ? 0 : readFloats(handle)[0];
}

function sizeOf({ shape }: Variable): number {
  return shape.reduce((product, size) => product * size, 1);
}
