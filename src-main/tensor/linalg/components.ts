/**
 * Linear algebra over rows: means, covariance and scatter, principal components by three solvers, discriminants. Sums
 * are in float64 wherever float32 would lose digits.
 */

import { columnMeans } from './centred.ts';
import { byCovariance } from './covariance.ts';
import { atOnce, type Eigendecomposition } from './eigen.ts';
import { free, readFloats, scope, upload, type Handle } from '../tf/handle.ts';
import { add, cast, matMul, sub } from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import { bySketch } from './randomized.ts';
import type { Rows } from '../rows/rows.ts';
import { readFloat64, uploadFloat64 } from '../tf/float64.ts';

/** How components are found: exactly from the features' covariance or the rows' Gram matrix, or by a random sketch. */
export type Solver = 'covariance_eigh' | 'gram_eigh' | 'randomized';
export type Precision = 'float32' | 'float64';

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
  /** In what samples are multiplied with them. */
  readonly precision: Precision;
}

/** Components that were found in data, and how. */
export interface PrincipalComponents extends Components {
  readonly solver: Solver;
  /** Variance along the strongest components that are known: `count` of them or more. */
  readonly spectrum: Float64Array;
}

/** The smaller side of the data above which it is not solved at once. */
const solvable = 3_000;
/** Multiplications from which on they are made in float32 (products of blocks, summed in float64), or of a sketch. */
const many = 4e9;

/** How components of data of this size are found, where it is not said. */
export function solverFor(
  rows: number,
  features: number,
  count: number,
): { solver: Solver; precision: Precision } {
  const side = Math.min(rows, features);
  const few = count <= side / 8;
  const isWide = features > rows;
  if (few && (side > solvable || (isWide && rows * rows * features > many))) {
    return { solver: 'randomized', precision: 'float32' };
  }
  if (isWide) return { solver: 'gram_eigh', precision: 'float64' };
  const precision = rows * features * features > many ? 'float32' : 'float64';
  return { solver: 'covariance_eigh', precision };
}

/**
 * Principal components: of small data exactly, in float64, from the covariance matrix, or where there are more features than
 * rows from the rows' Gram matrix, which has the same eigenvalues; of large data from a covariance of float32 products, right
 * to about 1e-6; of data with many features and many rows by a randomized decomposition.
 * @param source `rows × features`; needs at least one row
 * @param count 1 to the smaller of rows and features
 * @param chosen how, where it is not to be chosen by size
 * @returns directions whose largest entry by size is positive, as scikit-learn's PCA has them. Data of lower
 *   rank than `count` gets directions of variance 0 that complete the set
 * @throws IsthmusError `cancelled`
 * Cost: time rows · features · m + m³ and memory m², with m the smaller of rows and features; the m³ step
 *   cannot be broken off (0.2 s at m = 784, some 10 s at 3,000). Randomized: see {@link bySketch}.
 * Source: sklearn.decomposition.PCA (svd_solver `covariance_eigh` and `randomized`, svd_flip by rows of V)
 */
export async function principalComponents(
  source: Rows,
  count: number,
  pace: Pace,
  chosen = solverFor(source.rows, source.features, count),
): Promise<PrincipalComponents> {
  const { rows, features } = source;
  const { mean, values, directions, trace, spectrum } = await find(source, count, pace, chosen);
  for (let i = 0; i < count; i++) flipToPositive(directions.subarray(i * features, (i + 1) * features));
  const divisor = Math.max(1, rows - 1);
  return {
    features,
    count,
    mean,
    directions,
    variance: values.map((value) => value / divisor),
    totalVariance: trace / divisor,
    spectrum: spectrum.map((value) => value / divisor),
    ...chosen,
  };
}

async function find(
  source: Rows,
  count: number,
  pace: Pace,
  { solver, precision }: { solver: Solver; precision: Precision },
): Promise<Eigendecomposition & { mean: Float64Array }> {
  if (solver === 'covariance_eigh' && precision === 'float32') return byCovariance(source, count, pace);
  const mean = await columnMeans(source, pace);
  const found =
    solver === 'randomized'
      ? await bySketch(source, mean, count, pace)
      : await atOnce(source, mean, count, pace);
  return { ...found, mean };
}

/**
 * Coordinates of rows along the components.
 * @param values `rows × features`, row-major
 * @returns `rows × components.count`
 */
export function projectOnto(components: Components, values: Float32Array): Float32Array {
  const { features, count, mean, directions, precision } = components;
  return readRounded(() => {
    const [x, m, d] = [
      upload(values, [values.length / features, features]),
      uploadIn(precision, mean, [1, features]),
      uploadIn(precision, directions, [count, features]),
    ];
    const along = (rows: Handle): Handle => matMul(rows, d, { transposeB: true });
    if (precision === 'float64') return along(sub(cast(x, 'float64'), m));
    return isNear(components) ? sub(along(x), along(m)) : along(sub(x, m));
  });
}

/** Whether the mean is near enough to 0 to be taken off after the product, which is faster: float32 has digits for both. */
function isNear({ mean, totalVariance }: Components): boolean {
  return mean.reduce((total, value) => total + value * value, 0) <= 3 * totalVariance;
}

/**
 * Rows reconstructed from their coordinates: the way back of {@link projectOnto}.
 * @param codes `rows × width`, row-major
 * @param width how many of the components the codes have, the strongest first; at most `components.count`
 * @returns `rows × features`
 */
export function reconstructFrom(
  components: Components,
  codes: Float32Array,
  width = components.count,
): Float32Array {
  const { features, mean, directions, precision } = components;
  return readRounded(() => {
    const [c, d, m] = [
      upload(codes, [codes.length / width, width]),
      uploadIn(precision, directions.subarray(0, width * features), [width, features]),
      uploadIn(precision, mean, [1, features]),
    ];
    return add(matMul(precision === 'float64' ? cast(c, 'float64') : c, d), m);
  });
}

function uploadIn(precision: Precision, values: Float64Array, shape: readonly number[]): Handle {
  return precision === 'float64' ? uploadFloat64(values, shape) : upload(new Float32Array(values), shape);
}

function readRounded(work: () => Handle): Float32Array {
  const result = scope(work);
  const values = result.dtype === 'float64' ? Float32Array.from(readFloat64(result)) : readFloats(result);
  free(result);
  return values;
}

/** Turns a direction, in place, so that its first entry of largest size is positive: it has no sign of its own. */
export function flipToPositive(direction: Float64Array): void {
  let largest = 0;
  for (const value of direction) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let f = 0; f < direction.length; f++) direction[f] = -direction[f];
}
