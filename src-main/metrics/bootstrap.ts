import { Random, type Pace } from '../tensor/index.ts';

/** Tells these draws from all else that is drawn with a seed. */
const purpose = 0x626f_6f74;
/** The same for all that is ever measured: else the draws of two runs could not be told apart in pairs. */
const resampleSeed = 0;
/** Counts of draws that are kept, so that they are not drawn anew for every metric (128 MB). */
const maxKept = 2 ** 27;

/**
 * Draws of the held-out rows with replacement, each as large as they are many. The same positions give the same draws,
 * whatever is measured on them, so that two representations of a dataset can be told apart in pairs.
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 16 (percentile intervals)
 */
export class Resamples {
  /** Held-out positions that take part; ascending. */
  readonly positions: Int32Array;
  readonly count: number;
  /** Draw by draw, once it was asked for; null: too many to be kept. */
  readonly #kept: (Uint8Array | undefined)[] | null;

  constructor(positions: Int32Array, count: number) {
    this.positions = positions;
    this.count = count;
    this.#kept = positions.length * count <= maxKept ? [] : null;
  }

  /**
   * How often each of {@link Resamples.positions} is in a draw.
   * @param draw 0 to `count - 1`
   * @param into where to; as long as `positions`
   * Cost: one random number a position, the first time.
   */
  weights(draw: number, into: Float64Array | Float32Array | Int32Array): void {
    const known = this.#kept?.[draw];
    if (known !== undefined) {
      into.set(known);
      return;
    }
    const random = Random.of(resampleSeed, purpose, draw);
    const n = this.positions.length;
    into.fill(0);
    for (let i = 0; i < n; i++) {
      const at = random.int(n);
      into[at]++;
    }
    // A byte is enough: that a row is drawn 256 times has odds of one in 256 factorial.
    if (this.#kept !== null) this.#kept[draw] = Uint8Array.from(into);
  }
}

/**
 * Means over every resample.
 * @param columns each one value a held-out position; NaN: that position takes no part
 * @returns for each column, its mean over each draw; NaN where no position of a draw takes part
 * @throws IsthmusError `cancelled`
 * Cost: draws · positions · (columns + 1). 12 columns of 10,000 positions take a second.
 */
export async function resampledMeans(
  resamples: Resamples,
  columns: readonly Float64Array[],
  pace: Pace,
): Promise<Float64Array[]> {
  const { positions, count } = resamples;
  const n = positions.length;
  const chosen = columns.map((column) => Float64Array.from(positions, (position) => column[position]));
  const whole = chosen.map((values) => !values.some(Number.isNaN));
  const means = columns.map(() => new Float64Array(count));
  const weights = new Float64Array(n);
  for (let draw = 0; draw < count; draw++) {
    resamples.weights(draw, weights);
    chosen.forEach((values, i) => {
      means[i][draw] = whole[i] ? weightedSum(values, weights) / n : meanOfKnown(values, weights);
    });
    await pace.yieldToEventLoop();
  }
  return means;
}

/**
 * A figure of rows, each of which counts as often as it was drawn, on every resample.
 * @param resamples whose positions are the rows, in this order
 * @param figure of how often each row counts, which it must not keep
 * @throws IsthmusError `cancelled`
 * Cost: draws · (rows + the figure).
 */
export async function resampledFigure(
  resamples: Resamples,
  figure: (counts: Float64Array) => number,
  pace: Pace,
): Promise<Float64Array> {
  const counts = new Float64Array(resamples.positions.length);
  const replicates = new Float64Array(resamples.count);
  for (let draw = 0; draw < resamples.count; draw++) {
    resamples.weights(draw, counts);
    replicates[draw] = figure(counts);
    await pace.yieldToEventLoop();
  }
  return replicates;
}

function weightedSum(values: Float64Array, weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += weights[i] * values[i];
  return total;
}

function meanOfKnown(values: Float64Array, weights: Float64Array): number {
  let total = 0;
  let size = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    total += weights[i] * value;
    size += weights[i];
  }
  return total / size;
}
