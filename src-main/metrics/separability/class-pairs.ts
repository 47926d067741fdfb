import type { Pace } from '../../tensor/index.ts';
import { resampledFigure, type Resamples } from '../bootstrap.ts';

/** Classes up to which pairs are resampled: of each draw all pairs are looked at. */
const maxResampled = 300;

/**
 * How rarely two classes are neighbours of each other, of every pair: 1 minus the mean, over the rows of both, of the share
 * that the other class of the pair has in those of a row's nearest training rows that are of the pair. Rows without such a
 * neighbour say nothing of the pair; a pair of which no row says anything is never mixed.
 */
export class ClassPairs {
  readonly #labels: Int32Array;
  readonly #classes: number;
  /** 1 for rows with a neighbour of their own class: they say something of every pair. */
  readonly #speaking: Uint8Array;
  /**
   * What rows say of single pairs, entries of row `i` from `#starts[i]` to `#starts[i + 1]`: the pair, as class of the row ×
   * classes + other class; the other's share; and 1 where the row has no neighbour of its own class.
   */
  readonly #starts: Int32Array;
  readonly #pairs: Int32Array;
  readonly #shares: Float64Array;
  readonly #besides: Uint8Array;

  /**
   * @param near `rows × k` training rows
   * @param seen labels of the training rows
   * @param labels of the rows
   * @param classes how many there are
   * Cost: rows · k.
   */
  constructor(near: Int32Array, seen: Int32Array, labels: Int32Array, k: number, classes: number) {
    this.#labels = labels;
    this.#classes = classes;
    this.#speaking = new Uint8Array(labels.length);
    this.#starts = new Int32Array(labels.length + 1);
    const said: { pairs: number[]; shares: number[]; besides: number[] } = {
      pairs: [],
      shares: [],
      besides: [],
    };
    for (let row = 0; row < labels.length; row++) {
      const own = labels[row];
      const counts = new Map<number, number>();
      for (const other of near.subarray(row * k, (row + 1) * k)) {
        const label = seen[other];
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
      const mine = counts.get(own) ?? 0;
      this.#speaking[row] = mine > 0 ? 1 : 0;
      for (const [label, count] of counts) {
        if (label === own) continue;
        said.pairs.push(own * classes + label);
        said.shares.push(count / (count + mine));
        said.besides.push(mine === 0 ? 1 : 0);
      }
      this.#starts[row + 1] = said.pairs.length;
    }
    this.#pairs = Int32Array.from(said.pairs);
    this.#shares = Float64Array.from(said.shares);
    this.#besides = Uint8Array.from(said.besides);
  }

  /**
   * @param weights how often each row counts; not given: once
   * @returns `classes × classes`, symmetric, 0 to 1: 1 is never mixed, 0.5 thoroughly; NaN on the diagonal and where a class
   *   has no row
   * Cost: rows · k and classes².
   */
  matrix(weights?: Float64Array): Float64Array {
    const classes = this.#classes;
    const rowsOf = new Float64Array(classes);
    const speaking = new Float64Array(classes);
    const shares = new Float64Array(classes * classes);
    const besides = new Float64Array(classes * classes);
    this.#labels.forEach((own, row) => {
      const weight = weights === undefined ? 1 : weights[row];
      rowsOf[own] += weight;
      speaking[own] += weight * this.#speaking[row];
      for (let at = this.#starts[row]; at < this.#starts[row + 1]; at++) {
        const pair = this.#pairs[at];
        shares[pair] += weight * this.#shares[at];
        besides[pair] += weight * this.#besides[at];
      }
    });
    const pairs = new Float64Array(classes * classes).fill(NaN);
    for (let i = 0; i < classes; i++) {
      for (let j = 0; j < classes; j++) {
        if (i === j || rowsOf[i] === 0 || rowsOf[j] === 0) continue;
        const [one, other] = [i * classes + j, j * classes + i];
        const mixed = shares[one] + shares[other];
        const rows = speaking[i] + speaking[j] + besides[one] + besides[other];
        pairs[one] = rows === 0 ? 1 : 1 - mixed / rows;
      }
    }
    return pairs;
  }

  /** Whether {@link ClassPairs.resampledWorst} is affordable: up to 300 classes. */
  get canResample(): boolean {
    return this.#classes <= maxResampled;
  }

  /**
   * The worst pair on every resample of the rows.
   * @param resamples whose positions are those of the rows, in this order
   * @throws IsthmusError `cancelled`
   * Cost: draws · (rows · k + classes²).
   */
  resampledWorst(resamples: Resamples, pace: Pace): Promise<Float64Array> {
    return resampledFigure(resamples, (counts) => worstOf(this.matrix(counts)), pace);
  }
}

/**
 * How rarely the two classes that are mixed up most are neighbours of each other.
 * @param pairs as {@link ClassPairs.matrix} has them
 * @returns 0 to 1; NaN where there is no pair
 */
export function worstOf(pairs: Float64Array): number {
  let least = Infinity;
  for (const value of pairs) if (value < least) least = value;
  return least === Infinity ? NaN : least;
}
