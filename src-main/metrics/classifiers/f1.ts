import type { Pace } from '../../tensor/index.ts';
import { resampledFigure, type Resamples } from '../bootstrap.ts';
import { compactLabels } from '../labels.ts';

/**
 * F1 of every class that is true or predicted of some row, averaged over those classes: each counts the same. A class of
 * which no row is right counts 0.
 * @param truth one label a row, at least 0
 * @param predicted of the same rows
 * @returns 0 to 1
 * Source: sklearn.metrics.f1_score (average='macro', zero_division=0)
 */
export function macroF1(truth: Int32Array, predicted: Int32Array): number {
  return new F1(truth, predicted).of(new Float64Array(truth.length).fill(1));
}

/**
 * The same on every resample of the rows.
 * @param resamples whose positions are the rows of `truth`, in this order
 * @throws IsthmusError `cancelled`
 * Cost: draws · (rows + classes).
 */
export function resampledF1(
  resamples: Resamples,
  truth: Int32Array,
  predicted: Int32Array,
  pace: Pace,
): Promise<Float64Array> {
  const f1 = new F1(truth, predicted);
  return resampledFigure(resamples, (counts) => f1.of(counts), pace);
}

class F1 {
  readonly #truth: Int32Array;
  readonly #predicted: Int32Array;
  /** By class: the weight of rows that are right, and that of rows it is true of and is predicted of, summed. */
  readonly #right: Float64Array;
  readonly #named: Float64Array;

  constructor(truth: Int32Array, predicted: Int32Array) {
    const both = new Int32Array(truth.length + predicted.length);
    both.set(truth);
    both.set(predicted, truth.length);
    const { codes, names } = compactLabels(both);
    this.#truth = codes.subarray(0, truth.length);
    this.#predicted = codes.subarray(truth.length);
    this.#right = new Float64Array(names.length);
    this.#named = new Float64Array(names.length);
  }

  /** @param weights how often each row counts */
  of(weights: Float64Array): number {
    const [right, named] = [this.#right.fill(0), this.#named.fill(0)];
    for (let row = 0; row < weights.length; row++) {
      const weight = weights[row];
      const [own, taken] = [this.#truth[row], this.#predicted[row]];
      named[own] += weight;
      named[taken] += weight;
      if (own === taken) right[own] += weight;
    }
    let total = 0;
    let classes = 0;
    for (let i = 0; i < named.length; i++) {
      const size = named[i];
      if (size === 0) continue;
      total += (2 * right[i]) / size;
      classes++;
    }
    return total / classes;
  }
}
