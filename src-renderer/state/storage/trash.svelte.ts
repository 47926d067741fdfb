/** The page of what the home holds: the trash, and whether all is as it was written. */

import type { TrashItem } from '../../../src-main/contract/index.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { Loaded } from '../loaded.svelte.ts';
import { counted } from '../text/format.ts';

type Owner = Pick<Workbench, 'client' | 'connected' | 'notify' | 'report' | 'datasets' | 'runs'>;

/** What is in the trash, read again whenever something was deleted or came back, here or elsewhere. */
export class Trash {
  readonly #workbench: Owner;
  readonly #list: Loaded<readonly unknown[], readonly TrashItem[]>;
  /** Grows when the list is to be read again. */
  #changes = $state(0);
  /** Whether something is being taken back or removed. */
  busy = $state(false);

  readonly bytes: number = $derived.by(() => this.items?.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0);

  constructor(workbench: Owner) {
    this.#workbench = workbench;
    this.#list = new Loaded<readonly unknown[], readonly TrashItem[]>({
      key: () => {
        const { connected, datasets, runs } = workbench;
        return connected
          ? [this.#changes, ...datasets.map(({ id }) => id), ...runs.map(({ id }) => id)]
          : null;
      },
      load: (_, signal) => workbench.client.call('trash.list', {}, { signal }),
      fail: (thrown) => workbench.report(thrown),
    });
  }

  /** The newest first; null until they were read. */
  get items(): readonly TrashItem[] | null {
    return this.#list.value;
  }

  /** Puts something back where it was. */
  restore({ id, name }: TrashItem): Promise<void> {
    return this.#change(async () => {
      await this.#workbench.client.call('trash.restore', { id });
      this.#workbench.notify(`“${name}” is back.`, 'good');
    });
  }

  /** Removes for good what is in the list. */
  empty(items: readonly TrashItem[]): Promise<void> {
    return this.#change(async () => {
      await this.#workbench.client.call('trash.empty', { ids: items.map(({ id }) => id) });
      const [only, ...others] = items;
      const what =
        only && others.length === 0 ? `“${only.name}” was` : `${counted(items.length, 'thing')} were`;
      this.#workbench.notify(`${what} removed for good.`);
    });
  }

  dispose(): void {
    this.#list.dispose();
  }

  async #change(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await work();
    } catch (thrown) {
      this.#workbench.report(thrown);
    } finally {
      this.busy = false;
      this.#changes++;
    }
  }
}

const kinds = { datasets: 'Dataset', sweeps: 'Sweep', runs: 'Run' } as const;

/** What something in the trash is: `Dataset with 3 runs`, `Run`. */
export function kindWords({ kind, runs }: Pick<TrashItem, 'kind' | 'runs'>): string {
  return kind === 'runs' || runs === 0 ? kinds[kind] : `${kinds[kind]} with ${counted(runs, 'run')}`;
}
