import {
  linkOutReason,
  toIsthmusError,
  type Dataset,
  type ImportOptions,
  type IsthmusError,
  type Preview,
  type Source,
} from '../../../src-main/contract/index.ts';
import { datasetPath } from '../app/route.ts';
import { Task } from '../app/tasks.svelte.ts';
import type { Workbench } from '../app/workbench.svelte.ts';

/** Long enough to type a number, short enough to feel like an answer. */
const settle = 350;

/** One source being looked at, with the choices made so far. */
export class PreviewState {
  /** Whether links out of a folder are followed. */
  followsLinks = $state(false);
  /** What was found with the choices in force; kept on show while the next one is made. */
  preview = $state.raw<Preview | null>(null);
  /** Only what the user chose; the loader chooses the rest. */
  chosen = $state.raw<ImportOptions>({});
  error = $state<string | null>(null);
  /** The look under way. */
  looking = $state.raw<Task | null>(null);
  /** The import under way. */
  keeping = $state.raw<Task | null>(null);

  readonly #workbench: Workbench;
  readonly #source: Source;
  #left = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workbench: Workbench, source: Source) {
    this.#workbench = workbench;
    this.#source = source;
    void this.look();
  }

  /** What is looked at, and kept. */
  get source(): Source {
    const source = this.#source;
    return 'path' in source && this.followsLinks ? { ...source, follow_links: true } : source;
  }

  /** Whether there are links that could be followed, or are. */
  get hasLinks(): boolean {
    if (!('path' in this.#source)) return false;
    return this.followsLinks || this.preview?.skipped.some(({ reason }) => reason === linkOutReason) === true;
  }

  /** Follows links, or does not, and looks again. */
  followLinks(follow: boolean): void {
    this.followsLinks = follow;
    this.choose({});
  }

  /** The choices in force: the user's over the loader's. */
  get options(): ImportOptions {
    return { ...this.preview?.options, ...this.chosen };
  }

  /** Whether what is on show is what would be kept. */
  get settled(): boolean {
    return this.looking === null && this.error === null && this.preview !== null;
  }

  /** Makes a choice and looks again. */
  choose(choice: ImportOptions): void {
    this.chosen = { ...this.chosen, ...choice };
    this.error = null;
    this.looking?.cancel();
    this.looking = new Task('Preview');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), settle);
  }

  /** The name changes nothing that a new look would show. */
  rename(name: string): void {
    const { name: _, ...others } = this.chosen;
    this.chosen = name.trim() === '' ? others : { ...others, name: name.trim() };
  }

  /** Back to what the loader chose. */
  reset(): void {
    this.followsLinks = false;
    this.chosen = {};
    this.choose({});
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.looking?.cancel();
    const task = new Task('Preview');
    this.looking = task;
    this.error = null;
    try {
      const preview = await this.#workbench.tasks.run(task, ({ id, signal }) =>
        this.#workbench.client.call(
          'datasets.preview',
          { source: this.source, options: this.chosen, task: id },
          { signal },
        ),
      );
      if (this.looking === task) this.preview = preview;
    } catch (thrown) {
      if (this.looking === task) this.#lookFailed(toIsthmusError(thrown));
    } finally {
      if (this.looking === task) this.looking = null;
    }
  }

  #lookFailed({ code, message }: IsthmusError): void {
    if (code !== 'cancelled') this.error = message;
    else if (this.preview === null) this.#workbench.go('/');
    else this.error = 'The preview was not updated: it does not show what these choices would keep.';
  }

  /** Keeps it as a dataset, and goes to its page, or says so where the user has left; else the reason is in `error`. */
  async keep(): Promise<void> {
    const task = new Task(`Keeping ${this.options.name ?? 'the dataset'}`);
    this.keeping = task;
    this.error = null;
    try {
      const dataset = await this.#workbench.tasks.run(task, ({ id, signal }) =>
        this.#workbench.client.call(
          'datasets.import',
          { source: this.source, options: this.chosen, task: id },
          { signal },
        ),
      );
      this.#workbench.keepDataset(dataset);
      this.#show(dataset);
    } catch (thrown) {
      const error = toIsthmusError(thrown);
      if (error.code !== 'cancelled') this.error = error.message;
    } finally {
      this.keeping = null;
    }
  }

  #show({ id, name }: Dataset): void {
    const path = datasetPath(id);
    if (!this.#left) this.#workbench.go(path, { replace: true });
    else this.#workbench.notify(`“${name}” is kept.`, 'good', { label: 'Open it', path });
  }

  /** Ends the look under way; an import goes on, and is listed in the status bar. */
  leave(): void {
    this.#left = true;
    clearTimeout(this.#timer);
    const last = this.looking;
    this.looking = null;
    last?.cancel();
  }
}
