import type { Rows } from '../tensor/index.ts';
import { smallest } from './smallest.ts';

/**
 * Rows that may be among the `k` nearest of one sample, gathered from scores that are only roughly right: all
 * whose score is within `slack` of the k-th best so far. None that belongs is ever dropped.
 */
export class Candidates {
  readonly #k: number;
  readonly #slack: number;
  #rows: number[] = [];
  #scores: number[] = [];
  #limit = Infinity;
  /** How long the lists may grow before they are thinned out. */
  #room: number;

  /** @param slack twice the largest error of a score */
  constructor(k: number, slack: number) {
    this.#k = k;
    this.#slack = slack;
    this.#room = 4 * k + 32;
  }

  /** Takes the scores of consecutive rows, the first of which is row `start`; smaller is nearer. */
  offer(scores: Float32Array, start: number): void {
    let limit = this.#limit;
    for (let at = 0; at < scores.length; at++) {
      const score = scores[at] ?? 0;
      if (score > limit) continue;
      this.#rows.push(start + at);
      this.#scores.push(score);
      if (this.#rows.length >= this.#room) {
        this.#thin();
        limit = this.#limit;
      }
    }
  }

  /**
   * The `k` nearest, by distance in float64; among equal ones the lower row first.
   * @param sample its features
   * @param source where the rows are
   */
  nearest(sample: Float32Array, source: Rows): Int32Array {
    this.#thin();
    const rows = Int32Array.from(this.#rows);
    const { features } = source;
    const values = source.gather(rows);
    const distances = new Float64Array(rows.length);
    for (let i = 0, at = 0; i < rows.length; i++) {
      let total = 0;
      for (let f = 0; f < features; f++, at++) {
        const difference = (values[at] ?? 0) - (sample[f] ?? 0);
        total += difference * difference;
      }
      distances[i] = total;
    }
    return smallest(distances, Math.min(this.#k, rows.length)).map((i) => rows[i] ?? 0);
  }

  #thin(): void {
    if (this.#rows.length <= this.#k) return;
    const scores = Float64Array.from(this.#scores);
    const kth = scores[smallest(scores, this.#k).at(-1) ?? 0] ?? Infinity;
    this.#limit = kth + this.#slack;
    this.#rows = this.#rows.filter((_, i) => (scores[i] ?? 0) <= this.#limit);
    this.#scores = this.#scores.filter((score) => score <= this.#limit);
    this.#room = 2 * this.#rows.length + 32;
  }
}
