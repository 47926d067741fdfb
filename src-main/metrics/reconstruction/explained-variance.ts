import {
  add,
  blocks,
  cast,
  columnMeans,
  free,
  matMul,
  readFloat64,
  scope,
  square,
  sub,
  sum,
  upload,
  uploadFloat64,
  type Handle,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';

/** Counts of draws that are held at once. */
const maxCounts = 10_000_000;

/** What rows differ by, and how much of that is left when what they are reconstructed as is taken from them. */
export class ExplainedVariance {
  /** Mean squared error of each feature. */
  readonly featureErrors: Float32Array;
  readonly #truth: Rows;
  readonly #reconstructed: Rows;
  readonly #means: { truth: Float64Array; reconstructed: Float64Array };
  /** 1 for features that differ between rows: the others have no variance to explain, however they are reconstructed. */
  readonly #varies: Uint8Array;
  /** Of every row, over these features: squared distance to the mean row, and of its error to the mean error. */
  readonly #spread: Float64Array;
  readonly #left: Float64Array;

  private constructor(
    truth: Rows,
    reconstructed: Rows,
    means: { truth: Float64Array; reconstructed: Float64Array },
    varies: Uint8Array,
  ) {
    this.featureErrors = new Float32Array(truth.features);
    this.#truth = truth;
    this.#reconstructed = reconstructed;
    this.#means = means;
    this.#varies = varies;
    this.#spread = new Float64Array(truth.rows);
    this.#left = new Float64Array(truth.rows);
  }

  /**
   * @param truth `rows × features`, at least one row
   * @param reconstructed the same rows
   * @throws IsthmusError `cancelled`
   * Cost: three passes over the truth, two over the other.
   */
  static async of(truth: Rows, reconstructed: Rows, pace: Pace): Promise<ExplainedVariance> {
    const means = {
      truth: await columnMeans(truth, pace),
      reconstructed: await columnMeans(reconstructed, pace),
    };
    const { features } = truth;
    const varies = await varying(truth, pace);
    const made = new ExplainedVariance(truth, reconstructed, means, varies);
    const errors = new Float64Array(features);
    await made.#together(pace, (start, rows, values, again) => {
      for (let row = 0, at = 0; row < rows; row++) {
        let [spread, left] = [0, 0];
        for (let f = 0; f < features; f++, at++) {
          const error = values[at] - again[at];
          const [mean, meanAgain] = [means.truth[f], means.reconstructed[f]];
          const apart = values[at] - mean;
          const rest = error - (mean - meanAgain);
          errors[f] += error * error;
          if (varies[f] === 0) continue;
          spread += apart * apart;
          left += rest * rest;
        }
        made.#spread[start + row] = spread;
        made.#left[start + row] = left;
      }
    });
    errors.forEach((total, f) => (made.featureErrors[f] = total / truth.rows));
    return made;
  }

  /**
   * `1 - Σ var(x - x̂) / Σ var(x)`, summed over the features that differ between the rows.
   * @returns 1 where rows are reconstructed but for a shift, 0 where they are all reconstructed as the mean row, less where that would
   *   be better; NaN where all rows are the same
   * Source: sklearn.metrics.explained_variance_score(multioutput='variance_weighted')
   */
  get value(): number {
    const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    const spread = total(this.#spread);
    return spread > 0 ? 1 - total(this.#left) / spread : NaN;
  }

  /**
   * Its value on every resample of the rows, by the same features; row `i` is at `i` of the held-out positions.
   * @throws IsthmusError `cancelled`
   * Cost: 4 · resamples · rows · features operations in float64; the rows are read anew for every ten million counts.
   */
  async resampled(resamples: Resamples, pace: Pace): Promise<Float64Array> {
    const { rows } = this.#truth;
    const replicates = new Float64Array(resamples.count);
    const most = Math.max(1, Math.floor(maxCounts / rows));
    for (let from = 0; from < resamples.count; from += most) {
      const draws = Math.min(most, resamples.count - from);
      const counts = await this.#counts(resamples, from, draws, pace);
      replicates.set(await this.#replicates(counts, draws, resamples.positions.length, pace), from);
    }
    return replicates;
  }

  /** How often every row is in each draw: `draws × rows`. */
  async #counts(resamples: Resamples, from: number, draws: number, pace: Pace): Promise<Float64Array> {
    const { rows } = this.#truth;
    const counts = new Float64Array(draws * rows);
    const drawn = new Float64Array(resamples.positions.length);
    for (let draw = 0; draw < draws; draw++) {
      resamples.weights(from + draw, drawn);
      resamples.positions.forEach((row, i) => (counts[draw * rows + row] = drawn[i]));
      await pace.yieldToEventLoop();
    }
    return counts;
  }

  async #replicates(counts: Float64Array, draws: number, size: number, pace: Pace): Promise<Float64Array> {
    const { rows: n, features } = this.#truth;
    const varies = this.#varies;
    const shift = this.#means.truth.map((mean, f) =>
      varies[f] === 0 ? 0 : mean - this.#means.reconstructed[f],
    );
    const spread = new Moments(draws, this.#means.truth);
    const left = new Moments(draws, shift);
    try {
      await this.#together(pace, (start, rows, values, again) => {
        const part = new Float64Array(draws * rows);
        for (let draw = 0; draw < draws; draw++)
          part.set(counts.subarray(draw * n + start, draw * n + start + rows), draw * rows);
        const weights = uploadFloat64(part, [draws, rows]);
        spread.add(weights, values, this.#spread.slice(start, start + rows));
        for (let row = 0, at = 0; row < rows; row++) {
          for (let f = 0; f < features; f++, at++) values[at] = varies[f] === 0 ? 0 : values[at] - again[at];
        }
        left.add(weights, values, this.#left.slice(start, start + rows));
        free(weights);
      });
      const [whole, rest] = [spread.variances(size), left.variances(size)];
      return whole.map((variance, draw) => (variance > 0 ? 1 - rest[draw] / variance : NaN));
    } finally {
      spread.dispose();
      left.dispose();
    }
  }

  /** Walks over the rows and what they are reconstructed as, side by side; `values` may be written over. */
  async #together(
    pace: Pace,
    visit: (start: number, rows: number, values: Float32Array, again: Float32Array) => void,
  ): Promise<void> {
    const others = blocks(this.#reconstructed);
    for (const { start, rows, values } of blocks(this.#truth)) {
      const again = others.next();
      if (again.done !== true) visit(start, rows, values, again.value.values);
      await pace.yieldToEventLoop();
    }
  }
}

/** 1 for every feature that is not the same in all rows. */
async function varying(truth: Rows, pace: Pace): Promise<Uint8Array> {
  const { features } = truth;
  const varies = new Uint8Array(features);
  let first: Float32Array | null = null;
  for (const { rows, values } of blocks(truth)) {
    first ??= values.slice(0, features);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let f = 0; f < features; f++, at++) if (values[at] !== first[f]) varies[f] = 1;
    }
    await pace.yieldToEventLoop();
  }
  return varies;
}

