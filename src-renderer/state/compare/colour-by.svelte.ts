import {
  clusteringNames,
  metricInfo,
  metricInfos,
  type ClusteringName,
  type MetricInfo,
  type Run,
} from '../../../src-main/contract/index.ts';
import type { Ground } from '../../plots/colours.ts';
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
import type { Workbench } from '../app/workbench.svelte.ts';
import { Loaded } from '../loaded.svelte.ts';
import type { HeldOut } from './confusions.ts';
import {
  filesOf,
  hasArray,
  isEvaluated,
  type Evaluations,
  type FileVersion,
} from '../results/evaluations.ts';
import { matchedClusters } from './matching.ts';

/** The name under which a column takes the values of its own run. */
export const ownRun = 'own';

/** So many clusters are listed; of more it is said how many there are. */
const maxListed = 12;

/** What the maps are coloured by, where it is not the classes. */
interface Colouring {
  metric: string;
  scale: ColourScale;
  /** By run of a column, the colours of its rows; those without values are absent. */
  byRun: ReadonlyMap<string, Uint8Array>;
  /** By run whose values these are. */
  values: ReadonlyMap<string, Float32Array>;
}

/** What the page shows, and whom it tells. */
export interface ColourByOwner {
  readonly workbench: Pick<Workbench, 'report'>;
  readonly columns: readonly Run[];
  readonly finishedColumns: readonly Run[];
  readonly heldOut: HeldOut;
  /** How many rows the maps have. */
  readonly rowCount: number;
  readonly evaluations: Evaluations;
  readonly ground: Ground;
  /** One a class, then the neutral colour. */
  readonly colours: readonly string[];
  /** Every row in the neutral colour. */
  readonly neutral: Uint8Array;
}

/** Values of all rows, by run; those without such values are absent. */
interface Values {
  metric: string;
  byRun: ReadonlyMap<string, Float32Array>;
}

/** By what the samples on the maps are coloured: their class, a metric that each sample has a value of, or their cluster. */
export class ColourBy {
  /** A metric or a clustering; null: the classes. */
  metric = $state<string | null>(null);
  /** Whose values are shown: those of one run on all maps, or on each map those of its own. */
  of = $state(ownRun);
  readonly #owner: ColourByOwner;
  readonly #values: Loaded<{ metric: string; files: FileVersion[] }, Values>;

  readonly runs: readonly Run[] = $derived.by(() => this.#owner.finishedColumns.filter(isEvaluated));
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
  readonly #source: string = $derived.by(() =>
    this.runs.some(({ id }) => id === this.of) ? this.of : ownRun,
  );
  /** Null: by class. */
  readonly colouring: Colouring | null = $derived.by(() => this.#coloured());
  readonly ramp: readonly string[] = $derived.by(() =>
    this.colouring === null ? [] : scaleColours(this.colouring.scale, this.#owner.ground),
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
    const none = { colour: this.#owner.colours.at(-1) ?? '', name: 'no value' };
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
  /** Clusters that the legend has a line each for; of none where colours are no clusters. */
  readonly clusters: readonly Key[] = $derived.by(() =>
    this.colouring?.scale.kind === 'groups' ? this.keys.slice(0, -1) : [],
  );
  /** Whether colours go from one end of a scale to the other without steps. */
  readonly smooth: boolean = $derived.by(
    () => this.colouring?.scale.kind !== 'verdict' && this.clusters.length === 0,
  );
  /** What the legend lists with a colour each. */
  readonly swatches: readonly Key[] = $derived.by(() => {
    const verdict = this.ramp.map((colour, at) => ({ colour, name: this.ends[at] ?? '' })).toReversed();
    return [
      ...(this.colouring?.scale.kind === 'verdict' ? verdict : this.clusters.slice(0, maxListed)),
      { colour: this.#owner.colours.at(-1) ?? '', name: 'training samples, and those without a value' },
    ];
  });
  /** Whether the legend has no room for every cluster. */
  readonly crowded: boolean = $derived.by(() => this.clusters.length > maxListed);
  /** Names of shown runs that have no such values. */
  readonly without: readonly string[] = $derived.by(() => {
    const { colouring } = this;
    if (colouring === null || this.#source !== ownRun) return [];
    return this.#owner.columns.filter(({ id }) => !colouring.byRun.has(id)).map(({ name }) => name);
  });

  constructor(owner: ColourByOwner) {
    this.#owner = owner;
    this.#values = new Loaded({
      key: () => {
        const { metric } = this;
        return metric === null
          ? null
          : { metric, files: filesOf(this.runs, ['per-sample.npy', 'clusters.npy']) };
      },
      load: ({ metric }) => this.#read(metric),
      fail: (thrown) => {
        this.metric = null;
        owner.workbench.report(thrown);
      },
    });
  }

  /** The colours of a column's map; null: those of the classes. */
  coloursOf(run: string): Uint8Array | null {
    const { colouring } = this;
    if (colouring === null) return null;
    return colouring.byRun.get(this.#source === ownRun ? run : this.#source) ?? this.#owner.neutral;
  }

  /** What the maps are coloured by, of one row in every column that has a value of it. */
  figuresOf(row: number): { id: string; name: string; words: string }[] {
    const { colouring } = this;
    if (colouring === null) return [];
    return this.#owner.columns.flatMap(({ id, name }) => {
      const value = colouring.values.get(id)?.[row] ?? NaN;
      return Number.isNaN(value)
        ? []
        : [{ id, name, words: valueWords(colouring.metric, colouring.scale, value) }];
    });
  }

  dispose(): void {
    this.#values.dispose();
  }

  /** Clusters have the numbers of those of the first run that they share most samples with. */
  async #read(metric: string): Promise<Values> {
    const { heldOut, rowCount } = this.#owner;
    const read = await Promise.all(
      this.runs.map(async (run) => [run.id, await this.#line(run, metric)] as const),
    );
    const spread = isClustering(metric) ? clustersByRow : valuesByRow;
    const found = read.flatMap(([id, line]) =>
      line === null ? [] : [[id, spread(line, heldOut.rows, rowCount)] as const],
    );
    const first = found[0]?.[1];
    const alike = first !== undefined && isClustering(metric);
    const byRun = new Map(
      alike ? found.map(([id, values]) => [id, matchedClusters(first, values)] as const) : found,
    );
    return { metric, byRun };
  }

  /** One value a held-out row; null where there are none. */
  #line(run: Run, name: string): Promise<ArrayLike<number> | null> {
    const { evaluations } = this.#owner;
    return isClustering(name)
      ? evaluations.line(run, 'clusters.npy', (about) => about.clusterings.map((each) => each.name), name)
      : evaluations.line(run, 'per-sample.npy', (about) => about.per_sample, name);
  }

  #coloured(): Colouring | null {
    if (this.#values.value === null) return null;
    const { metric, byRun: values } = this.#values.value;
    const shown = this.#source === ownRun ? [...values.values()] : [values.get(this.#source) ?? []];
    const info = metricInfo(metric);
    const scale = isClustering(metric) ? clusterScale(shown) : info && colourScale(info, shown);
    if (!scale) return null;
    const byRun = new Map(
      Array.from(values, ([id, own]) => [id, valueColours(own, scale, this.#owner.ground)] as const),
    );
    return { metric, scale, byRun, values };
  }
}
