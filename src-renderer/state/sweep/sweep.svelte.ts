/**
 * The page of a sweep (here), its curves over code sizes, and the runs that a sweep is made of.
 */

import {
  dataFacts,
  methodDefinition,
  methodNames,
  toIsthmusError,
  type Dataset,
  type MethodName,
  type MetricInfo,
  type Run,
  type SweepChoice,
  type SweepState,
} from '../../../src-main/contract/index.ts';
import type { SweepChartData } from '../../plots/charts/sweep-chart.ts';
import { evaluationOf } from '../results/evaluations.ts';
import { LatestWins } from '../latest-wins.ts';
import { watch } from '../watch.svelte.ts';
import { metricsOf, sweepChartData, type SweepFigures } from './sweep-curves.ts';
import { sweepParts } from './sweep-parts.ts';
import { canResume, isActive, sweepOrder } from '../text/sweep-words.ts';
import type { Workbench } from '../app/workbench.svelte.ts';

export const errorMetric = 'reconstruction_mse';

/** What the page of a sweep shows: its curves, its runs, and what is chosen among them. */
export class SweepView {
  readonly workbench: Workbench;
  readonly dataset: Dataset;
  readonly id: string;

  state = $state.raw<SweepState | null>(null);
  /** Whether there is no such sweep (any more). */
  #missing = $state(false);
  /** The metric asked for. */
  asked = $state<string | null>(null);
  /** Methods whose curves are switched off. */
  hidden = $state.raw<ReadonlySet<MethodName>>(new Set());
  /** Ids of the runs to be compared. */
  picked = $state.raw<ReadonlySet<string>>(new Set());

  readonly runs: readonly Run[] = $derived.by(() => sweepOrder(this.workbench.runsOfSweep(this.id)));
  readonly active: boolean = $derived.by(() => this.runs.some(isActive));
  readonly resumable: number = $derived.by(() => this.runs.filter(canResume).length);
  /** Finished runs with what they were measured by: another when the curves are. */
  readonly measured: readonly { run: string; evaluation: string }[] = $derived.by(() =>
    this.runs
      .filter(({ status }) => status === 'finished')
      .map((run) => ({ run: run.id, evaluation: evaluationOf(run) })),
  );
  /** Runs that are still to come. */
  readonly left: readonly Run[] = $derived.by(() => this.runs.filter(isActive));
  /** How far it is, from 0 to 1; null where there are no runs. */
  readonly fraction: number | null = $derived.by(() => {
    if (this.runs.length === 0) return null;
    const { progress } = this.workbench;
    const undone = this.left.map(({ id }) => 1 - (progress.get(id)?.progress.fraction ?? 0));
    return 1 - undone.reduce((sum, one) => sum + one, 0) / this.runs.length;
  });
  readonly choice: SweepChoice | null = $derived.by(() => this.state?.choice ?? null);
  /** What is chosen and why, or why nothing is; empty while that is not known. */
  readonly sentence: string = $derived.by(() => {
    if (this.choice !== null) return this.choice.sentence;
    if (this.state === null) return '';
    if (this.active) return 'A code size is chosen as soon as there are enough to choose from.';
    if (this.measured.length === 0) return 'None of its runs has a result yet.';
    const labelled = this.metrics.some(({ name }) => name.endsWith('_accuracy'));
    return labelled
      ? 'There is too little to choose a code size by: it takes two sizes of the method that does best, of those that are not given the labels.'
      : 'There is too little to choose a code size by: without labels it takes three sizes of the method with the smallest error.';
  });
  /** Metrics that there are curves of. */
  readonly metrics: readonly MetricInfo[] = $derived.by(() => metricsOf(this.state?.points ?? []));
  readonly metric: string | null = $derived.by(() => {
    const known = this.metrics.some(({ name }) => name === this.asked);
    return known ? this.asked : (this.metrics[0]?.name ?? null);
  });
  /** A run of the raw features to hold the others against: one that is pointed out, of this sweep, or else of this dataset. */
  readonly raw: Run | null = $derived.by(() => {
    const raws = this.workbench
      .runsOf(this.dataset.id)
      .filter(
        ({ method, status, dataset_hash }) =>
          method === 'raw' && status === 'finished' && dataset_hash === this.dataset.hash,
      );
    const shown = raws.find(({ id }) => this.#shown().some((run) => run.id === id));
    return shown ?? raws.find(({ sweep }) => sweep === this.id) ?? raws[0] ?? null;
  });
  /** Methods that the legend names, in their usual order. */
  readonly methods: readonly MethodName[] = $derived.by(() => {
    const own = this.state?.sweep.methods ?? [];
    return methodNames.filter((method) => own.includes(method) || (method === 'raw' && this.raw !== null));
  });
  /** One sentence a method that was not run at every size. */
  readonly leftOut: readonly string[] = $derived.by(() => {
    if (this.state === null) return [];
    const { methods, dims, seeds } = this.state.sweep;
    return sweepParts(methods, dims, seeds, dataFacts(this.dataset)).flatMap((part) => part.leftOut ?? []);
  });
  /** The runs at the chosen code size, one a method, raw features with them. */
  readonly atChoice: readonly Run[] = $derived.by(() => {
    const dim = this.choice?.dim;
    const there = this.runs.filter((run) => run.status === 'finished' && run.dim === dim);
    const first = there.filter((run) => there.find(({ method }) => method === run.method) === run);
    const reducing = first.filter(({ method }) => methodDefinition(method).choosesDim);
    return this.raw === null || reducing.length === 0 ? reducing : [this.raw, ...reducing];
  });

  readonly #latest = new LatestWins();
  readonly #shown: () => readonly Run[];

  /** @param shown runs that are pointed out on the curves, of this sweep or not */
  constructor(workbench: Workbench, dataset: Dataset, id: string, shown: () => readonly Run[] = () => []) {
    this.workbench = workbench;
    this.dataset = dataset;
    this.id = id;
    this.#shown = shown;
  }

  /** Whether this dataset has no such sweep (any more). */
  get gone(): boolean {
    return this.#missing || (this.state !== null && this.state.sweep.dataset !== this.dataset.id);
  }

  /**
   * Reads what has come of it, and again whenever there is more.
   * @returns stops it
   */
  follow(): () => void {
    return watch(
      () => this.measured,
      () => void this.read(),
    );
  }

  /** Reads what has come of it so far; of several readings the last begun counts. */
  async read(): Promise<void> {
    try {
      await this.#latest.run('state', async () => {
        const state = await this.workbench.client.call('sweeps.get', { sweep: this.id });
        return () => (this.state = state);
      });
    } catch (thrown) {
      this.#missing ||= toIsthmusError(thrown).code === 'not_found';
      if (!this.#missing) this.workbench.report(thrown);
    }
  }

  chart(metric: string): SweepChartData {
    return sweepChartData(this.#figures(), metric, this.workbench.theme.dark ? 'dark' : 'light');
  }

  toggle(method: MethodName): void {
    this.hidden = toggled(this.hidden, method);
  }

  pick(runs: readonly string[], on: boolean): void {
    const others = [...this.picked].filter((run) => !runs.includes(run));
    this.picked = new Set(on ? [...others, ...runs] : others);
  }

  #figures(): SweepFigures {
    return {
      points: this.state?.points ?? [],
      dims: this.state?.sweep.dims ?? [],
      runs: this.runs,
      choice: this.choice,
      raw: this.hidden.has('raw') ? null : this.raw,
      hidden: this.hidden,
      shown: this.#shown(),
    };
  }
}

function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}
