import { strongest, type Found } from './eigen.ts';
import { free, scalar, scope, upload, type Handle } from './handle.ts';
import { add, cast, matMul, mul, sub, sum, uploadSamples } from './ops.ts';
import type { Pace } from './pace.ts';
import { everyRow, take, type Rows } from './rows.ts';
import { qr, readWide, symmetricEigen, uploadWide } from './wide.ts';

/** Values of a block (64 MB): large enough to keep all cores busy, small enough to be broken off within moments. */
const blockValues = 16_000_000;
/** Directions carried along beyond those asked for, and when they count as found. */
const spare = 12;
const settled = 1e-10;
const rounds = 300;

/**
 * The strongest eigenvalues and directions of the centred `Xᵀ X` in one pass over the rows: products of blocks in float32,
 * summed in float64. Eigenvalues are right to about 1e-6 of the largest.
 * @param source `rows × features`, with no fewer rows than features
 * @param count 1 to the features
 * @throws IsthmusError `cancelled`
 * Cost: 2 · rows · features² operations in float32; memory one block and 8 · features² bytes.
 */
export async function byCovariance(
  source: Rows,
  count: number,
  pace: Pace,
): Promise<Found & { mean: Float64Array }> {
  const { rows, features } = source;
  const { scatter, mean } = await shiftedScatter(source, pace);
  try {
    const few = count <= features / 8 && features >= 256;
    const found = few ? await fewStrongest(scatter, count, pace) : strongest(scatter, count);
    return { ...found, directions: found.vectors, mean: mean.map((total) => total / rows) };
  } finally {
    free(scatter);
  }
}

/**
 * `Xᵀ X` of the centred rows, and the sums of the features. Rows are moved by the mean of the first block before they are
 * multiplied, because float32 has no digits to spare for a mean that is far from 0.
 */
async function shiftedScatter(source: Rows, pace: Pace): Promise<{ scatter: Handle; mean: Float64Array }> {
  const { rows, features } = source;
  const step = Math.max(1, Math.floor(blockValues / features));
  const every = everyRow(rows);
  const shift = firstMeans(source, every, Math.min(rows, 1_000));
  let products = uploadWide(new Float64Array(features * features), [features, features]);
  let sums = uploadWide(new Float64Array(features), [features]);
  try {
    for (let start = 0; start < rows; start += step) {
      const values = take(source, every, start, Math.min(rows, start + step));
      const before = [products, sums];
      [products, sums] = scope(() => {
        const x = sub(uploadSamples(values, features), upload(shift, [features]));
        return [
          add(products, cast(matMul(x, x, { transposeA: true }), 'float64')),
          add(sums, cast(sum(x, [0]), 'float64')),
        ] as [Handle, Handle];
      });
      free(...before);
      await pace.breathe();
    }
    const moved = readWide(sums);
    const scatter = scope(() => {
      const column = uploadWide(moved, [features, 1]);
      const less = matMul(column, column, { transposeB: true });
      return sub(products, mul(less, cast(scalar(1 / rows), 'float64')));
    });
    return { scatter, mean: moved.map((total, f) => total + rows * (shift[f] ?? 0)) };
  } finally {
    free(products, sums);
  }
}

function firstMeans(source: Rows, every: Int32Array, count: number): Float32Array {
  const { features } = source;
  const sums = new Float64Array(features);
  source.gather(every, 0, count).forEach((value, at) => {
    const f = at % features;
    sums[f] = (sums[f] ?? 0) + value;
  });
  return Float32Array.from(sums, (total) => total / count);
}

/**
 * A few of a matrix's eigenvectors by subspace iteration, in float64, until no eigenvalue moves: for 30 of 784 a fifth of
 * the time of all.
 */
async function fewStrongest(
  matrix: Handle,
  count: number,
  pace: Pace,
): Promise<{ values: Float64Array; vectors: Float64Array; trace: number; spectrum: Float64Array }> {
  const [size = 0] = matrix.shape;
  const width = count + spare;
  const trace = traceOf(matrix, size);
  // Axes of many directions at once: no one of them is at right angles to what is looked for.
  const start = Float64Array.from({ length: size * width }, (_, at) => Math.sin(at * at + 1));
  let basis = scope(() => qr(uploadWide(start, [size, width])));
  let before = new Float64Array(width);
  try {
    for (let round = 1; ; round++) {
      const { image, inner } = scope(() => {
        const product = matMul(matrix, basis);
        return { image: product, inner: matMul(basis, product, { transposeA: true }) };
      });
      const eigen = symmetricEigen(inner);
      const ascending = readWide(eigen.values);
      const found = Float64Array.from({ length: width }, (_, i) =>
        Math.max(0, ascending[width - 1 - i] ?? 0),
      );
      const largest = found[0] ?? 0;
      const moving = found.some(
        (value, i) =>
          i < count && Math.abs(value - (before[i] ?? 0)) > settled * Math.max(value, 1e-6 * largest),
      );
      const done = !moving || round === rounds;
      const next = scope(() => (done ? matMul(basis, eigen.vectors) : qr(image)));
      free(basis, image, inner, eigen.values, eigen.vectors);
      basis = next;
      if (done) {
        const values = found.slice(0, count);
        return { values, vectors: lastColumns(readWide(basis), width, count), trace, spectrum: values };
      }
      before = found;
      await pace.breathe();
    }
  } finally {
    free(basis);
  }
}

function traceOf(matrix: Handle, size: number): number {
  const values = readWide(matrix);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += values[i * size + i] ?? 0;
  return trace;
}

/** The last columns of a matrix, last first, each as a row. */
function lastColumns(matrix: Float64Array, width: number, count: number): Float64Array {
  const rows = matrix.length / width;
  const out = new Float64Array(count * rows);
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < rows; row++) out[i * rows + row] = matrix[row * width + width - 1 - i] ?? 0;
  }
  return out;
}
