import { readFile } from 'node:fs/promises';
import {
  Evaluation,
  resamples,
  spanOf,
  toIsthmusError,
  type Difference,
  type Run,
} from '../../contract/index.ts';
import { readNpyAs } from '../../store/arrays.ts';
import type { Log } from '../log.ts';
import type { Recorded } from '../recorded.ts';

/** A run's metrics on every resample of the held-out rows. */
export type Replicates = ReadonlyMap<string, Float64Array>;

/** Of runs that have them, by id. */
export type Evidence = ReadonlyMap<string, Replicates>;

/** Runs whose resamples are held in memory: some hundred kilobytes each. */
const held = 64;

/** Reads what runs kept of their resamples; those read lately are at hand. */
export class EvidenceReader {
  readonly #recorded: Recorded;
  readonly #log: Log;
  /** By the hash of the file, the latest last. */
  readonly #read = new Map<string, Replicates>();

  constructor(recorded: Recorded, log: Log) {
    this.#recorded = recorded;
    this.#log = log;
  }

  /**
   * Of all these runs; one that was measured before resamples were kept, whose files are damaged, or which is deleted
   * meanwhile, is not among them.
   */
  async of(runs: readonly Run[]): Promise<Evidence> {
    const found = new Map<string, Replicates>();
    for (const run of runs) {
      const replicates = await this.#of(run);
      if (replicates !== null) found.set(run.id, replicates);
    }
    return found;
  }

  async #of(run: Run): Promise<Replicates | null> {
    const file = run.artifacts.find(({ name }) => name === 'bootstrap.npy');
    if (file === undefined) return null;
    const known = this.#read.get(file.sha256) ?? (await this.#fromFile(run));
    if (known === null) return null;
    this.#read.delete(file.sha256);
    this.#read.set(file.sha256, known);
    const [oldest] = this.#read.keys();
    if (this.#read.size > held && oldest !== undefined) this.#read.delete(oldest);
    return known;
  }

  /** Null where the files are damaged or gone: what is known of the run without them is compared all the same. */
  async #fromFile(run: Run): Promise<Replicates | null> {
    const files = this.#recorded.ofRun(run);
    try {
      const text = await readFile(files.pathOf('evaluation.json'), 'utf8');
      const { bootstrap } = Evaluation.parse(JSON.parse(text));
      const { data } = await readNpyAs(files.pathOf('bootstrap.npy'), 'float64');
      return new Map(bootstrap.map((name, i) => [name, data.slice(i * resamples, (i + 1) * resamples)]));
    } catch (thrown) {
      this.#log(`run ${run.id}: ${toIsthmusError(thrown).message}`);
      return null;
    }
  }
}

/**
 * What two runs differ by in a metric, with its interval over the resamples that both were measured on.
 * @returns null where either has no resamples of it, or they were measured on other rows or with other neighbours
 * Source: Efron and Tibshirani 1993, chapter 16 (paired percentile interval)
 */
export function differenceOf(first: Run, second: Run, metric: string, evidence: Evidence): Difference | null {
  const [a, b] = [first.metrics[metric], second.metrics[metric]];
  const [own, other] = [evidence.get(first.id)?.get(metric), evidence.get(second.id)?.get(metric)];
  if (a === undefined || b === undefined || own === undefined || other === undefined) return null;
  if (a.value === null || b.value === null || a.rows !== b.rows || a.k !== b.k) return null;
  const span = spanOf(own.map((value, i) => value - (other[i] ?? NaN)));
  if (span === null) return null;
  return { run: first.id, other: second.id, metric, value: a.value - b.value, ...span };
}

/**
 * The numbers of neighbours that a metric of some runs was measured with, ascending: none where it has no neighbours. Figures
 * of several are not held against each other.
 */
export function neighbourCounts(runs: readonly Run[], metric: string): number[] {
  const all = runs.flatMap(({ metrics }) => {
    const known = metrics[metric];
    return known === undefined || known.value === null ? [] : (known.k ?? []);
  });
  return [...new Set(all)].sort((a, b) => a - b);
}

/** What two runs differ by in a metric; null where that cannot be told in pairs. */
export type PairedDifference = (first: Run, second: Run, metric: string) => Difference | null;

/** Whether a difference is told from chance: its interval excludes zero. */
export function isTold(difference: Difference | null): boolean {
  return difference !== null && (difference.low > 0 || difference.high < 0);
}
