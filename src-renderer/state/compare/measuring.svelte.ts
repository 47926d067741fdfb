import { toIsthmusError, type Progress, type Run } from '../../../src-main/contract/index.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { dueOf, offeredNeighbours, seriesProgress, type Turn } from './measures.ts';
import { Task } from '../app/tasks.svelte.ts';

/** The run that is being measured. */
interface Now extends Turn {
  task: Task;
  k: number;
  /** When the first of them began, by `performance.now`. */
  began: number;
}

/** What the page shows, and by whom it is measured. */
export interface MeasuringOwner {
  readonly workbench: Pick<Workbench, 'client' | 'connected' | 'info' | 'keepRun' | 'tasks'>;
  readonly finishedColumns: readonly Run[];
}

/** Re-evaluates finished runs, one after the other, with a number of neighbours chosen for all. */
export class Measuring {
  /** What could not be done, in one sentence. */
  failure = $state<string | null>(null);
  /** Whether what was typed is no number of neighbours. */
  refused = $state(false);
  /** Null: nothing is being measured. */
  now = $state.raw<Now | null>(null);
  /** As entered; null: as the shown runs were measured. */
  #entered = $state<number | null>(null);
  readonly #owner: MeasuringOwner;

  readonly runs: readonly Run[] = $derived.by(() => this.#owner.finishedColumns);
  /** Neighbours to measure with. */
  readonly k: number = $derived.by(() => this.#entered ?? offeredNeighbours(this.runs));
  /** Shown runs that were not measured so. */
  readonly due: readonly Run[] = $derived.by(() => dueOf(this.runs, this.k));
  /** Whether something can be measured now. */
  readonly ready: boolean = $derived.by(() => {
    const { connected, info } = this.#owner.workbench;
    return this.now === null && !this.refused && connected && (info?.missing ?? null) === null;
  });
  /** How far all of them are. */
  readonly progress: Progress | null = $derived.by(() => {
    if (this.now === null) return null;
    const { task, began } = this.now;
    return seriesProgress(this.now, task.progress, (performance.now() - began) / 1_000);
  });

  constructor(owner: MeasuringOwner) {
    this.#owner = owner;
  }

  enter(k: number): void {
    this.#entered = k;
    this.refused = false;
    this.failure = null;
  }

  /** Measures some runs; those after the first that cannot be are left as they are. */
  async measure(runs: readonly Run[]): Promise<void> {
    if (!this.ready) return;
    const { k } = this;
    const { workbench } = this.#owner;
    const began = performance.now();
    // What is measured first would else be what is offered for those after it.
    this.#entered = k;
    this.failure = null;
    try {
      for (const [at, { id, name }] of runs.entries()) {
        const task = new Task(`Re-evaluating ${name}`);
        task.progress = { fraction: 0, phase: 'waiting for its turn', seconds_left: null };
        this.now = { task, name, k, at, of: runs.length, began };
        const measured = await workbench.tasks.run(task, ({ id: told, signal }) =>
          workbench.client.call('runs.measure', { run: id, k, task: told }, { signal }),
        );
        workbench.keepRun(measured);
      }
    } catch (thrown) {
      const { code, message } = toIsthmusError(thrown);
      if (code !== 'cancelled') this.failure = message;
    } finally {
      this.now = null;
    }
  }

  /** Gives up the run whose turn it is and those after it: they stay as they were. */
  cancel(): void {
    this.now?.task.cancel();
  }
}
