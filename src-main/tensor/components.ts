import { centred, columnMeans } from './centred.ts';
import { atOnce, type Found } from './eigen.ts';
import { free, scope, upload, type Handle } from './handle.ts';
import { add, cast, matMul, sub } from './ops.ts';
import type { Pace } from './pace.ts';
import { blocks, type Rows } from './rows.ts';
import { subspaceIteration } from './subspace.ts';
import { readWide, uploadWide } from './wide.ts';

/** Principal components of some rows, strongest first. */
export interface Components {
  readonly features: number;
  /** How many components there are. */
  readonly count: number;
  /** Mean of every feature. */
  readonly mean: Float64Array;
  /** `count × features`, row-major; every row of length 1, all at right angles. */
  readonly directions: Float64Array;
  /** Variance along each component, with `rows - 1` as divisor. */
  readonly variance: Float64Array;
  /** Variance of all features together, which the components share in. */
  readonly totalVariance: number;
}

/** The smaller side of the data above which it is not solved at once. */
const solvable = 3_000;

/**
 * Principal components, in float64, of the covariance matrix; or, where there are more features than rows, of
 * the rows' Gram matrix, which has the same eigenvalues. Where rows and features are both above 3,000 and few
 * components are wanted, by subspace iteration, right to about 1e-8; else exact.
 * @param source `rows × features`; needs at least one row
 * @param count 1 to the smaller of rows and features
 * @param largest the smaller side above which it is done by iteration
 * @returns directions whose largest entry by size is positive, as scikit-learn's PCA has them. Data of lower
 *   rank than `count` gets directions of variance 0 that complete the set
 * @throws IsthmusError `cancelled`
 * Cost: time rows · features · m + m³ and memory m², with m the smaller of rows and features; the m³ step
 *   cannot be broken off (0.2 s at m = 784, some 10 s at 3,000).
 * Source: sklearn.decomposition.PCA (svd_solver `covariance_eigh`, svd_flip by rows of V)
 */
export async function principalComponents(
  source: Rows,
  count: number,
  pace: Pace,
  largest = solvable,
): Promise<Components> {
  const { rows, features } = source;
  const mean = await columnMeans(source, pace);
  const side = Math.min(rows, features);
  const found =
    side > largest && count <= side / 8
      ? await byIteration(source, mean, count, pace)
      : await atOnce(source, mean, count, pace);
  const { values, directions } = found;
  for (let i = 0; i < count; i++) flipToPositive(directions.subarray(i * features, (i + 1) * features));
  const divisor = Math.max(1, rows - 1);
  const variance = values.map((value) => value / divisor);
  return { features, count, mean, directions, variance, totalVariance: found.trace / divisor };
}

async function byIteration(source: Rows, mean: Float64Array, count: number, pace: Pace): Promise<Found> {
  function* centredBlocks(): Generator<Handle> {
    for (const { rows, values } of blocks(source)) yield centred(values, rows, mean);
  }
  const { values, directions } = await subspaceIteration(source, centredBlocks, count, pace);
  let trace = 0;
  for (const { values: block } of blocks(source)) {
    for (let at = 0; at < block.length; at++)
      trace += ((block[at] ?? 0) - (mean[at % mean.length] ?? 0)) ** 2;
    await pace.breathe();
  }
  return { values, directions, trace };
}

/**
 * Coordinates of rows along the components.
 * @param values `rows × features`, row-major
 * @returns `rows × components.count`, rounded from float64
 */
export function projectOnto(components: Components, values: Float32Array): Float32Array {
  const { features, count, mean, directions } = components;
  const rows = values.length / features;
  return readRounded(() =>
    matMul(
      sub(cast(upload(values, [rows, features]), 'float64'), uploadWide(mean, [1, features])),
      uploadWide(directions, [count, features]),
      { transposeB: true },
    ),
  );
}

/**
 * Rows rebuilt from their coordinates: the way back of {@link projectOnto}.
 * @param codes `rows × width`, row-major
 * @param width how many of the components the codes have, the strongest first; at most `components.count`
 * @returns `rows × features`, rounded from float64
 */
export function rebuildFrom(
  components: Components,
  codes: Float32Array,
  width = components.count,
): Float32Array {
  const { features, mean, directions } = components;
  return readRounded(() =>
    add(
      matMul(
        cast(upload(codes, [codes.length / width, width]), 'float64'),
        uploadWide(directions.subarray(0, width * features), [width, features]),
      ),
      uploadWide(mean, [1, features]),
    ),
  );
}

function readRounded(work: () => Handle): Float32Array {
  const wide = scope(work);
  const values = Float32Array.from(readWide(wide));
  free(wide);
  return values;
}

/** Turns a direction, in place, so that its first entry of largest size is positive: it has no sign of its own. */
export function flipToPositive(direction: Float64Array): void {
  let largest = 0;
  for (const value of direction) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let f = 0; f < direction.length; f++) direction[f] = -(direction[f] ?? 0);
}
