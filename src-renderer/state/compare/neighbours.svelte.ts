import {
  SampleIds,
  toIsthmusError,
  type Client,
  type Dataset,
  type Run,
} from '../../../src-main/contract/index.ts';
import { fetchJson } from '../../api/arrays.ts';
import { watch } from '../watch.svelte.ts';
import type { Ring } from '../../plots/map/rings.ts';
import { sampleName } from '../text/row-numbers.ts';
import { against, alone, maxKnown, ofClass, tiesBeyond, type Nearest, type Neighbour } from './nearest.ts';
import { neighbourRuns, referenceSentence, type NeighbourRuns } from './neighbour-runs.ts';
import { neighbourhoodWords, neighbourWords } from './neighbour-words.ts';
import type { Selection } from './selection.ts';

/** What the page shows, and whom it asks to select. */
export interface NeighboursOwner {
  readonly dataset: Dataset;
  /** All runs in the order of their columns. */
  readonly runs: readonly Run[];
  readonly selection: Selection;
  isShown(run: string): boolean;
  /** The class of a row; behind the last class where it has none. */
  legendIndex(row: number): number;
  /** The name of a class, or of what has none. */
  className(index: number): string;
  /** Whether the maps show a row now. */
  isOnMaps(row: number): boolean;
  /** Selects this row and no other. */
  selectOne(row: number): void;
}

type Answer =
  { state: 'waiting' } | { state: 'found'; nearest: Nearest } | { state: 'failed'; message: string };

/** The nearest samples of the selected one in one representation. */
export interface Neighbourhood {
  run: Run;
  isReference: boolean;
  state: Answer['state'];
  /** Why there are none, as a sentence. */
  message: string;
  neighbours: readonly Neighbour[];
  lost: readonly Neighbour[];
  /** Of how many in the reference it has how many; null where there is nothing to hold it against, or not yet. */
  kept: number | null;
  /** How many are of the class of the sample; null where it has none. */
  sameClass: number | null;
  /** How many were looked at, where others beyond them may be exactly as near as the last that is shown; else null. */
  tied: number | null;
}

/** The neighbours of the one sample that is selected, in every representation on show beside the reference. */
export class Neighbours {
  /** Whether they are wanted whenever one sample is selected. */
  open = $state(true);
  /** How many are asked for. */
  wanted = $state(10);
  /** What samples are called; null while that is not known. */
  #ids = $state.raw<readonly string[] | null>(null);
  /** By run, of the row that was asked for last. */
  #answers = $state.raw<ReadonlyMap<string, Answer>>(new Map());
  readonly #client: Client;
  readonly #owner: NeighboursOwner;
  #row = -1;
  #reading = new AbortController();
  readonly #stop: () => void;

