import { setImmediate as nextTurn } from 'node:timers/promises';
import { count, IsthmusError, type Progress } from '../contract/index.ts';

/** What long work is given: the signal that ends it, and where to say how far it is. */
export interface Work {
  signal: AbortSignal;
  report(progress: Progress): void;
}

/** Throws where the work was cancelled. */
export function checkCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new IsthmusError('cancelled', 'Cancelled.');
}

const reportEvery = 100;
/** A cancel arrives as a message, so work that never lets the event loop turn could not be cancelled. */
const turnEvery = 40;

/** One stretch of work over counted things: says how far it is, and ends when it is cancelled. */
export class ProgressPhase {
  readonly #work: Work;
  readonly #verb: string;
  readonly #total: number;
  readonly #span: readonly [number, number];
  readonly #started = performance.now();
  #reported = -Infinity;
  #turned = performance.now();

  /**
   * @param verb what is done to what, e.g. "Reading pictures"
   * @param total how many things; 0 where that is not known
   * @param span where this stretch begins and ends in the whole job, 0 to 1
   */
  constructor(work: Work, verb: string, total: number, span: readonly [number, number] = [0, 1]) {
    this.#work = work;
    this.#verb = verb;
    this.#total = total;
    this.#span = span;
  }

  /**
   * To be called often, with how many things are done.
   * @throws IsthmusError `cancelled`
   */
  async at(done: number): Promise<void> {
    const now = performance.now();
    if (now - this.#turned > turnEvery) {
      await nextTurn();
      this.#turned = performance.now();
    }
    checkCancelled(this.#work.signal);
    if (now - this.#reported < reportEvery && done < this.#total) return;
    this.#reported = now;
    const share = this.#total > 0 ? Math.min(1, done / this.#total) : null;
    const [from, to] = this.#span;
    this.#work.report({
      fraction: share === null ? null : from + (to - from) * share,
      phase:
        share === null
          ? `${this.#verb}: ${count(done)}`
          : `${this.#verb}: ${count(done)} of ${count(this.#total)}`,
      seconds_left: share === null || share === 0 ? null : ((now - this.#started) / 1000) * (1 / share - 1),
    });
  }
}

/**
 * Does `task` for every index below `count`, `width` at a time, and gives up at the first failure.
 * @param width tasks under way at once, 1 or more
 */
export async function inParallel(
  count: number,
  width: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < count && !failed) {
      try {
        await task(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(width, count) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
