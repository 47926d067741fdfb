/**
 * The page that sets runs side by side. `Compare` (here) holds which columns there are and what is linked between
 * them, and gives each panel of the page a state of its own.
 */

// What the compare page knows of one dataset: its columns, what is linked between them, and what is shown of them.
// `Compare` holds it all; each part of it takes a narrow owner, so that it can be read and tested alone.

import type { Comparison, Dataset, Run, Sample } from '../../../src-main/contract/index.ts';
import { Board, type BoardChange, type BoardRows, type Mode } from '../../plots/map/board.ts';
import { classColours, rowColours, type Ground } from '../../plots/colours.ts';
import type { Shown } from '../../plots/geometry/drawing-order.ts';
import type { Key } from '../../plots/picture.ts';
import { ColourBy } from './colour-by.svelte.ts';
import { arrangeColumns, firstShown } from './columns.ts';
import type { HeldOut } from './confusions.ts';
import { Details } from './details.svelte.ts';
import { DimensionCurve } from './dimension-curve.svelte.ts';
import { Evaluations, evaluationOf } from '../results/evaluations.ts';
import { Loaded } from '../loaded.svelte.ts';
import { MapMaking } from './map-making.svelte.ts';
import { MetricColumns } from './metric-columns.svelte.ts';
import { Neighbours } from './neighbours.svelte.ts';
import { Measuring } from './measuring.svelte.ts';
import { PointedSample } from './pointed-sample.svelte.ts';
import { summarise, type Selection } from './selection.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { isActive } from '../text/sweep-words.ts';

/** A run whose scores are compared: again where it was re-evaluated or renamed. */
interface Compared {
  run: string;
  evaluation: string;
  name: string;
}

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
  readonly datasetId: string;
  readonly #rows: BoardRows;
  /** Runs that the address asked for; they come first after the raw features. */
  readonly #asked: readonly string[];

  /** Runs whose column the user closed or opened, against what is shown by itself. */
  #chosen = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  /** By class, then for the unlabelled: whether the legend switched it off. */
  hidden = $state.raw<readonly boolean[]>([]);
  shown = $state<Shown>('all');
  mode = $state<Mode>('pan');
  marked = $state(-1);
  selection = $state.raw<Selection>({ total: 0, byClass: [], examples: [] });
  /** What the selected samples have in common, where something else than the pointer selected them. */
  why = $state('');
  /** The table of all figures while it is on show. */
  table = $state.raw<MetricColumns | null>(null);
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
    arrangeColumns(this.workbench.runsOf(this.datasetId), this.#asked),
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

  readonly #fallback: Dataset;
  readonly #sample: PointedSample;
  readonly #comparison: Loaded<Compared[], Comparison>;

  constructor(workbench: Workbench, dataset: Dataset, rows: BoardRows) {
    this.workbench = workbench;
    this.#fallback = dataset;
    this.datasetId = dataset.id;
    this.#rows = rows;
    const { route } = workbench;
    this.#asked = route.view === 'compare' ? route.runs : [];
    this.unlabelled = rows.labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0);
    this.classCount = rows.classes;
    this.heldOut = heldOutOf(rows);
    this.#sample = new PointedSample(this);
    this.#comparison = new Loaded({
      key: () => {
        const runs = this.finishedColumns;
        return runs.length === 0
          ? null
          : runs.map((run) => ({ run: run.id, evaluation: evaluationOf(run), name: run.name }));
      },
      load: (runs, signal) => {
        const asked = { dataset: dataset.id, runs: runs.map(({ run }) => run) };
        return workbench.client.call('compare.get', asked, { signal });
      },
      fail: (thrown) => workbench.report(thrown),
    });
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

  /** The scores of the finished columns side by side; null: not known yet, or there is none. */
  get comparison(): Comparison | null {
    return this.#comparison.value;
  }

  /** What is said above the maps: the verdict, or what it waits for. */
  get sentence(): string {
    if (this.comparison !== null) return this.comparison.verdict.sentence;
    if (this.finishedColumns.length > 0) return '';
    return this.columns.some(isActive)
      ? 'The scores are compared as soon as the first run is finished.'
      : 'None of the columns shown has scores to compare.';
  }

  /** The sample that was pointed at last; null: none yet. */
  get sample(): Sample | null {
    return this.#sample.value;
  }

  get rowCount(): number {
    return this.#rows.labels.length;
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

  /** Shows the table of all figures, or puts it away. */
  toggleTable(): void {
    this.table = this.table === null ? new MetricColumns(this) : null;
  }

  /** Selects this row on all maps, and no other. */
  selectOne(row: number): void {
    this.board.select(Uint32Array.of(row));
  }

  /**
   * Shows the neighbours of the sample that is marked, or else of the one that is selected.
   * @returns false where there is neither
   */
  showNeighbours(): boolean {
    const row = this.marked < 0 ? this.neighbours.row : this.marked;
    if (row < 0) return false;
    this.neighbours.of(row);
    return true;
  }

  /** Selects rows on all maps, and says what they have in common. */
  selectBecause(rows: Uint32Array, why: string): void {
    this.board.select(rows);
    this.why = why;
  }

  dispose(): void {
    this.#comparison.dispose();
    this.#sample.dispose();
    this.details.dispose();
    this.colourBy.dispose();
    this.curve.dispose();
    this.maps.dispose();
    this.neighbours.dispose();
    this.measuring.cancel();
    this.board.dispose();
  }

  #current(): Dataset {
    return this.workbench.dataset(this.datasetId) ?? this.#fallback;
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
        this.#sample.point(this.board.marked);
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
