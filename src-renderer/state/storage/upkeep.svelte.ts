import { toIsthmusError, type Verified } from '../../../src-main/contract/index.ts';
import { Task } from '../app/tasks.svelte.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { counted } from '../text/format.ts';

/** Checks and copies of the home that a user asks for. */
export class Upkeep {
  readonly #workbench: Pick<Workbench, 'client' | 'tasks' | 'report'>;
  /** The check under way. */
  checking = $state.raw<Task | null>(null);
  /** What the last check came to. */
  verified = $state.raw<Verified | null>(null);
  /** Where the last copy of the database is; made since the page was opened. */
  backup = $state<string | null>(null);
  copying = $state(false);

  constructor(workbench: Pick<Workbench, 'client' | 'tasks' | 'report'>) {
    this.#workbench = workbench;
  }

  /** Reads everything that is kept and holds it against how it was written. */
  async verify(): Promise<void> {
    const task = (this.checking = new Task('Checking what is kept'));
    this.verified = null;
    try {
      this.verified = await this.#workbench.tasks.run(task, ({ id, signal }) =>
        this.#workbench.client.call('home.verify', { task: id }, { signal }),
      );
    } catch (thrown) {
      if (toIsthmusError(thrown).code !== 'cancelled') this.#workbench.report(thrown);
    } finally {
      this.checking = null;
    }
  }

  /** Copies the database into the home's backups. */
  async backUp(): Promise<void> {
    this.copying = true;
    try {
      ({ backup: this.backup } = await this.#workbench.client.call('home.backup', {}));
    } catch (thrown) {
      this.#workbench.report(thrown);
    } finally {
      this.copying = false;
    }
  }
}

/** `1 dataset, 3 finished runs and 42 files`. */
export function verifiedWords({ datasets, runs, files }: Verified): string {
  return `${counted(datasets, 'dataset')}, ${counted(runs, 'finished run')} and ${counted(files, 'file')}`;
}
