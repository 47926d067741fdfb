import { flipToPositive, type Components } from './components.ts';
import { free, scope, type Handle } from '../tf/handle.ts';
import { add, matMul } from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import { blocks, type Rows } from '../rows/rows.ts';
import { readFloat64, symmetricEigen, uploadFloat64 } from '../tf/float64.ts';

/** A direction along which the classes' own spread is below this, in standard deviations, counts as none. */
const tolerance = 1e-4;

/**
 * Directions that set classes apart: of greatest spread between the class means, where every class is scaled to
 * have the same round spread.
 * @param source `rows × features`
 * @param labels class numbers of the rows, 0 or more
 * @returns `components`: at most one fewer than classes, strongest first, the largest entry of each positive;
 *   `ratio`: each one's share of the spread between the means
 * @throws IsthmusError `cancelled`
 * Cost: rows · features · m + m³, with m the smaller of rows and features; memory m², and where there are more
 *   features than rows 8 · rows · features bytes.
 * Source: sklearn.discriminant_analysis.LinearDiscriminantAnalysis of version 1.9, solver `svd`; before that it divided by
 *   `rows - classes`, which makes all codes shorter by the same factor
 */
export async function discriminants(
  source: Rows,
  labels: Int32Array,
  pace: Pace,
): Promise<{ components: Components; ratio: Float64Array }> {
  const { rows, features } = source;
  const { means, counts, mean } = await classMeans(source, labels, pace);
  const classes = counts.filter((count) => count > 0).length;
  const deviation = await within(source, labels, means, pace);
  const share = 1 / rows;

  /** Rows less their class's mean, over the features' spread. */
  function* rounded(): Generator<{ start: number; block: Handle }> {
    for (const { start, values } of blocks(source)) {
      const scaled = new Float64Array(values).map((value, at) => {
        const feature = at % features;
        const label = labels[start + Math.floor(at / features)];
        const off = value - means[label * features + feature];
        return (Math.sqrt(share) * off) / deviation[feature];
      });
      yield { start, block: uploadFloat64(scaled, [values.length / features, features]) };
    }
  }

  const { directions: whitening, count: rank } =
    features <= rows
      ? await fromScatter(rounded, features, pace)
      : await fromGram(rounded, rows, features, pace);
  // rank × features, each row already over its spread and its feature's.
  for (let at = 0; at < whitening.length; at++) whitening[at] /= deviation[at % features];

  const between = new Float64Array(counts.length * features);
  counts.forEach((count, label) => {
    const weight = Math.sqrt(count / Math.max(1, classes - 1));
    for (let f = 0; f < features; f++) {
      between[label * features + f] = weight * (means[label * features + f] - mean[f]);
    }
  });
  const { values, rowsOut } = scope(() => {
    const w = uploadFloat64(whitening, [rank, features]);
    const spread = matMul(uploadFloat64(between, [counts.length, features]), w, { transposeB: true });
    const eigen = symmetricEigen(matMul(spread, spread, { transposeB: true }));
    // Vᵀ = S⁻¹ Uᵀ spread; its scale by S⁻¹ is done below, on the rows that are kept.
    const turned = matMul(matMul(eigen.vectors, spread, { transposeA: true }), w);
    return { values: eigen.values, rowsOut: turned };
  });
  const ascending = readFloat64(values);
  const turned = readFloat64(rowsOut);
  free(values, rowsOut);
  const total = ascending.reduce((all, value) => all + Math.max(0, value), 0);
  const largest = Math.sqrt(Math.max(0, ascending.at(-1) ?? 0));
  const strengths = Array.from(ascending, (value) => Math.sqrt(Math.max(0, value))).reverse();
  const count = Math.min(classes - 1, strengths.filter((strength) => strength > tolerance * largest).length);
  const directions = new Float64Array(count * features);
  for (let i = 0; i < count; i++) {
    const from = (counts.length - 1 - i) * features;
    const direction = directions.subarray(i * features, (i + 1) * features);
    direction.set(turned.subarray(from, from + features).map((value) => value / strengths[i]));
    flipToPositive(direction);
  }
  const variance = Float64Array.from(strengths.slice(0, count), (strength) => strength ** 2);
  return {
    components: { features, count, mean, directions, variance, totalVariance: total, precision: 'float64' },
    ratio: variance.map((value) => (total > 0 ? value / total : 0)),
  };
}

