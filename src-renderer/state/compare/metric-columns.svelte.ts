import type { Dataset, MetricGroup, MetricInfo, Run } from '../../../src-main/contract/index.ts';
import { sortedRuns, type TableOrder, type TableRun } from './metric-table.ts';
import { columnBasis, scoreGroups, type ScoreGroup } from '../results/scores.ts';

/** What the page shows. */
export interface MetricColumnsOwner {
  readonly dataset: Dataset;
  readonly finishedColumns: readonly Run[];
}

/** What the figures of a metric are of: said once where that is the same for all runs, else with each. */
type Basis = ReturnType<typeof columnBasis>;

/** Which metrics the table of all figures has, and in which order its runs come. */
export class MetricColumns {
  wanted = $state.raw<ReadonlySet<MetricGroup>>(
    new Set<MetricGroup>(['classes', 'structure', 'reconstruction']),
  );
  /** All metrics of the chosen groups, or only those that are seen first. */
  all = $state(false);
  #order = $state.raw<TableOrder | null>(null);
  readonly #owner: MetricColumnsOwner;

  /** Those that can be chosen. */
  readonly groups: readonly ScoreGroup[] = $derived.by(() =>
    scoreGroups(this.#owner.dataset.classes.length > 0),
  );
  readonly infos: readonly MetricInfo[] = $derived.by(() =>
    this.groups
      .filter(({ group }) => this.wanted.has(group))
      .flatMap((group) => group.infos.filter(({ first }) => this.all || first)),
  );
  /** The lines of the table: as the columns are, until they are sorted. */
  readonly runs: readonly TableRun[] = $derived.by(() => {
    const { finishedColumns } = this.#owner;
    return this.#order === null ? finishedColumns : sortedRuns(finishedColumns, this.#order);
  });
  readonly #bases: ReadonlyMap<string, Basis> = $derived.by(() => {
    const heldOut = this.#owner.dataset.splits.test;
    return new Map(
      this.infos.map((info) => {
        const metrics = this.runs.map((run) => run.metrics[info.name]);
        return [info.name, columnBasis(info, metrics, heldOut)];
      }),
    );
  });

  constructor(owner: MetricColumnsOwner) {
    this.#owner = owner;
  }

  choose(group: MetricGroup, on: boolean): void {
    const others = [...this.wanted].filter((one) => one !== group);
    this.wanted = new Set(on ? [...others, group] : others);
  }

  /**
   * Sorts the runs by a column; asked for again, the other way round.
   * @param by a metric, `name` or `dim`
   * @param descending whether large ones come first at first: the better ones
   */
  sort(by: string, descending: boolean): void {
    const again = this.#order?.by === by;
    this.#order = { by, descending: again ? !this.#order?.descending : descending };
  }

  /** As `aria-sort` has it. */
  sortedBy(by: string): 'ascending' | 'descending' | 'none' {
    if (this.#order?.by !== by) return 'none';
    return this.#order.descending ? 'descending' : 'ascending';
  }

  /** What the figures of a metric are of, where that is the same for all runs; else empty. */
  basisOf(metric: string): string {
    return this.#bases.get(metric)?.all ?? '';
  }

  /** What the figure of a metric in a line of the table is of, where that is not the same for all; else empty. */
  basisAt(metric: string, line: number): string {
    return this.#bases.get(metric)?.each[line] ?? '';
  }
}
