import { Pace } from '../../src-main/tensor/index.ts';

/** A pace at which work is cancelled between two of its pieces, wherever a test says: no clock is asked. */
export class CancelledPace extends Pace {
  /** How often the work has asked; it ends well where it does not ask again once it is cancelled. */
  breaths = 0;
  readonly #cancel: AbortController;
  readonly #when: (breaths: number) => boolean;

  /** @param when whether the work is cancelled with this breath, the first being 1 */
  constructor(when: (breaths: number) => boolean) {
    const cancel = new AbortController();
    super(cancel.signal);
    this.#cancel = cancel;
    this.#when = when;
  }

  override yieldToEventLoop(): Promise<void> {
    this.breaths += 1;
    if (this.#when(this.breaths)) this.#cancel.abort();
    return super.yieldToEventLoop();
  }
}