  /** The sample whose neighbours are shown; -1: not just one is selected. */
  readonly row: number = $derived.by(() => {
    const { total, examples } = this.#owner.selection;
    return total === 1 ? (examples[0] ?? -1) : -1;
  });
  readonly runs: NeighbourRuns = $derived.by(() =>
    neighbourRuns(this.#owner.runs, (id) => this.#owner.isShown(id)),
  );
  readonly sentence: string = $derived.by(() => referenceSentence(this.runs));
  /** How many a sample has at most. */
  readonly others: number = $derived.by(() => this.#owner.dataset.rows - 1);
  readonly k: number = $derived.by(() => Math.min(this.wanted, this.others));
  /** Whether there is one sample to show neighbours of, and somewhere to find them. */
  readonly possible: boolean = $derived.by(
    () => this.row >= 0 && this.others > 0 && this.runs.reference !== null,
  );
  readonly shown: boolean = $derived.by(() => this.open && this.possible);
  readonly waiting: boolean = $derived.by(() => this.list.some(({ state }) => state === 'waiting'));
  /** The reference first. */
  readonly list: readonly Neighbourhood[] = $derived.by(() =>
    this.shown ? this.#all.map((run) => this.#neighbourhood(run)) : [],
  );
  readonly #all: readonly Run[] = $derived.by(() => {
    const { reference, others } = this.runs;
    return reference === null ? [] : [reference, ...others];
  });
  readonly #rings: ReadonlyMap<string, readonly Ring[]> = $derived.by(
    () => new Map(this.list.map(({ run, neighbours }) => [run.id, ringsOf(neighbours)])),
  );

  constructor(client: Client, owner: NeighboursOwner) {
    this.#client = client;
    this.#owner = owner;
    this.#stop = watch(
      () => (this.shown ? { row: this.row, runs: this.#all.map(({ id }) => id) } : null),
      () => void this.#read(),
    );
  }

  /** What a sample is called. */
  nameOf(row: number): string {
    return sampleName(row, this.#ids?.[row]);
  }

  /** Whether a row is of another class than the selected sample; of those without a class it is not known. */
  isOther(row: number): boolean {
    const [own, other] = [this.#labelOf(this.row), this.#labelOf(row)];
    return own >= 0 && other >= 0 && own !== other;
  }

  /**
   * What is said of a neighbour beside its picture.
   * @param place among those it is listed with, from 0
   */
  wordsOf(neighbour: Neighbour, place: number): string {
    const { row } = neighbour;
    return neighbourWords(neighbour, place + 1, {
      name: this.nameOf(row),
      className: this.#owner.className(this.#owner.legendIndex(row)),
      isOther: this.isOther(row),
      isOff: !this.#owner.isOnMaps(row),
      reference: this.runs.reference?.name ?? '',
    });
  }

  /** What is being done, or what has come of it in every representation, for who cannot see it. */
  get told(): string {
    if (this.waiting) return `Looking for the neighbours of ${this.nameOf(this.row)}`;
    return this.list
      .map(({ run, kept, sameClass }) => [run.name, neighbourhoodWords({ kept, sameClass, k: this.k })])
      .filter(([, words]) => words !== '')
      .map((parts) => parts.join(': '))
      .join('; ');
  }

  /** What the map of a run shows of the selected sample; null: nothing. */
  ringsOf(run: string): { row: number; around: readonly Ring[] } | null {
    const around = this.#rings.get(run) ?? [];
    return around.length === 0 ? null : { row: this.row, around };
  }

  /** Shows the neighbours of a sample, which selects it. */
  of(row: number): void {
    this.open = true;
    if (row !== this.row) this.#owner.selectOne(row);
  }

  /** Waits no longer for what is not found yet. */
  stop(): void {
    this.#reading.abort();
    this.#reading = new AbortController();
    const message = 'Stopped before they were found.';
    this.#answers = new Map(
      Array.from(this.#answers, ([id, answer]) => [
        id,
        answer.state === 'waiting' ? { state: 'failed', message } : answer,
      ]),
    );
  }

  /** Asks again where there was no answer. */
  async retry(): Promise<void> {
    this.#answers = new Map(Array.from(this.#answers).filter(([, { state }]) => state !== 'failed'));
    await this.#read();
  }

  dispose(): void {
    this.#stop();
    this.#reading.abort();
  }

  /**
   * Asks for what is not known yet of the selected sample. What comes of an earlier one changes nothing, and is not waited
   * for.
   */
  async #read(): Promise<void> {
    const row = this.shown ? this.row : -1;
    if (row !== this.#row) {
      this.#reading.abort();
      this.#reading = new AbortController();
      this.#row = row;
      this.#answers = new Map();
    }
    if (row < 0) return;
    const { signal } = this.#reading;
    const lacking = this.#all.filter(({ id }) => !this.#answers.has(id));
    const k = Math.min(maxKnown, this.others);
    await Promise.all([
      this.#readIds(),
      ...lacking.map(async ({ id }) => {
        this.#set(id, { state: 'waiting' });
        const answer = await this.#client.call('runs.neighbours', { run: id, row, k }, { signal }).then(
          (nearest): Answer => ({ state: 'found', nearest }),
          (thrown: unknown): Answer => ({ state: 'failed', message: toIsthmusError(thrown).message }),
        );
        if (!signal.aborted) this.#set(id, answer);
      }),
    ]);
  }

  #neighbourhood(run: Run): Neighbourhood {
    const { k, others } = this;
    const { reference } = this.runs;
    const isReference = run === reference;
    const answer = this.#answers.get(run.id) ?? { state: 'waiting' };
    const base = { run, isReference, state: answer.state, message: '', lost: [], kept: null };
    if (answer.state !== 'found') {
      const message = answer.state === 'failed' ? answer.message : '';
      return { ...base, message, neighbours: [], sameClass: null, tied: null };
    }
    const { nearest } = answer;
    const whole = isReference || reference === null ? undefined : this.#answers.get(reference.id);
    const found =
      whole?.state === 'found'
        ? against(whole.nearest, nearest, k)
        : { neighbours: alone(nearest, k), lost: [], kept: null };
    const sameClass = ofClass(found.neighbours, this.#labelOf(this.row), (row) => this.#labelOf(row));
    const tied = tiesBeyond(nearest, k, others) ? nearest.rows.length : null;
    return { ...base, ...found, sameClass, tied };
  }

  #labelOf(row: number): number {
    const index = this.#owner.legendIndex(row);
    return index < this.#owner.dataset.classes.length ? index : -1;
  }

  #set(run: string, answer: Answer): void {
    this.#answers = new Map(this.#answers).set(run, answer);
  }

  /** Without their names samples go by their numbers. */
  async #readIds(): Promise<void> {
    if (this.#ids !== null) return;
    try {
      this.#ids = await fetchJson('datasets', this.#owner.dataset.id, 'ids.json', SampleIds);
    } catch {
      this.#ids = null;
    }
  }
}

function ringsOf(neighbours: readonly Neighbour[]): Ring[] {
  return neighbours.map(({ row, role }) => ({ row, broken: role === 'gained' }));
}
