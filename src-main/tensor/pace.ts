import { IsthmusError } from '../contract/index.ts';

/** How long work may hold the event loop before messages are let in, in milliseconds. */
const stretch = 40;

/**
 * Keeps long work answerable: computing awaits {@link Pace.yieldToEventLoop} between pieces of well under a second,
 * so that the process reads its messages and a cancel is heard.
 */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  /** @param signal aborted when the work is no longer wanted */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Lets the event loop turn if it has not for a while.
   * @throws IsthmusError `cancelled` once the signal is aborted
   */
  async yieldToEventLoop(): Promise<void> {
    if (performance.now() - this.#since > stretch) {
      await new Promise((resume) => setImmediate(resume));
      this.#since = performance.now();
    }
    if (this.#signal?.aborted === true) throw new IsthmusError('cancelled', 'Cancelled.');
  }
}
