import { strongest, type Found } from './eigen.ts';
import { free, scope, upload, type Handle } from './handle.ts';
import { add, cast, matMul, splitColumns, sub, uploadSamples } from './ops.ts';
import type { Pace } from './pace.ts';
import { everyRow, stretch, type Rows } from './rows.ts';
import { qr, readWide, symmetricEigen, uploadWide } from './wide.ts';

/** Values of a block (32 MB): large enough to keep all cores busy, small enough to stay in their caches. */
const blockValues = 8_000_000;
/** Features of a panel, and how many panels there are at most. */
const panelWidth = 112;
const mostPanels = 8;
/** Numbers that a processor multiplies at once. */
const vector = 16;
/** The share that means have in the squares of all values from which on rows are moved by them. */
const farMeans = 0.75;
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
 * Cost: about rows · features² operations in float32; memory two blocks and 16 · features² bytes.
 */
export async function byCovariance(
  source: Rows,
  count: number,
  pace: Pace,
): Promise<Found & { mean: Float64Array }> {
  const { rows, features } = source;
  const { values, sums } = await scatterOf(source, pace);
  const scatter = uploadWide(values, [features, features]);
  try {
    const few = count <= features / 8 && features >= 256;
    const found = few
      ? { ...(await fewStrongest(scatter, count, pace)), trace: traceOf(values, features) }
      : strongest(scatter, count);
    return { ...found, directions: found.vectors, mean: sums.map((total) => total / rows) };
  } finally {
    free(scatter);
  }
}

/**
 * `Xᵀ X` of the centred rows, and the sums of the features. It is the same on both sides of its diagonal, so the columns are
 * taken in a few panels, and only products of a panel with itself and those after it are made.
 */
async function scatterOf(source: Rows, pace: Pace): Promise<{ values: Float64Array; sums: Float64Array }> {
  const { rows, features } = source;
  const step = Math.max(1, Math.floor(blockValues / features));
  const every = everyRow(rows);
  const shift = shiftFor(source, every);
  const widths = panelsOf(features);
  const pairs = widths.flatMap((_, i) => widths.slice(i).map((__, j) => [i, i + j] as const));
  const zeros = (height: number, width: number): Handle =>
    uploadWide(new Float64Array(height * width), [height, width]);
  let sums = zeros(1, features);
  let products = pairs.map(([i, j]) => zeros(widths[i] ?? 0, widths[j] ?? 0));
  try {
    for (let start = 0; start < rows; start += step) {
      const values = stretch(source, every, start, Math.min(rows, start + step));
      const before = [sums, ...products];
      [sums, ...products] = scope((): [Handle, ...Handle[]] => {
        const given = uploadSamples(values, features);
        const x = shift === null ? given : sub(given, upload(shift, [features]));
        const panels = splitColumns(x, widths);
        return [
          add(sums, cast(matMul(ones(x.shape[0] ?? 0), x), 'float64')),
          ...pairs.map(([i, j], at) =>
            add(products[at] ?? sums, cast(product(panels[i] ?? x, panels[j] ?? x), 'float64')),
          ),
        ];
      });
      free(...before);
      await pace.breathe();
    }
    const moved = readWide(sums);
    const values = assembled(widths, pairs, products, moved, rows);
    return { values, sums: moved.map((total, f) => total + rows * (shift?.[f] ?? 0)) };
  } finally {
    free(sums, ...products);
  }
}

/** Times rows, it sums them: in half the time that TensorFlow's own sum takes. */
const ones = (count: number): Handle => upload(new Float32Array(count).fill(1), [1, count]);
const product = (a: Handle, b: Handle): Handle => matMul(a, b, { transposeA: true });

/**
 * How wide each panel is: narrow enough to leave out most of one half, wide enough for a product to run at full speed, which
 * it does where processors find whole vectors in it.
 */
function panelsOf(features: number): number[] {
  const count = Math.max(1, Math.min(mostPanels, Math.round(features / panelWidth)));
  const width = vector * Math.ceil(features / count / vector);
  return Array.from({ length: Math.ceil(features / width) }, (_, i) => Math.min(width, features - i * width));
}

/** The whole matrix from the products of its panels, less what the rows' mean makes of it. */
function assembled(
  widths: readonly number[],
  pairs: readonly (readonly [number, number])[],
  products: readonly Handle[],
  sums: Float64Array,
  rows: number,
): Float64Array {
  const size = sums.length;
  const edges = widths.map((_, i) => widths.slice(0, i).reduce((total, width) => total + width, 0));
  const matrix = new Float64Array(size * size);
  pairs.forEach(([i, j], at) => {
    const handle = products[at];
    if (handle === undefined) return;
    const tile = readWide(handle);
    const [top, left, height, width] = [edges[i] ?? 0, edges[j] ?? 0, widths[i] ?? 0, widths[j] ?? 0];
    for (let row = 0, t = 0; row < height; row++) {
      const share = (sums[top + row] ?? 0) / rows;
      for (let column = 0; column < width; column++, t++) {
        const value = (tile[t] ?? 0) - share * (sums[left + column] ?? 0);
        matrix[(top + row) * size + left + column] = value;
        matrix[(left + column) * size + top + row] = value;
      }
    }
  });
  return matrix;
}

/**
 * What rows are moved by before they are multiplied: the means of the first of them, where those are far from 0, because
 * float32 has no digits to spare for them; null where they are not.
 */
function shiftFor(source: Rows, every: Int32Array): Float32Array | null {
  const { features } = source;
  const count = Math.min(source.rows, 200);
  const sums = new Float64Array(features);
  let squares = 0;
  const values = source.gather(every, 0, count);
  for (let row = 0, at = 0; row < count; row++) {
    for (let f = 0; f < features; f++, at++) {
      const value = values[at] ?? 0;
      sums[f] = (sums[f] ?? 0) + value;
      squares += value * value;
    }
  }
  const means = sums.map((total) => total / count);
  const ofMeans = count * means.reduce((total, mean) => total + mean * mean, 0);
  return ofMeans > farMeans * squares ? new Float32Array(means) : null;
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
        return { values, vectors: lastColumns(readWide(basis), width, count), spectrum: values };
      }
      before = found;
      await pace.breathe();
    }
  } finally {
    free(basis);
  }
}

function traceOf(values: Float64Array, size: number): number {
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
