import {
  add,
  blocks,
  concatColumns,
  concatRows,
  free,
  matMul,
  mul,
  readFloat64,
  reshape,
  scope,
  splitRows,
  sub,
  symmetricEigen,
  uploadFloat64,
  type Handle,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';
import { classCentres, type ClassCentres } from './class-centres.ts';
import { canResampleClasses, classDraws } from './class-draws.ts';
import { distanceTiles } from '../distances.ts';

/** The smaller of rows and features up to which the eigenvalues are taken: some seconds. */
export const fisherLimit = 3_000;
/** Features up to which the ratio is taken of every resample. */
const maxResampled = 64;
/** Eigenvalues below this share of the largest count as none: those of columns that depend on each other, but for rounding. */
const none = 1e-12;

/**
 * Fisher's ratio of many directions: `trace(W⁺ B)`, with `W` the scatter of the rows about their class centres,
 * `Σ (x - mᶜ)(x - mᶜ)ᵀ`, `B` that of the centres about the mean, `Σ nᶜ (mᶜ - m)(mᶜ - m)ᵀ`, both sums, not means, and `W⁺`
 * the pseudo-inverse, in which eigenvalues below 10⁻¹² of the largest count as 0. Directions in which no row differs from
 * its class centre therefore say nothing.
 * @param source `rows × features`, the smaller at most {@link fisherLimit}
 * @param labels one a row; 2 to `rows - 1` different ones, not all of whose classes are points
 * @returns 0 and up
 * @throws IsthmusError `cancelled`
 * Cost: rows · features · s and s³ operations, `s` being the smaller of rows and features; the latter in one call.
 * Source: Fukunaga 1990, Introduction to Statistical Pattern Recognition, section 10.2 (criterion J₁);
 *   numpy.linalg.pinv(W, rcond=1e-12, hermitian=True)
 */
export async function fisherRatio(source: Rows, labels: Int32Array, pace: Pace): Promise<number> {
  const classes = await classCentres(source, labels, pace);
  return source.features <= source.rows ? byScatter(source, classes, pace) : byGram(source, classes, pace);
}

/** With the scatter matrix, `features × features`. */
async function byScatter(
  source: Rows,
  { codes, counts, centres, mean }: ClassCentres,
  pace: Pace,
): Promise<number> {
  const { features } = source;
  let within = uploadFloat64(new Float64Array(features * features), [features, features]);
  try {
    for (const { start, rows, values } of blocks(source)) {
      const apart = new Float64Array(rows * features);
      for (let row = 0, at = 0; row < rows; row++) {
        const base = codes[start + row] * features;
        for (let f = 0; f < features; f++, at++) apart[at] = values[at] - centres[base + f];
      }
      const sum = scope(() => {
        const block = uploadFloat64(apart, [rows, features]);
        return add(within, matMul(block, block, { transposeA: true }));
      });
      free(within);
      within = sum;
      await pace.yieldToEventLoop();
    }
    const between = centres.map((value, i) => {
      const weight = Math.sqrt(counts[Math.floor(i / features)]);
      return weight * (value - mean[i % features]);
    });
    return traceAlong(within, between, counts.length, 1);
  } finally {
    free(within);
  }
}

/**
 * With inner products of the rows, `rows × rows`, where there are more features than rows: `W = XᵀX` has the eigenvalues of
 * `XXᵀ`, and its eigenvectors are those of the latter, times `X`, over the root of the eigenvalue.
 */
async function byGram(source: Rows, { codes, counts }: ClassCentres, pace: Pace): Promise<number> {
  const n = source.rows;
  const classes = counts.length;
  const products = new Float64Array(n * n);
  for await (const { start, squared } of distanceTiles(source, pace)) {
    const tile = readFloat64(squared);
    for (let i = 0; i < tile.length; i++) products[start * n + i] = -0.5 * tile[i];
  }
  centreRows(products, n, new Int32Array(n), Int32Array.of(n));
  transpose(products, n);
  centreRows(products, n, new Int32Array(n), Int32Array.of(n));
  // Now inner products about the mean. Sums over a class, over the root of its size, are those with its centre.
  const withCentres = new Float64Array(classes * n);
  for (let row = 0; row < n; row++) {
    const code = codes[row];
    const weight = 1 / Math.sqrt(counts[code]);
    for (let j = 0; j < n; j++) {
      const at = code * n + j;
      withCentres[at] += weight * products[row * n + j];
    }
  }
  centreRows(withCentres, n, codes, counts);
  centreRows(products, n, codes, counts);
  transpose(products, n);
  centreRows(products, n, codes, counts);
  const within = uploadFloat64(products, [n, n]);
  try {
    return traceAlong(within, withCentres, classes, 2);
  } finally {
    free(within);
  }
}

/** Whether the ratio is affordable on resamples: each has eigenvalues of its own. */
export function canResampleFisher(source: Rows, classes: number): boolean {
  return source.features <= maxResampled && canResampleClasses(source, classes);
}

/**
 * The same on every resample of the rows.
 * @param source of at most 64 features
 * @param resamples whose positions are the rows, in this order
 * @returns NaN for draws of one class alone, and those in which no row differs from its class centre but for rounding
 * @throws IsthmusError `cancelled`
 * Cost: 2 · draws · rows · features² operations in float64. 10,000 rows of 32 features take about a second.
 */
export async function resampledFisherRatio(
  source: Rows,
  labels: Int32Array,
  resamples: Resamples,
  pace: Pace,
): Promise<Float64Array> {
  const { rows: n, features } = source;
  const found = new Float64Array(resamples.count);
  for await (const { first, draws, classes, weights, sums, sizes } of classDraws(
    source,
    labels,
    resamples,
    pace,
  )) {
    const byClass = readFloat64(sums);
    const count = classes.length;
    const made = scope(() => {
      const each = splitRows(concatColumns(weights), new Array<number>(draws).fill(1));
      return [concatRows(classes.map(({ values }) => values)), ...each.map((line) => reshape(line, [n, 1]))];
    });
    const [x, ...own] = made;
    try {
      for (const [draw, line] of own.entries()) {
        const lines = byClass.subarray(draw * count * features, (draw + 1) * count * features);
        const size = sizes.subarray(draw * count, (draw + 1) * count);
        const { centred, between } = linesOf(lines, size, features);
        const { within, whole } = scope(() => {
          const all = matMul(x ?? line, mul(x ?? line, line), { transposeA: true });
          const centres = uploadFloat64(centred, [count, features]);
          return { within: sub(all, matMul(centres, centres, { transposeA: true })), whole: all };
        });
        const scale = readFloat64(whole).reduce((largest, value) => Math.max(largest, value), 0);
        const some = size.filter((rows) => rows > 0).length > 1;
        found[first + draw] = some ? traceAlong(within, between, count, 1, none * scale) : NaN;
        free(within, whole);
        await pace.yieldToEventLoop();
      }
    } finally {
      free(...(count > 1 ? made : own));
    }
  }
  return found;
}

/**
 * From the sums of the rows of each class in a draw, lines whose products with themselves are: `centred`, what the centres
 * have of all squares; `between`, the scatter of the centres about their mean.
 */
function linesOf(
  sums: Float64Array,
  sizes: Float64Array,
  features: number,
): { centred: Float64Array; between: Float64Array } {
  const mean = new Float64Array(features);
  sums.forEach((sum, at) => (mean[at % features] += sum));
  const rows = sizes.reduce((total, size) => total + size, 0);
  const root = sizes.map((size) => Math.sqrt(size));
  const centred = sums.map((sum, at) => sum / (root[Math.floor(at / features)] || 1));
  const between = centred.map(
    (value, at) => value - (root[Math.floor(at / features)] * mean[at % features]) / rows,
  );
  return { centred, between };
}

/**
 * `Σ (u · b)² / λᵖ` over the eigenvectors `u` of a matrix and the lines `b` of another.
 * @param matrix n × n
 * @param lines how many × n
 * @param floor eigenvalues up to this count as none too
 * @returns NaN where all count as none
 */
function traceAlong(matrix: Handle, lines: Float64Array, count: number, power: number, floor = 0): number {
  const n = lines.length / count;
  const made = scope(() => {
    const { values, vectors } = symmetricEigen(matrix);
    return [values, matMul(uploadFloat64(lines, [count, n]), vectors)] as const;
  });
  const [eigenvalues, along] = [readFloat64(made[0]), readFloat64(made[1])];
  free(...made);
  const least = Math.max(floor, none * (eigenvalues.at(-1) ?? 0));
  let trace = 0;
  eigenvalues.forEach((value, i) => {
    if (value <= least) return;
    for (let line = 0; line < count; line++) trace += along[line * n + i] ** 2 / value ** power;
  });
  return (eigenvalues.at(-1) ?? 0) > least ? trace : NaN;
}

/** Takes the mean over the entries of each class from every line. */
function centreRows(lines: Float64Array, n: number, codes: Int32Array, counts: Int32Array): void {
  const sums = new Float64Array(counts.length);
  for (let start = 0; start < lines.length; start += n) {
    sums.fill(0);
    for (let j = 0; j < n; j++) {
      const code = codes[j];
      sums[code] += lines[start + j];
    }
    for (let j = 0; j < n; j++) {
      const code = codes[j];
      lines[start + j] -= sums[code] / counts[code];
    }
  }
}

function transpose(square: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [one, other] = [i * n + j, j * n + i];
      const moved = square[one];
      square[one] = square[other];
      square[other] = moved;
    }
  }
}
