import type { Run } from '../../../src-main/contract/index.ts';
import type { Compare } from './compare.svelte.ts';
import { LatestWins } from '../latest-wins.ts';
import { SweepView } from '../sweep/sweep.svelte.ts';

/** The curves of a dataset's sweeps over code sizes, with the runs on show pointed out on them. */
export class DimensionCurve {
  /** Whether it is on show. */
  open = $state(false);
  /** The newest first; null: not read yet. */
  views = $state.raw<readonly SweepView[] | null>(null);
  /** The sweep that was chosen. */
  asked = $state<string | null>(null);
  readonly #compare: Compare;
  readonly #latest = new LatestWins();

  /** Sweeps that have runs, as one text: the list is read again when another is started or deleted. */
  readonly known: string = $derived.by(() => {
    const sweeps = this.#compare.runs.flatMap(({ sweep }) => sweep ?? []);
    return [...new Set(sweeps)].toSorted().join(',');
  });
  /** Finished columns. */
  readonly shown: readonly Run[] = $derived.by(() => this.#compare.finishedColumns);
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

  constructor(compare: Compare) {
    this.#compare = compare;
  }

  /** Reads which sweeps there are; of several readings the last begun counts. */
  async read(): Promise<void> {
    const { workbench, dataset } = this.#compare;
    try {
      await this.#latest.run('sweeps', async () => {
        const sweeps = await workbench.client.call('sweeps.list', { dataset: dataset.id });
        const before = this.views ?? [];
        const views = sweeps.map(
          ({ id }) =>
            before.find((view) => view.id === id) ?? new SweepView(workbench, dataset, id, () => this.shown),
        );
        return () => (this.views = views);
      });
    } catch (thrown) {
      workbench.report(thrown);
    }
  }
}
