import { largestEigenpairs, type Eigendecomposition } from './eigen.ts';
import { free, scope, type Handle } from '../tf/handle.ts';
import { matMul } from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import type { Rows } from '../rows/rows.ts';
import { scatterOf } from './scatter.ts';
import { qr, readFloat64, symmetricEigen, uploadFloat64 } from '../tf/float64.ts';

/** Directions carried along beyond those asked for, and when they count as found. */
const spare = 12;
const settled = 1e-10;
const rounds = 300;

/**
 * The strongest eigenvalues and directions of the centred `Xᵀ X` in one pass over the rows, see {@link scatterOf}. Eigenvalues
 * are right to about 1e-6 of the largest.
 * @param source `rows × features`, with no fewer rows than features
 * @param count 1 to the features
 * @throws IsthmusError `cancelled`
 * Cost: that of the matrix, and of its decomposition.
 */
export async function byCovariance(
  source: Rows,
  count: number,
  pace: Pace,
): Promise<Eigendecomposition & { mean: Float64Array }> {
  const { features } = source;
  const { values, mean } = await scatterOf(source, pace);
  const scatter = uploadFloat64(values, [features, features]);
  try {
    const few = count <= features / 8 && features >= 256;
    const found = few
      ? { ...(await fewStrongest(scatter, count, pace)), trace: traceOf(values, features) }
      : largestEigenpairs(scatter, count);
    return { ...found, directions: found.vectors, mean };
  } finally {
    free(scatter);
  }
}

/**
 * A few of a matrix's eigenvectors by subspace iteration, in float64, until no eigenvalue moves: for 30 of 784 a fifth of
 * the time of all.
 */
async function fewStrongest(
  matrix: Handle,
  count: number,
  pace: Pace,
): Promise<{ values: Float64Array; vectors: Float64Array; spectrum: Float64Array }> {
  const [size = 0] = matrix.shape;
  const width = count + spare;
  // Axes of many directions at once: no one of them is at right angles to what is looked for.
  const start = Float64Array.from({ length: size * width }, (_, at) => Math.sin(at * at + 1));
  let basis = scope(() => qr(uploadFloat64(start, [size, width])));
  let before = new Float64Array(width);
  try {
    for (let round = 1; ; round++) {
      const { image, inner } = scope(() => {
        const once = matMul(matrix, basis);
        // Multiplied twice, the basis turns twice as far before it is made straight again, which costs more.
        return { image: matMul(matrix, once), inner: matMul(basis, once, { transposeA: true }) };
      });
      const eigen = symmetricEigen(inner);
      const ascending = readFloat64(eigen.values);
      const found = Float64Array.from({ length: width }, (_, i) => Math.max(0, ascending[width - 1 - i]));
      const largest = found[0];
      const moving = found.some(
        (value, i) => i < count && Math.abs(value - before[i]) > settled * Math.max(value, 1e-6 * largest),
      );
      const done = !moving || round === rounds;
      const next = scope(() => (done ? matMul(basis, eigen.vectors) : qr(image)));
      free(basis, image, inner, eigen.values, eigen.vectors);
      basis = next;
      if (done) {
        const values = found.slice(0, count);
        return { values, vectors: lastColumns(readFloat64(basis), width, count), spectrum: values };
      }
      before = found;
      await pace.yieldToEventLoop();
    }
  } finally {
    free(basis);
  }
}

function traceOf(values: Float64Array, size: number): number {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += values[i * size + i];
  return trace;
}

/** The last columns of a matrix, last first, each as a row. */
function lastColumns(matrix: Float64Array, width: number, count: number): Float64Array {
  const rows = matrix.length / width;
  const out = new Float64Array(count * rows);
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < rows; row++) out[i * rows + row] = matrix[row * width + width - 1 - i];
  }
  return out;
}
