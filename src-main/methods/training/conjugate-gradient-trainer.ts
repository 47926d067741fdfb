import {
  add,
  free,
  halfSquares,
  lineSearch,
  mul,
  neg,
  readFloats,
  scalar,
  scope,
  sub,
  sum,
  type Handle,
  type Pace,
  type Probe,
  type Random,
} from '../../tensor/index.ts';
import type { Draws } from '../network/draws.ts';
import { encode, lossAndGradients, evaluationLoss, parametersOf, type Network } from '../network/network.ts';
import type { NamedArrays } from './checkpoint.ts';
import { TrainableVariables } from './trainable-variables.ts';
import type { Step, Trainer } from './trainer.ts';

/** Line searches on each batch, and evaluations of each, as in the paper's own programs. */
const searches = 3;
const evaluations = 20;
/** How flat a line search must end, as a share of the slope it began with. */
const flat = 0.5;

/** A value of the loss, and its gradient as the variables have it. */
interface Evaluation {
  value: number;
  gradient: Handle[];
}

/** Where a line search ended. */
interface LineSearchPoint extends Evaluation {
  step: number;
}

/** A direction to go along from an evaluation, how steep it is there, and the step to try first. */
interface Line {
  direction: readonly Handle[];
  slope: number;
  from: Evaluation;
  first: number;
}

/**
 * A network trained by conjugate gradients: on every batch three line searches, along directions of Polak and Ribière.
 * It has no learning rate, wants batches of about a thousand rows, and costs some ten times a step of Adam.
 * Source: Hinton and Salakhutdinov 2006, supporting online material; Polak and Ribière 1969, with restarts where the
 *   direction no longer leads down
 */
export class ConjugateGradientTrainer implements Trainer {
  readonly trainables: TrainableVariables;
  readonly #net: Network;

  /**
   * @param random for first values
   * @param start first values by a parameter's name, where they are not drawn
   */
  constructor(net: Network, random: Random, start?: ReadonlyMap<string, Float32Array>) {
    this.#net = net;
    this.trainables = new TrainableVariables(parametersOf(net), random, start);
  }

  beginEpoch(epoch: number): void {
    this.#net.bottleneck?.beginEpoch?.(epoch);
  }

  async step(x: Handle, _rate: number, draws: Draws, measure: boolean, pace: Pace): Promise<Step> {
    let here = this.#evaluate(x, draws);
    let direction: Handle[] = [];
    try {
      const first = here.value;
      const gradientNorm = measure ? Math.sqrt(dot(here.gradient, here.gradient)) : null;
      direction = scope(() => here.gradient.map((gradient) => neg(gradient)));
      let size = 1 / (1 + dot(here.gradient, here.gradient));
      for (let search = 0; search < searches && Number.isFinite(here.value); search++) {
        const slope = dot(here.gradient, direction);
        if (!(slope < 0)) break;
        const next = await this.#along({ direction, slope, from: here, first: size }, x, draws, pace);
        if (next === null) break;
        const conjugate = conjugateDirection(direction, here.gradient, next.gradient);
        const ahead = dot(next.gradient, conjugate);
        size = ahead < 0 ? Math.min(100, next.step * (slope / ahead)) : next.step;
        free(...here.gradient, ...direction);
        here = next;
        direction = conjugate;
      }
      return { loss: first, gradientNorm };
    } finally {
      free(...here.gradient, ...direction);
    }
  }

  watch(x: Handle): Handle {
    return evaluationLoss(this.#net, this.trainables.current(), x);
  }

  encode(x: Handle): Handle {
    return encode(this.#net, this.trainables.current(), x);
  }

  state(): { arrays: NamedArrays; counters: number[] } {
    return { arrays: this.trainables.state(), counters: [] };
  }

  restore(arrays: NamedArrays): void {
    this.trainables.restore(arrays);
  }

  dispose(): void {
    this.trainables.dispose();
  }

  /** Goes along a direction to where it is low enough; null, and the weights as they were, where nothing better is found. */
  async #along(line: Line, x: Handle, draws: Draws, pace: Pace): Promise<LineSearchPoint | null> {
    const { direction, slope, from, first } = line;
    const base = scope(() => this.trainables.variables.map((variable) => variable.read()));
    // As a closure sets it, which the compiler does not see.
    let last = null as LineSearchPoint | null;
    let better = false;
    try {
      const probe = async (step: number): Promise<Probe> => {
        await pace.yieldToEventLoop();
        this.#move(base, direction, step);
        free(...(last?.gradient ?? []));
        const found = { ...this.#evaluate(x, draws), step };
        last = found;
        return { step, value: found.value, slope: dot(found.gradient, direction) };
      };
      const start = { step: 0, value: from.value, slope };
      const end = await lineSearch(start, first, probe, evaluations, flat);
      // The last probe is where it ends; what is worse than the start is taken back.
      better = end !== null && last?.step === end.step && end.value < from.value;
      return better ? last : null;
    } finally {
      if (!better) {
        this.#move(base, direction, 0);
        free(...(last?.gradient ?? []));
      }
      free(...base);
    }
  }

  #move(base: readonly Handle[], direction: readonly Handle[], step: number): void {
    scope(() =>
      this.trainables.variables.forEach((variable, i) =>
        variable.assign(step === 0 ? at(base, i) : add(at(base, i), mul(at(direction, i), scalar(step)))),
      ),
    );
  }

  #evaluate(x: Handle, draws: Draws): Evaluation {
    const [loss, ...gradient] = scope(() => {
      const verdict = lossAndGradients(this.#net, this.trainables.current(), x, draws);
      return [verdict.loss, ...this.trainables.gathered(verdict.gradients)];
    });
    const value = loss === undefined ? NaN : readFloats(loss)[0];
    free(loss);
    return { value, gradient };
  }
}

/** The next direction: against the new gradient, and on with as much of the last one as Polak and Ribière say. */
function conjugateDirection(
  direction: readonly Handle[],
  before: readonly Handle[],
  after: readonly Handle[],
): Handle[] {
  const share = Math.max(0, (dot(after, after) - dot(after, before)) / dot(before, before));
  return scope(() => after.map((gradient, i) => sub(mul(at(direction, i), scalar(share)), gradient)));
}

/** The inner product of several arrays taken as vectors. */
function dot(a: readonly Handle[], b: readonly Handle[]): number {
  const same = a === b;
  const parts = scope(() => a.map((each, i) => (same ? halfSquares(each) : sum(mul(each, at(b, i))))));
  const total = parts.reduce((all, part) => all + readFloats(part)[0], 0);
  free(...parts);
  return same ? 2 * total : total;
}

function at(handles: readonly Handle[], i: number): Handle {
  const handle = handles[i];
  if (handle === undefined) throw new Error('An array is missing.');
  return handle;
}
