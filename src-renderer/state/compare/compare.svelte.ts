import type { Comparison, Dataset, Run, Sample } from '../../../src-main/contract/index.ts';
import { Board, type BoardChange, type BoardRows, type Mode } from '../../plots/map/board.ts';
import { classColours, rowColours, type Ground } from '../../plots/colours.ts';
import type { Shown } from '../../plots/geometry/drawing-order.ts';
import type { Key } from '../../plots/picture.ts';
import { ColourBy } from './colour-by.svelte.ts';
import { arrangeColumns, firstShown, rebuilds } from './columns.ts';
import type { HeldOut } from './confusions.ts';
import { Details } from './details.svelte.ts';
import { DimensionCurve } from './dimension-curve.svelte.ts';
import { Evaluations, evaluationOf } from './evaluations.ts';
import { LatestWins } from '../latest-wins.ts';
import { MapMaking } from './map-making.svelte.ts';
import { Neighbours } from './neighbours.svelte.ts';
import { Measuring } from './measuring.svelte.ts';
import { summarise, type Selection } from './selection.ts';
import type { Workbench } from '../app/workbench.svelte.ts';

/** How long the pointer must rest on a sample before its picture is asked for. */
const rest = 70;

/** What the compare page shows of one dataset: which columns, and what is linked between them. */
export class Compare {
  readonly workbench: Workbench;
  readonly board: Board;
  readonly maps: MapMaking;
  /** How many rows have no label. */
  readonly unlabelled: number;
  /** How many classes the dataset names. */
  readonly classCount: number;
  readonly heldOut: HeldOut;
  readonly evaluations = new Evaluations();
  readonly details: Details;
  readonly colourBy: ColourBy;
  readonly neighbours: Neighbours;
  readonly measuring: Measuring;
  readonly curve: DimensionCurve;
  readonly #datasetId: string;
  readonly #rows: BoardRows;
  /** Runs that the address asked for; they come first after the raw features. */
  readonly #asked: readonly string[];

  comparison = $state.raw<Comparison | null>(null);
  /** Runs whose column the user closed or opened, against what is shown by itself. */
  #chosen = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  /** By class, then for the unlabelled: whether the legend switched it off. */
  hidden = $state.raw<readonly boolean[]>([]);
  shown = $state<Shown>('all');
  mode = $state<Mode>('pan');
  marked = $state(-1);
  sample = $state.raw<Sample | null>(null);
  selection = $state.raw<Selection>({ total: 0, byClass: [], examples: [] });
  /** What the selected samples have in common, where something else than the pointer selected them. */
  why = $state('');
  /** Whether the maps are zoomed, moved or turned. */
  moved = $state(false);
  /** The metric whose explanation is open, in every column alike. */
  explained = $state<string | null>(null);

