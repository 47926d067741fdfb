import type { Client, CodeRange, Dataset, Decoded, Run, Sample } from '../../../src-main/contract/index.ts';
import { figure } from '../text/format.ts';
import { LatestWins } from '../latest-wins.ts';
import { watch } from '../watch.svelte.ts';
import { CoalescingQueue } from '../coalescing-queue.ts';

/** Columns that have a slider at a time. */
export const columnsShown = 32;
/** Pictures in a strip. */
export const steps = 9;

/** Where a slider may go. */
export interface Bounds {
  min: number;
  max: number;
  step: number;
}

/** Moves a code entry by entry, and shows what a run makes of it. */
export class CodeTraversal {
  readonly run: Run;
  readonly dataset: Dataset;
  /** By column; empty until they are read. */
  ranges = $state.raw<readonly CodeRange[]>([]);
  /** The sample it begins with; null: the mean of every column. */
  start = $state.raw<Sample | null>(null);
  code = $state.raw<readonly number[]>([]);
  /** What the code decodes to; null until the first is there. */
  decoded = $state.raw<Decoded | null>(null);
  /** The column that was moved or looked at last. */
  column = $state(0);
  /** That column through its range, the others as at the start. */
  strip = $state.raw<{ column: number; values: number[]; decoded: Decoded } | null>(null);
  /** The first column on show. */
  first = $state(0);
  #origin = $state.raw<readonly number[]>([]);
  readonly moved = $derived.by(() => this.code !== this.#origin);
  readonly #client: Client;
  readonly #report: (thrown: unknown) => void;
  readonly #latest = new LatestWins();
  readonly #decoding = new CoalescingQueue();
  readonly #traversing = new CoalescingQueue();
  readonly #ending = new AbortController();
  #stop: () => void = () => undefined;

  constructor(client: Client, dataset: Dataset, run: Run, report: (thrown: unknown) => void) {
    this.#client = client;
    this.dataset = dataset;
    this.run = run;
    this.#report = report;
  }

  /**
   * Begins with the row that is asked for, and anew whenever that is another.
   * @param asked null: the means
   */
  follow(asked: () => number | null): void {
    this.#stop();
    this.#stop = watch(asked, (row) => void this.begin(row));
  }

  /** Begins with the code of a row, or (null) with the means. */
  async begin(row: number | null): Promise<void> {
    const run = this.run.id;
    await this.#attempt(() =>
      this.#latest.run('start', async () => {
        const [{ ranges, codes }, sample] = await Promise.all([
          this.#client.call('models.codes', { run, rows: row === null ? [] : [row] }),
          row === null
            ? null
            : this.#client.call('datasets.sample', { dataset: this.dataset.id, row, runs: [run] }),
        ]);
        return () => {
          this.ranges = ranges;
          this.start = sample;
          this.#origin = codes[0] ?? ranges.map(({ mean }) => mean);
          this.reset();
          this.#traverse();
        };
      }),
    );
  }

  /** Back to the code it began with. */
  reset(): void {
    this.code = this.#origin;
    this.#decode();
  }

  set(column: number, value: number): void {
    this.code = this.code.with(column, value);
    this.focus(column);
    this.#decode();
  }

  /** Shows this column's strip. */
  focus(column: number): void {
    if (column === this.column) return;
    this.column = column;
    this.#traverse();
  }

  /** Shows the sliders from this column on. */
  turnTo(first: number): void {
    this.first = first;
    this.focus(first);
  }

  /** Where a column's slider may go: the range of the training rows, and further where the start lies outside. */
  bounds(column: number): Bounds {
    const { min, max } = this.ranges[column] ?? { min: 0, max: 0 };
    const origin = this.#origin[column] ?? 0;
    const [low, high] = [Math.min(min, origin), Math.max(max, origin)];
    return { min: low, max: high, step: (high - low) / 200 || 1 };
  }

  /** A column's value, no finer than its slider could show: a mean that is nothing but rounding is 0. */
  words(column: number): string {
    const finest = this.bounds(column).step / 10;
    return figure(Math.round((this.code[column] ?? 0) / finest) * finest);
  }

  end(): void {
    this.#stop();
    this.#ending.abort();
    this.#decoding.forget();
    this.#traversing.forget();
  }

  #decode(): void {
    this.#decoding.ask(() =>
      this.#attempt(async () => {
        const asked = { run: this.run.id, codes: [[...this.code]] };
        this.decoded = await this.#client.call('models.decode', asked);
      }),
    );
  }

  #traverse(): void {
    this.#traversing.ask(() =>
      this.#attempt(async () => {
        const { column } = this;
        const asked = { run: this.run.id, row: this.start?.row ?? null, column, steps };
        this.strip = { column, ...(await this.#client.call('models.traverse', asked)) };
      }),
    );
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (!this.#ending.signal.aborted) this.#report(thrown);
    }
  }
}
