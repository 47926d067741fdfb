/**
 * Does one piece of work at a time. Of what is asked for meanwhile only the newest comes next, so that a slider moved
 * a hundred times leaves no queue behind it.
 */
export class CoalescingQueue {
  #waiting: (() => Promise<void>) | null = null;
  #busy = false;

  /** @param work must not throw: it sees to its own failures */
  ask(work: () => Promise<void>): void {
    this.#waiting = work;
    if (!this.#busy) void this.#work();
  }

  /** Drops what waits; what is under way goes on. */
  forget(): void {
    this.#waiting = null;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== null) {
      const work = this.#waiting;
      this.#waiting = null;
      await work();
    }
    this.#busy = false;
  }
}
