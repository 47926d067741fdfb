import {
  add,
  blocks,
  columns,
  concatColumns,
  div,
  everyRow,
  free,
  matMul,
  matMulPairs,
  maximum,
  mul,
  readFloat64,
  reshape,
  scope,
  sqrt,
  square,
  sum,
  uploadFloat64,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';
import { classCentres } from './class-centres.ts';
import { classDraws, type DrawnClasses } from './class-draws.ts';

/** Distances below this count as none, as in scikit-learn (the absolute tolerance of `numpy.isclose`). */
const none = 1e-8;
/** A share of squared lengths below which the squared distance of their ends cannot be told from none. */
const rounding = 1e-12;

/**
 * Davies-Bouldin index: the mean over classes of the worst `(sᵢ + sⱼ) / dᵢⱼ`, with `s` the mean distance of a
 * class's samples to its centre and `d` the distance between two centres.
 * @param source `rows × features`
 * @param labels one a row, at least 0; 2 to `rows - 1` different ones
 * @returns 0 and up; 0 where all classes are points, or all centres are one
 * @throws IsthmusError `cancelled`
 * Cost: two passes over the rows and classes² · features.
 * Source: Davies and Bouldin 1979; sklearn.metrics.davies_bouldin_score
 */
export async function daviesBouldin(source: Rows, labels: Int32Array, pace: Pace): Promise<number> {
  const { features } = source;
  const { codes, counts, centres } = await classCentres(source, labels, pace);
  const classes = counts.length;
  const spread = new Float64Array(classes);
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0; row < rows; row++) {
      const label = codes[start + row];
      const distance = euclidean(values, row * features, centres, label * features, features);
      spread[label] += distance / counts[label];
    }
    await pace.yieldToEventLoop();
  }
  const apart = new Float64Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < i; j++) {
      const distance = euclidean(centres, i * features, centres, j * features, features);
      apart[i * classes + j] = distance;
      apart[j * classes + i] = distance;
    }
    await pace.yieldToEventLoop();
  }
  return meanOfWorst(spread, (i, j) => apart[i * classes + j]);
}

/** @param apart how far two centres are from each other */
function meanOfWorst(spread: Float64Array, apart: (i: number, j: number) => number): number {
  const classes = spread.length;
  let total = 0;
  let farthest = 0;
  for (let i = 0; i < classes; i++) {
    let worst = 0;
    for (let j = 0; j < classes; j++) {
      const distance = i === j ? 0 : apart(i, j);
      farthest = Math.max(farthest, distance);
      if (distance > 0) worst = Math.max(worst, (spread[i] + spread[j]) / distance);
    }
    total += worst;
  }
  return farthest <= none || spread.every((value) => value <= none) ? 0 : total / classes;
}

/** Distance between `a[atA …]` and `b[atB …]` over `features` entries. */
function euclidean(
  a: Float32Array | Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  features: number,
): number {
  let total = 0;
  for (let f = 0; f < features; f++) {
    const difference = a[atA + f] - b[atB + f];
    total += difference * difference;
  }
  return Math.sqrt(total);
}

/**
 * The same on every resample of the rows, each with its own centres.
 * @param resamples whose positions are the rows, in this order
 * @returns NaN for draws of one class alone
 * @throws IsthmusError `cancelled`
 * Cost: 4 · draws · rows · features + 2 · draws · classes² · features operations; affordable as
 *   {@link canResampleClasses} says.
 */
export async function resampledDaviesBouldin(
  source: Rows,
  labels: Int32Array,
  resamples: Resamples,
  pace: Pace,
): Promise<Float64Array> {
  const found = new Float64Array(resamples.count);
  for await (const drawn of classDraws(source, labels, resamples, pace)) {
    const { first, draws, sizes } = drawn;
    const classes = drawn.classes.length;
    const { spread, products } = centresOf(drawn, source.features);
    for (let draw = 0; draw < draws; draw++) {
      const present = everyRow(classes).filter((code) => sizes[draw * classes + code] > 0);
      const product = (i: number, j: number): number => products[(draw * classes + i) * classes + j];
      const worst = meanOfWorst(
        Float64Array.from(present, (code) => spread[draw * classes + code]),
        (a, b) => {
          const [i, j] = [present[a], present[b]];
          const lengths = product(i, i) + product(j, j);
          const squared = lengths - 2 * product(i, j);
          return squared > rounding * lengths ? Math.sqrt(squared) : 0;
        },
      );
      found[first + draw] = present.length > 1 ? worst : NaN;
    }
    await pace.yieldToEventLoop();
  }
  return found;
}

/** Of every draw: how far the rows of each class are from its centre on average, and the inner products of the centres. */
function centresOf(
  { draws, classes, weights, sums, sizes }: DrawnClasses,
  features: number,
): { spread: Float64Array; products: Float64Array } {
  const count = classes.length;
  const made = scope(() => {
    const rows = uploadFloat64(
      sizes.map((size) => Math.max(size, 1)),
      [draws, count, 1],
    );
    const centres = div(sums, rows);
    const side = reshape(centres, [draws, count * features]);
    const minusTwice = uploadFloat64(Float64Array.of(-2), []);
    const nothing = uploadFloat64(Float64Array.of(0), []);
    const distances = classes.map(({ values, norms }, code) => {
      const centre = columns(side, code * features, features);
      const product = mul(matMul(centre, values, { transposeB: true }), minusTwice);
      const lengths = add(uploadFloat64(norms, [1, norms.length]), sum(square(centre), [1], true));
      const apart = sqrt(maximum(add(product, lengths), nothing));
      return sum(mul(apart, weights[code]), [1], true);
    });
    return [
      div(concatColumns(distances), reshape(rows, [draws, count])),
      matMulPairs(centres, centres),
    ] as const;
  });
  const [spread, products] = [readFloat64(made[0]), readFloat64(made[1])];
  free(...made);
  return { spread, products };
}
