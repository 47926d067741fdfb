import type { Dataset, Run } from '../../../src-main/contract/index.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { LatestWins } from '../latest-wins.ts';
import { SweepView } from '../sweep/sweep.svelte.ts';
import { watch } from '../watch.svelte.ts';

/** What the page shows. */
export interface DimensionCurveOwner {
  readonly workbench: Workbench;
  readonly dataset: Dataset;
  /** All of the dataset. */
  readonly runs: readonly Run[];
  readonly finishedColumns: readonly Run[];
}

/** The curves of a dataset's sweeps over code sizes, with the runs on show pointed out on them. */
export class DimensionCurve {
  /** Whether it is on show. */
  open = $state(false);
  /** The newest first; null: not read yet. */
  views = $state.raw<readonly SweepView[] | null>(null);
  /** The sweep that was chosen. */
  asked = $state<string | null>(null);
  readonly #owner: DimensionCurveOwner;
  readonly #latest = new LatestWins();
  readonly #stops: readonly (() => void)[];

  /** Finished columns. */
  readonly shown: readonly Run[] = $derived.by(() => this.#owner.finishedColumns);
  /** The sweep on show: the one that was chosen, or that a column belongs to, or the newest. */
  readonly view: SweepView | null = $derived.by(() => {
    const views = this.views ?? [];
    const own = new Set(this.shown.map(({ sweep }) => sweep));
    return (
      views.find(({ id }) => id === this.asked) ?? views.find(({ id }) => own.has(id)) ?? views[0] ?? null
    );
  });
  /** Every run that the chart has figures of: those of the sweep, and those pointed out. */
  readonly drawn: readonly Run[] = $derived.by(() => {
    const own = this.view?.runs.filter(({ status }) => status === 'finished') ?? [];
    return [...own, ...this.shown.filter(({ id }) => !own.some((run) => run.id === id))];
  });
  /** Sweeps that have runs: the list is read again when another is started or deleted. */
  readonly #known: readonly string[] = $derived.by(() => {
    const sweeps = this.#owner.runs.flatMap(({ sweep }) => sweep ?? []);
    return [...new Set(sweeps)].toSorted();
  });

  constructor(owner: DimensionCurveOwner) {
    this.#owner = owner;
    this.#stops = [
      watch(
        () => (this.open ? this.#known : null),
        (known) => {
          if (known !== null) void this.#readSweeps();
        },
      ),
      watch(
        () => (this.open && this.view !== null ? { id: this.view.id, measured: this.view.measured } : null),
        (asked) => {
          if (asked !== null) void this.view?.read();
        },
      ),
    ];
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
  }

  /** Reads which sweeps there are; of several readings the last begun counts. */
  async #readSweeps(): Promise<void> {
    const { workbench, dataset } = this.#owner;
    try {
      await this.#latest.run('sweeps', async () => {
        const sweeps = await workbench.client.call('sweeps.list', { dataset: dataset.id });
        const before = this.views ?? [];
        const views = sweeps.map(
          ({ id }) =>
            before.find((view) => view.id === id) ?? new SweepView(workbench, dataset, id, () => this.shown),
        );
        return () => {
          this.views = views;
          // Of those that are not on show the titles are wanted, to choose by.
          for (const view of views) if (view !== this.view && view.state === null) void view.read();
        };
      });
    } catch (thrown) {
      workbench.report(thrown);
    }
  }
}