  readonly dataset: Dataset = $derived.by(() => this.#current());
  readonly ground: Ground = $derived.by(() => (this.workbench.theme.dark ? 'dark' : 'light'));
  /** One a class, then the neutral colour of unlabelled rows. */
  readonly colours: readonly string[] = $derived.by(() => classColours(this.#rows.classes, this.ground));
  /** What the colours of the maps mean, for those that are saved. */
  readonly keys: readonly Key[] = $derived.by(() =>
    this.colourBy.colouring === null
      ? classKeys(this.dataset.classes, this.colours, this.unlabelled > 0)
      : this.colourBy.keys,
  );
  /** Every row in the neutral colour. */
  readonly neutral: Uint8Array = $derived.by(() =>
    rowColours(new Int32Array(this.#rows.labels.length).fill(-1), this.colours.slice(-1)),
  );
  /** All runs of the dataset in the order of their columns. */
  readonly runs: readonly Run[] = $derived.by(() =>
    arrangeColumns(this.workbench.runsOf(this.#datasetId), this.#asked),
  );
  readonly #byItself: ReadonlySet<string> = $derived.by(() => firstShown(this.runs, this.#asked));
  /** Those that the count of columns is about: runs of sweeps are many, and count where they are on show. */
  readonly offered: readonly Run[] = $derived.by(() =>
    this.runs.filter(({ id, sweep }) => sweep === null || this.isShown(id)),
  );
  readonly columns: readonly Run[] = $derived.by(() => this.runs.filter(({ id }) => this.isShown(id)));
  readonly finishedColumns: readonly Run[] = $derived.by(() =>
    this.columns.filter(({ status }) => status === 'finished'),
  );
  /** Their ids, as one text, so that it changes only when they do. */
  readonly finished: string = $derived.by(() => this.finishedColumns.map(({ id }) => id).join(','));

  /** Changes when what is compared does: another column, or one that was measured anew or is called otherwise. */
  readonly measured: string = $derived.by(() =>
    this.finishedColumns.map((run) => `${run.id} ${evaluationOf(run)} ${run.name}`).join(),
  );

  readonly #fallback: Dataset;
  readonly #latest = new LatestWins();
  #resting: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | null = null;

  constructor(workbench: Workbench, dataset: Dataset, rows: BoardRows) {
    this.workbench = workbench;
    this.#fallback = dataset;
    this.#datasetId = dataset.id;
    this.#rows = rows;
    const { route } = workbench;
    this.#asked = route.view === 'compare' ? route.runs : [];
    this.unlabelled = rows.labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0);
    this.classCount = rows.classes;
    this.heldOut = heldOutOf(rows);
    this.details = new Details(this);
    this.colourBy = new ColourBy(this);
    this.neighbours = new Neighbours(workbench.client, this);
    this.measuring = new Measuring(this);
    this.curve = new DimensionCurve(this);
    this.hidden = Array.from({ length: rows.classes + 1 }, () => false);
    this.maps = new MapMaking(workbench, rows.classes);
    this.board = new Board(rows, this.shown, {
      change: (change) => this.#follow(change),
      describe: (row) => this.className(this.legendIndex(row)),
    });
  }

  isShown(run: string): boolean {
    return this.#chosen.get(run) ?? this.#byItself.has(run);
  }

  show(run: string, on: boolean): void {
    this.#chosen = new Map(this.#chosen).set(run, on);
  }

  /** The class of a row as an index into the legend, which has the unlabelled last. */
  legendIndex(row: number): number {
    const label = this.#rows.labels[row] ?? -1;
    return label < 0 ? this.#rows.classes : label;
  }

  /** The name of a legend entry; the one after the classes is that of the unlabelled. */
  className(index: number): string {
    return this.dataset.classes[index]?.name ?? (this.#rows.classes > 0 ? 'unlabelled' : '');
  }

  /** Whether the maps show a row: of the wanted split, and of a class that is switched on. */
  isOnMaps(row: number): boolean {
    void this.shown;
    void this.hidden;
    return this.board.isDrawn(row);
  }

  toggleClass(index: number): void {
    this.#hide(this.hidden.map((off, i) => (i === index ? !off : off)));
  }

  /** Leaves this class alone on the maps; done again, brings the others back. */
  isolateClass(index: number): void {
    const alone = this.hidden.every((off, i) => off === (i !== index));
    this.#hide(this.hidden.map((_, i) => !alone && i !== index));
  }

  showAllClasses(): void {
    this.#hide(this.hidden.map(() => false));
  }

  setShown(shown: Shown): void {
    this.shown = shown;
    this.board.setShown(shown);
  }

  /** Selects this row on all maps, and no other. */
  selectOne(row: number): void {
    this.board.select(Uint32Array.of(row));
  }

  /** Selects rows on all maps, and says what they have in common. */
  selectBecause(rows: Uint32Array, why: string): void {
    this.board.select(rows);
    this.why = why;
  }

  /** Reads the scores of these runs side by side; of several readings the last begun counts. */
  async compare(runs: readonly string[]): Promise<void> {
    try {
      await this.#latest.run('comparison', async () => {
        const comparison =
          runs.length === 0
            ? null
            : await this.workbench.client.call('compare.get', { dataset: this.#datasetId, runs: [...runs] });
        return () => (this.comparison = comparison);
      });
    } catch (error) {
      this.workbench.report(error);
    }
  }

  dispose(): void {
    clearTimeout(this.#resting);
    this.#reading?.abort();
    this.maps.dispose();
    this.neighbours.dispose();
    this.measuring.cancel();
    this.board.dispose();
  }

  #current(): Dataset {
    return this.workbench.dataset(this.#datasetId) ?? this.#fallback;
  }

  #hide(hidden: readonly boolean[]): void {
    this.hidden = hidden;
    this.board.setHidden(hidden);
  }

  #follow(change: BoardChange): void {
    switch (change) {
      case 'selection':
        this.why = '';
        this.selection = summarise(this.board.selected, this.#rows.labels, this.#rows.classes);
        break;
      case 'marked':
        this.marked = this.board.marked;
        this.#readSample();
        break;
      case 'mode':
        this.mode = this.board.mode;
        break;
      case 'view':
        this.moved = !this.board.atRest;
        break;
      case 'shown':
        break;
    }
  }

  /** The last sample stays in its card while the pointer is nowhere, so that it can be looked at. */
  #readSample(): void {
    clearTimeout(this.#resting);
    this.#reading?.abort();
    const row = this.marked;
    if (row >= 0) this.#resting = setTimeout(() => void this.#fetchSample(row), rest);
  }

  async #fetchSample(row: number): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    const runs = this.columns.filter(rebuilds).map(({ id }) => id);
    try {
      const { signal } = reading;
      const asked = { dataset: this.#datasetId, row, runs: runs.slice(0, 100) };
      const sample = await this.workbench.client.call('datasets.sample', asked, { signal });
      if (!signal.aborted) this.sample = sample;
    } catch (error) {
      if (!reading.signal.aborted) this.workbench.report(error);
    }
  }
}

/** The colour of each class, and of what has none where there is such. */
function classKeys(
  classes: Dataset['classes'],
  colours: readonly string[],
  someUnlabelled: boolean,
): readonly Key[] {
  const names = classes.map(({ name }) => name);
  if (someUnlabelled && names.length > 0) names.push('unlabelled');
  return names.map((name, at) => ({ name, colour: colours[at] ?? '' }));
}

/** Held-out rows in the order of their numbers, as evaluations count them. */
function heldOutOf({ heldOut, labels }: BoardRows): HeldOut {
  const rows = Int32Array.from({ length: heldOut.length }, (_, row) => row).filter(
    (row) => heldOut[row] === 1,
  );
  return { rows, labels: rows.map((row) => labels[row] ?? -1) };
}
