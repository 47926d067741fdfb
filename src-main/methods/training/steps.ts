import { free, halfSquares, Program, readFloats, type Handle } from '../../tensor/index.ts';
import type { Draws } from '../network/draws.ts';
import type { Step } from './trainer.ts';

/** The steps of a training, which are all the same work, recorded for every size of a batch. */
export class Steps {
  readonly #program = new Program();
  readonly #work: (x: Handle, draws: Draws) => [Handle, ...Handle[]];
  /** Draws for the step that is made now. */
  #draws: Draws | null = null;

  /** @param work what a step does to variables; gives the loss, and the gradients */
  constructor(work: (x: Handle, draws: Draws) => [Handle, ...Handle[]]) {
    this.#work = work;
  }

  /**
   * Makes a step.
   * @param x `rows × features`
   * @param measure whether the length of all gradients, as one vector, is told
   */
  make(x: Handle, draws: Draws, measure: boolean): Step {
    const routine = `rows${x.shape[0]}`;
    const own = (this.#draws ??= draws.double());
    if (!this.#program.has(routine)) {
      this.#program.record(routine, [x], () => {
        const [loss, ...gradients] = this.#work(x, own);
        return [loss, ...gradients.map((gradient) => halfSquares(gradient))];
      });
    }
    own.follow(draws);
    const results = this.#program.run(routine, [x], measure ? 'all' : 'first');
    const [loss = NaN, ...halves] = results.map((result) => readFloats(result)[0]);
    free(...results);
    return {
      loss,
      gradientNorm: measure ? Math.sqrt(2 * halves.reduce((all, half) => all + half, 0)) : null,
    };
  }

  dispose(): void {
    this.#program.dispose();
  }
}
