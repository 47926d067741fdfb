import { centred } from './centred.ts';
import { free, scope, type Handle } from '../tf/handle.ts';
import { add, matMul } from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import { blocks, type Rows } from '../rows/rows.ts';
import { readFloat64, symmetricEigen, uploadFloat64 } from '../tf/float64.ts';

/** An eigenvalue below this share of the largest, times the matrix's size, is rounding error. */
const nothing = 4 * Number.EPSILON;
/** Below this share, a direction found by way of a Gram matrix is not at right angles to the others by itself. */
const weak = 1e-8;

/** What a decomposition of `Xᵀ X` gives. */
export interface Eigendecomposition {
  /** Eigenvalues of `Xᵀ X`, descending. */
  values: Float64Array;
  /** `count × features`. */
  directions: Float64Array;
  /** The sum of all eigenvalues. */
  trace: number;
  /** The largest eigenvalues that are known, descending: `count` of them or more. */
  spectrum: Float64Array;
}

/** Eigenvalues that are told beyond those asked for: what a scree plot shows. */
const told = 100;

/**
 * The strongest eigenvalues and directions of `Xᵀ X`, of the centred rows, solved at once: from that matrix, or
 * where there are more features than rows from `X Xᵀ`.
 * @param mean of every feature
 * @param count 1 to the smaller of rows and features
 * @throws IsthmusError `cancelled`
 * Cost: time rows · features · m + m³ and memory m², with m the smaller of rows and features.
 */
export async function atOnce(
  source: Rows,
  mean: Float64Array,
  count: number,
  pace: Pace,
): Promise<Eigendecomposition> {
  const wide = source.features > source.rows;
  const matrix = wide ? await gram(source, mean, pace) : await scatter(source, mean, pace);
  const { values, vectors, ...known } = largestEigenpairs(matrix, count);
  free(matrix);
  const directions = wide ? await fromGram(source, mean, values, vectors, pace) : vectors;
  return { values, directions, ...known };
}

/** `Xᵀ X` of the centred rows: features × features. */
async function scatter(source: Rows, mean: Float64Array, pace: Pace): Promise<Handle> {
  const { features } = source;
  let total = uploadFloat64(new Float64Array(features * features), [features, features]);
  try {
    for (const { rows, values } of blocks(source)) {
      const before = total;
      total = scope(() => {
        const x = centred(values, rows, mean);
        return add(before, matMul(x, x, { transposeA: true }));
      });
      free(before);
      await pace.yieldToEventLoop();
    }
    return total;
  } catch (error) {
    free(total);
    throw error;
  }
}

/** `X Xᵀ` of the centred rows: rows × rows, put together from pairs of blocks. */
async function gram(source: Rows, mean: Float64Array, pace: Pace): Promise<Handle> {
  const { rows } = source;
  const matrix = new Float64Array(rows * rows);
  for (const a of blocks(source)) {
    for (const b of blocks(source)) {
      if (b.start > a.start) break;
      const product = scope(() =>
        matMul(centred(a.values, a.rows, mean), centred(b.values, b.rows, mean), { transposeB: true }),
      );
      const tile = readFloat64(product);
      free(product);
      for (let i = 0; i < a.rows; i++) {
        for (let j = 0; j < b.rows; j++) {
          const value = tile[i * b.rows + j];
          matrix[(a.start + i) * rows + b.start + j] = value;
          matrix[(b.start + j) * rows + a.start + i] = value;
        }
      }
      await pace.yieldToEventLoop();
    }
  }
  return uploadFloat64(matrix, [rows, rows]);
}

/**
 * The largest eigenvalues of a matrix, descending, 0 where they are rounding error, with their vectors as rows; the sum of
 * all, and some more of the largest.
 * @param matrix float64, symmetric, with no negative eigenvalue
 */
export function largestEigenpairs(
  matrix: Handle,
  count: number,
): { values: Float64Array; vectors: Float64Array; trace: number; spectrum: Float64Array } {
  const size = matrix.shape[0];
  const eigen = symmetricEigen(matrix);
  const ascending = readFloat64(eigen.values);
  const columns = readFloat64(eigen.vectors);
  free(eigen.values, eigen.vectors);
  const threshold = nothing * size * Math.max(0, ascending.at(-1) ?? 0);
  const spectrum = Float64Array.from({ length: Math.min(size, Math.max(count, told)) }, (_, i) => {
    const value = ascending[size - 1 - i];
    return value > threshold ? value : 0;
  });
  const vectors = new Float64Array(count * size);
  for (let i = 0; i < count; i++) {
    const column = size - 1 - i;
    for (let row = 0; row < size; row++) vectors[i * size + row] = columns[row * size + column];
  }
  const trace = ascending.reduce((total, value) => total + Math.max(0, value), 0);
  return { values: spectrum.slice(0, count), vectors, trace, spectrum };
}

/**
 * Directions among the features from the Gram matrix's eigenvectors `u`: `Xᵀ u / √λ`, and where λ is 0 any
 * that complete the set.
 */
async function fromGram(
  source: Rows,
  mean: Float64Array,
  values: Float64Array,
  vectors: Float64Array,
  pace: Pace,
): Promise<Float64Array> {
  const { features, rows } = source;
  const count = values.length;
  const directions = new Float64Array(count * features);
  for (const block of blocks(source)) {
    const part = new Float64Array(count * block.rows);
    for (let i = 0; i < count; i++) {
      const start = i * rows + block.start;
      part.set(vectors.subarray(start, start + block.rows), i * block.rows);
    }
    const product = scope(() =>
      matMul(uploadFloat64(part, [count, block.rows]), centred(block.values, block.rows, mean)),
    );
    readFloat64(product).forEach((value, i) => (directions[i] += value));
    free(product);
    await pace.yieldToEventLoop();
  }
  const largest = values[0];
  for (let i = 0; i < count; i++) {
    const value = values[i];
    const direction = directions.subarray(i * features, (i + 1) * features);
    if (value === 0) {
      complete(directions, i, features);
    } else {
      if (value < weak * largest) removeShadows(directions, i, features);
      normalise(direction);
    }
    await pace.yieldToEventLoop();
  }
  return directions;
}

/** Makes row `i` a direction at right angles to all rows before it: the first axis that is not in their span. */
export function complete(directions: Float64Array, i: number, features: number): void {
  const direction = directions.subarray(i * features, (i + 1) * features);
  for (let axis = 0; axis < features; axis++) {
    direction.fill(0);
    direction[axis] = 1;
    removeShadows(directions, i, features);
    removeShadows(directions, i, features);
    if (normalise(direction) > 0.01) return;
  }
}

/** Takes from row `i` what lies along the rows before it. */
function removeShadows(directions: Float64Array, i: number, features: number): void {
  const direction = directions.subarray(i * features, (i + 1) * features);
  for (let other = 0; other < i; other++) {
    const start = other * features;
    let dot = 0;
    for (let f = 0; f < features; f++) dot += direction[f] * directions[start + f];
    for (let f = 0; f < features; f++) direction[f] -= dot * directions[start + f];
  }
}

/** Scales to length 1 and returns the length it had. */
function normalise(direction: Float64Array): number {
  const length = Math.sqrt(direction.reduce((total, value) => total + value * value, 0));
  if (length > 0) for (let f = 0; f < direction.length; f++) direction[f] /= length;
  return length;
}