/** Means of the classes, how many rows each has, and the mean of all rows. */
async function classMeans(
  source: Rows,
  labels: Int32Array,
  pace: Pace,
): Promise<{ means: Float64Array; counts: number[]; mean: Float64Array }> {
  const { features } = source;
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const means = new Float64Array(classes * features);
  const mean = new Float64Array(features);
  const counts = Array.from({ length: classes }, () => 0);
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      const label = labels[start + row];
      counts[label]++;
      for (let f = 0; f < features; f++, at++) {
        const value = values[at];
        const to = label * features + f;
        means[to] += value;
        mean[f] += value;
      }
    }
    await pace.yieldToEventLoop();
  }
  for (let at = 0; at < means.length; at++) {
    means[at] /= Math.max(1, counts[Math.floor(at / features)]);
  }
  return { means, counts, mean: mean.map((total) => total / Math.max(1, source.rows)) };
}

/** Standard deviation of every feature around the class means, 1 where there is none. */
async function within(
  source: Rows,
  labels: Int32Array,
  means: Float64Array,
  pace: Pace,
): Promise<Float64Array> {
  const { features } = source;
  const squares = new Float64Array(features);
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      const from = labels[start + row] * features;
      for (let f = 0; f < features; f++, at++) {
        squares[f] += (values[at] - means[from + f]) ** 2;
      }
    }
    await pace.yieldToEventLoop();
  }
  return squares.map((total) => Math.sqrt(total / Math.max(1, source.rows)) || 1);
}

type RoundedBlocks = () => Generator<{ start: number; block: Handle }>;

/** Right singular vectors over their singular values, from `Aᵀ A`; as rows. */
async function fromScatter(
  rounded: RoundedBlocks,
  features: number,
  pace: Pace,
): Promise<{ directions: Float64Array; count: number }> {
  let scatter = uploadFloat64(new Float64Array(features * features), [features, features]);
  try {
    for (const { block } of rounded()) {
      const before = scatter;
      scatter = scope(() => add(before, matMul(block, block, { transposeA: true })));
      free(before, block);
      await pace.yieldToEventLoop();
    }
    const { values, vectors } = symmetricEigen(scatter);
    const ascending = readFloat64(values);
    const columns = readFloat64(vectors);
    free(values, vectors);
    const kept = strong(ascending);
    const directions = new Float64Array(kept.length * features);
    kept.forEach(({ at, size }, i) => {
      for (let f = 0; f < features; f++) directions[i * features + f] = columns[f * features + at] / size;
    });
    return { directions, count: kept.length };
  } finally {
    free(scatter);
  }
}

/** The same from `A Aᵀ`, for more features than rows. */
async function fromGram(
  rounded: RoundedBlocks,
  rows: number,
  features: number,
  pace: Pace,
): Promise<{ directions: Float64Array; count: number }> {
  const all = new Float64Array(rows * features);
  for (const { start, block } of rounded()) {
    all.set(readFloat64(block), start * features);
    free(block);
    await pace.yieldToEventLoop();
  }
  const { values, turned } = scope(() => {
    const a = uploadFloat64(all, [rows, features]);
    const eigen = symmetricEigen(matMul(a, a, { transposeB: true }));
    return { values: eigen.values, turned: matMul(eigen.vectors, a, { transposeA: true }) };
  });
  const ascending = readFloat64(values);
  const found = readFloat64(turned);
  free(values, turned);
  const kept = strong(ascending);
  const directions = new Float64Array(kept.length * features);
  kept.forEach(({ at, size }, i) => {
    // Uᵀ A is S Vᵀ: once for the length, once for the spread.
    for (let f = 0; f < features; f++) directions[i * features + f] = found[at * features + f] / size ** 2;
  });
  return { directions, count: kept.length };
}

/** Which eigenvalues belong to a spread worth the name, strongest first, and that spread. */
function strong(ascending: Float64Array): { at: number; size: number }[] {
  return Array.from(ascending, (value, at) => ({ at, size: Math.sqrt(Math.max(0, value)) }))
    .filter(({ size }) => size > tolerance)
    .reverse();
}
