import { toIsthmusError, type Run } from '../../../src-main/contract/index.ts';
import { resumeRun } from '../app/actions.ts';
import type { Workbench } from '../app/workbench.svelte.ts';

/** How a run is brought to an end, for now or for good. */
export type Ending = 'pause' | 'stop' | 'cancel';

/** What was asked of a run by its buttons and has not come about yet. */
export class RunRequests {
  resuming = $state(false);
  #request = $state.raw<{ how: Ending; status: Run['status'] } | null>(null);
  readonly #workbench: Workbench;
  readonly #run: () => Run;

  constructor(workbench: Workbench, run: () => Run) {
    this.#workbench = workbench;
    this.#run = run;
  }

  /** How it was asked to end; null: it was not, or it has changed since. */
  get ending(): Ending | null {
    return this.#request?.status === this.#run().status ? this.#request.how : null;
  }

  /** Whether there is something to keep where it ends: an epoch has ended. */
  get learned(): boolean {
    return (this.#workbench.progress.get(this.#run().id)?.epochs.length ?? 0) > 0;
  }

  async end(how: Ending): Promise<void> {
    const { id, status } = this.#run();
    this.#request = { how, status };
    try {
      await this.#workbench.client.call(`runs.${how}`, { run: id });
      // Stopping lasts to the end of the epoch: until then the run is as it was.
      if (how !== 'stop') this.#request = null;
    } catch (thrown) {
      this.#request = null;
      // It had ended by itself before the request arrived.
      if (toIsthmusError(thrown).code !== 'not_found') this.#workbench.report(thrown);
    }
  }

  async resume(): Promise<void> {
    this.resuming = true;
    await resumeRun(this.#workbench, this.#run());
    this.resuming = false;
  }
}
