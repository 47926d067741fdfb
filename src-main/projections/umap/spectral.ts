import { free, Random, readWide, scope, symmetricEigen, uploadWide, type Pace } from '../../tensor/index.ts';
import type { Ties } from '../ties.ts';

/** Steps of Lanczos' method; enough for the few outermost directions of graphs of neighbours. */
const most = 120;

/**
 * The slowest waves of a graph: directions of the normalised adjacency with the largest eigenvalues, but for the first,
 * which is the same everywhere.
 * @param ties in one part
 * @param count of directions, below the rows
 * @returns `rows × count`, each of length 1; null where they could not be found
 * @throws IsthmusError `cancelled`
 * Cost: some hundred passes over the ties, and `rows · 120²` operations to keep the directions apart.
 * Source: Laplacian eigenmaps (Belkin and Niyogi 2003); Lanczos 1950, with full reorthogonalisation
 */
export async function spectralStart(
  ties: Ties,
  count: number,
  seed: number,
  pace: Pace,
): Promise<Float64Array | null> {
  const { rows } = ties;
  const scale = scales(ties);
  const trivial = normalised(scale.map((value) => (value > 0 ? 1 / value : 0)));
  const steps = Math.min(most, rows - 1);
  const random = new Random(seed);
  const basis: Float64Array[] = [];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  let now = apart(
    Float64Array.from({ length: rows }, () => random.normal()),
    [trivial],
  );
  if (now === null) return null;
  for (let step = 0; step < steps && now !== null; step++) {
    basis.push(now);
    const next = multiplied(ties, scale, now);
    diagonal.push(dot(next, now));
    const left: Float64Array | null = apart(next, [trivial, ...basis]);
    beside.push(left === null ? 0 : dot(left, next));
    now = left;
    await pace.breathe();
  }
  const size = basis.length;
  if (size < count) return null;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = diagonal[i] ?? 0;
    if (i + 1 < size) {
      matrix[i * size + i + 1] = beside[i] ?? 0;
      matrix[(i + 1) * size + i] = beside[i] ?? 0;
    }
  }
  const vectors = eigenvectors(matrix, size);
  const found = new Float64Array(rows * count);
  for (let c = 0; c < count; c++) {
    basis.forEach((direction, i) => {
      const share = vectors[i * size + (size - 1 - c)] ?? 0;
      for (let row = 0; row < rows; row++) {
        found[row * count + c] = (found[row * count + c] ?? 0) + share * (direction[row] ?? 0);
      }
    });
  }
  return found.every(Number.isFinite) ? found : null;
}

/** Eigenvectors of a symmetric matrix as columns, by ascending eigenvalue. */
function eigenvectors(matrix: Float64Array, size: number): Float64Array {
  const handle = scope(() => symmetricEigen(uploadWide(matrix, [size, size])).vectors);
  const values = readWide(handle);
  free(handle);
  return values;
}

/** One over the root of every row's ties together. */
function scales({ rows, starts, weights }: Ties): Float64Array {
  return new Float64Array(rows).map((_, row) => {
    let total = 0;
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) total += weights[at] ?? 0;
    return total > 0 ? 1 / Math.sqrt(total) : 0;
  });
}

/** The normalised adjacency times a direction. */
function multiplied(
  { rows, starts, others, weights }: Ties,
  scale: Float64Array,
  x: Float64Array,
): Float64Array {
  const scaled = x.map((value, row) => value * (scale[row] ?? 0));
  const product = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let total = 0;
    const end = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < end; at++)
      total += (weights[at] ?? 0) * (scaled[others[at] ?? 0] ?? 0);
    product[row] = total * (scale[row] ?? 0);
  }
  return product;
}

/** What of a direction is in none of the others, of length 1; null where nothing is left. */
function apart(x: Float64Array, from: readonly Float64Array[]): Float64Array | null {
  const left = x.slice();
  const before = Math.sqrt(dot(x, x));
  // Twice, because the first time leaves rounding errors of what was taken away.
  for (let round = 0; round < 2; round++) {
    for (const other of from) {
      const share = dot(left, other);
      for (let i = 0; i < left.length; i++) left[i] = (left[i] ?? 0) - share * (other[i] ?? 0);
    }
  }
  const length = Math.sqrt(dot(left, left));
  return length > 1e-10 * before && length > 0 ? left.map((value) => value / length) : null;
}

function normalised(x: Float64Array): Float64Array {
  const length = Math.sqrt(dot(x, x));
  return x.map((value) => value / (length || 1));
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] ?? 0) * (b[i] ?? 0);
  return total;
}
