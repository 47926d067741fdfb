import {
  clusteringNames,
  metricInfo,
  metricInfos,
  type ClusteringName,
  type MetricInfo,
  type Run,
} from '../../../src-main/contract/index.ts';
import type { Key } from '../../plots/picture.ts';
import { scaleColours, valueColours } from '../../plots/value-colours.ts';
import {
  clusterings,
  clustersByRow,
  clusterScale,
  colourScale,
  endWords,
  isClustering,
  valuesByRow,
  valueWords,
  type ColourScale,
} from './colouring.ts';
import type { Compare } from './compare.svelte.ts';
import { hasArray, isEvaluated, versionsOf } from './evaluations.ts';
import { LatestWins } from '../latest-wins.ts';
import { matchedClusters } from './matching.ts';

/** The name under which a column takes the values of its own run. */
export const ownRun = 'own';

/** What the maps are coloured by, where it is not the classes. */
interface Colouring {
  metric: string;
  scale: ColourScale;
  /** By run of a column, the colours of its rows; those without values are absent. */
  byRun: ReadonlyMap<string, Uint8Array>;
  /** By run whose values these are. */
  values: ReadonlyMap<string, Float32Array>;
}

/** By what the samples on the maps are coloured: their class, a metric that each sample has a value of, or their cluster. */
export class ColourBy {
  /** A metric or a clustering; null: the classes. */
  metric = $state<string | null>(null);
  /** Whose values are shown: those of one run on all maps, or on each map those of its own. */
  of = $state(ownRun);
  #values = $state.raw<{ metric: string; byRun: ReadonlyMap<string, Float32Array> } | null>(null);
  readonly #compare: Compare;
  readonly #latest = new LatestWins();

  readonly runs: readonly Run[] = $derived.by(() => this.#compare.finishedColumns.filter(isEvaluated));
  /** Metrics that the shown runs have values of. */
  readonly metrics: readonly MetricInfo[] = $derived.by(() =>
    metricInfos.filter(
      ({ name, perSample }) =>
        perSample && this.runs.some(({ metrics }) => (metrics[name]?.value ?? null) !== null),
    ),
  );
  readonly clusterings: readonly ClusteringName[] = $derived.by(() =>
    this.runs.some((run) => hasArray(run, 'clusters.npy')) ? clusteringNames : [],
  );
  /** Changes when there is something else to read. */
  readonly asked: string = $derived.by(() =>
    this.metric === null ? '' : `${this.metric} ${versionsOf(this.runs, ['per-sample.npy', 'clusters.npy'])}`,
  );
  readonly #source: string = $derived.by(() =>
    this.runs.some(({ id }) => id === this.of) ? this.of : ownRun,
  );
  /** Null: by class. */
  readonly colouring: Colouring | null = $derived.by(() => this.#coloured());
  readonly ramp: readonly string[] = $derived.by(() =>
    this.colouring === null ? [] : scaleColours(this.colouring.scale, this.#compare.ground),
  );
  /** The ends of the scale in words. */
  readonly ends: readonly [string, string] = $derived.by(() =>
    this.colouring === null ? ['', ''] : endWords(this.colouring.metric, this.colouring.scale),
  );
  readonly info: Pick<MetricInfo, 'title' | 'help'> | null = $derived.by(() => {
    const { metric = '' } = this.colouring ?? {};
    return isClustering(metric) ? clusterings[metric] : (metricInfo(metric) ?? null);
  });
  /** The ends of the scale, and between them its middle, for a map that is saved. */
  readonly keys: readonly Key[] = $derived.by(() => {
    const { ramp, ends, info, colouring } = this;
    const none = { colour: this.#compare.colours.at(-1) ?? '', name: 'no value' };
    if (colouring?.scale.kind === 'groups') {
      const { metric, scale } = colouring;
      return [...ramp.map((colour, at) => ({ colour, name: valueWords(metric, scale, at) })), none];
    }
    const middle = ramp[Math.floor(ramp.length / 2)] ?? '';
    return [
      { colour: ramp[0] ?? '', name: `${info?.title ?? ''}: ${ends[0]}` },
      ...(ramp.length > 2 ? [{ colour: middle, name: 'halfway' }] : []),
      { colour: ramp.at(-1) ?? '', name: ends[1] },
      none,
    ];
  });
  /** Names of shown runs that have no such values. */
  readonly without: readonly string[] = $derived.by(() => {
    const { colouring } = this;
    if (colouring === null || this.#source !== ownRun) return [];
    return this.#compare.columns.filter(({ id }) => !colouring.byRun.has(id)).map(({ name }) => name);
  });

  constructor(compare: Compare) {
    this.#compare = compare;
  }

  /** The colours of a column's map; null: those of the classes. */
  coloursOf(run: string): Uint8Array | null {
    const { colouring } = this;
    if (colouring === null) return null;
    return colouring.byRun.get(this.#source === ownRun ? run : this.#source) ?? this.#compare.neutral;
  }

  /** Reads the values of what is asked for now; of several readings the last begun counts. */
  async read(): Promise<void> {
    const { metric, runs } = this;
    const { evaluations, heldOut, board } = this.#compare;
    try {
      await this.#latest.run('values', async () => {
        if (metric === null) return () => (this.#values = null);
        const read = await Promise.all(
          runs.map(async (run) => {
            const line = isClustering(metric)
              ? await evaluations.line(
                  run,
                  'clusters.npy',
                  (about) => about.clusterings.map(({ name }) => name),
                  metric,
                )
              : await evaluations.line(run, 'per-sample.npy', (about) => about.per_sample, metric);
            return [run.id, line] as const;
          }),
        );
        const spread = isClustering(metric) ? clustersByRow : valuesByRow;
        const found = read.flatMap(([id, line]) =>
          line === null ? [] : [[id, spread(line, heldOut.rows, board.rows)] as const],
        );
        const first = found[0]?.[1];
        const alike = first !== undefined && isClustering(metric);
        const byRun = new Map(
          alike ? found.map(([id, values]) => [id, matchedClusters(first, values)] as const) : found,
        );
        return () => (this.#values = { metric, byRun });
      });
    } catch (thrown) {
      this.metric = null;
      this.#compare.workbench.report(thrown);
    }
  }

  #coloured(): Colouring | null {
    if (this.metric === null || this.#values === null) return null;
    const { metric, byRun: values } = this.#values;
    const shown = this.#source === ownRun ? [...values.values()] : [values.get(this.#source) ?? []];
    const info = metricInfo(metric);
    const scale = isClustering(metric) ? clusterScale(shown) : info && colourScale(info, shown);
    if (!scale) return null;
    const byRun = new Map(
      Array.from(values, ([id, own]) => [id, valueColours(own, scale, this.#compare.ground)] as const),
    );
    return { metric, scale, byRun, values };
  }
}