/** Weighted sums of rows less a mean row, and of their squares, for many weightings at once. */
class Moments {
  readonly #mean: Float64Array;
  /** float64, `draws × features` and `draws × 1`. */
  #sums: Handle;
  #squares: Handle;

  constructor(draws: number, mean: Float64Array) {
    this.#mean = mean;
    this.#sums = uploadFloat64(new Float64Array(draws * mean.length), [draws, mean.length]);
    this.#squares = uploadFloat64(new Float64Array(draws), [draws, 1]);
  }

  /**
   * @param weights float64, `draws × rows`
   * @param values `rows × features`, row-major
   * @param squares of each row, its squared distance to the mean row
   */
  add(weights: Handle, values: Float32Array, squares: Float64Array): void {
    const { length: rows } = squares;
    const features = this.#mean.length;
    const [sums, total] = scope(() => {
      const x = cast(upload(values.slice(0, rows * features), [rows, features]), 'float64');
      const centred = sub(x, uploadFloat64(this.#mean, [1, features]));
      return [
        add(this.#sums, matMul(weights, centred)),
        add(this.#squares, matMul(weights, uploadFloat64(squares, [rows, 1]))),
      ] as const;
    });
    this.dispose();
    this.#sums = sums;
    this.#squares = total;
  }

  /** Variances summed over the features, of each draw of `size` rows. */
  variances(size: number): Float64Array {
    const lengths = scope(() => sum(square(this.#sums), [1]));
    const [squares, shifts] = [readFloat64(this.#squares), readFloat64(lengths)];
    free(lengths);
    return squares.map((total, draw) => total / size - shifts[draw] / (size * size));
  }

  dispose(): void {
    free(this.#sums, this.#squares);
  }
}
