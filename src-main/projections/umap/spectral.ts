import { free, Random, readFloat64, symmetricEigen, uploadFloat64, type Pace } from '../../tensor/index.ts';
import type { EdgeList } from '../edge-list.ts';

/** Up to so many rows the whole matrix is taken apart at once. */
const denseRows = 400;
/** Directions that are looked for at once: some more than are wanted, so that those come out sooner. */
const block = 8;
/** Degree of the polynomial that an iteration puts the matrix into, and iterations at most. */
const degree = 20;
const maxIterations = 12;
/** How far a direction may be from being one, over how slow its wave is. */
const tolerance = 0.05;
/** Edges that are walked over between two looks at the messages. */
const piece = 500_000;

/**
 * The slowest waves of a graph: directions of the normalised adjacency with the largest eigenvalues, but for the first,
 * which is the same everywhere. Graphs whose slow waves are hardly slower than the next are left at a good guess: what is
 * wanted is a place to start from.
 * @param edges in one part
 * @param count of directions, 1 to 3 and below the rows
 * @returns `rows × count`, the slowest first, each of length 1; null where they are not finite
 * @throws IsthmusError `cancelled`
 * Cost: for large graphs some sixty to 240 passes over the edges with eight numbers each.
 * Source: Belkin and Niyogi 2003 (Laplacian eigenmaps); Zhou, Saad, Tiago and Chelikowsky 2006 (subspaces filtered by
 *   Chebyshev polynomials)
 */
export async function spectralStart(
  edges: EdgeList,
  count: number,
  seed: number,
  pace: Pace,
): Promise<Float64Array | null> {
  const normal = normalised(edges);
  const found =
    edges.rows <= denseRows ? allAtOnce(normal, count) : await filtered(normal, count, seed, pace);
  return found.every(Number.isFinite) ? found : null;
}

/** Edges over the roots of what both rows have in all. */
interface Normal extends Omit<EdgeList, 'weights'> {
  weights: Float64Array;
  /** The direction of the eigenvalue 1, of length 1. */
  trivial: Float64Array;
}

function normalised({ rows, starts, others, weights }: EdgeList): Normal {
  const roots = new Float64Array(rows);
  let all = 0;
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (let at = starts[row]; at < starts[row + 1]; at++) total += weights[at];
    roots[row] = Math.sqrt(total);
    all += total;
  }
  const scaled = new Float64Array(others.length);
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      scaled[at] = weights[at] / (roots[row] * roots[others[at]]);
    }
  }
  return { rows, starts, others, weights: scaled, trivial: roots.map((root) => root / Math.sqrt(all)) };
}

function allAtOnce({ rows, starts, others, weights }: Normal, count: number): Float64Array {
  const matrix = new Float64Array(rows * rows);
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      matrix[row * rows + others[at]] = weights[at];
    }
  }
  const { vectors } = eigen(matrix, rows);
  const found = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < count; c++) found[row * count + c] = vectors[row * rows + rows - 2 - c];
  }
  return found;
}

async function filtered(normal: Normal, count: number, seed: number, pace: Pace): Promise<Float64Array> {
  const { rows } = normal;
  const random = new Random(seed);
  let x = Float64Array.from({ length: rows * block }, () => random.normal());
  let product = new Float64Array(rows * block);
  for (let iteration = 1; ; iteration++) {
    withoutTrivial(x, normal);
    await step(product, x, normal, 1, 0, 0, pace);
    const { values, vectors } = ritz(x, product);
    x = timesMatrix(x, vectors);
    product = timesMatrix(product, vectors);
    if (iteration === maxIterations || settled(x, product, values, count)) break;
    // Eigenvalues from -1 to the last of these are held to 1, and those above grow the faster the larger they are.
    const cut = values[block - 1];
    const [centre, half] = [(cut - 1) / 2, (cut + 1) / 2];
    for (let at = 0; at < x.length; at++) product[at] = (product[at] - centre * x[at]) / half;
    for (let power = 2; power <= degree; power++) {
      await step(x, product, normal, 2 / half, centre, 1, pace);
      [x, product] = [product, x];
    }
    [x, product] = [product, x];
    await pace.yieldToEventLoop();
  }
  const found = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < count; c++) found[row * count + c] = x[row * block + c];
  }
  return found;
}

/** `out = factor · (A - centre) x - before · out`, for a block of directions. */
async function step(
  out: Float64Array,
  x: Float64Array,
  { rows, starts, others, weights }: Normal,
  factor: number,
  centre: number,
  before: number,
  pace: Pace,
): Promise<void> {
  const sums = new Float64Array(block);
  let walked = 0;
  for (let row = 0; row < rows; row++) {
    const end = starts[row + 1];
    let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let at = starts[row]; at < end; at++) {
      const weight = weights[at];
      const from = others[at] * block;
      a += weight * x[from];
      b += weight * x[from + 1];
      c += weight * x[from + 2];
      d += weight * x[from + 3];
      e += weight * x[from + 4];
      f += weight * x[from + 5];
      g += weight * x[from + 6];
      h += weight * x[from + 7];
    }
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
    sums[4] = e;
    sums[5] = f;
    sums[6] = g;
    sums[7] = h;
    for (let i = 0, at = row * block; i < block; i++, at++) {
      out[at] = factor * (sums[i] - centre * x[at]) - before * out[at];
    }
    walked += end - starts[row];
    if (walked > piece) {
      walked = 0;
      await pace.yieldToEventLoop();
    }
  }
}

/** Takes what lies along the trivial direction from every direction of a block. */
function withoutTrivial(x: Float64Array, { rows, trivial }: Normal): void {
  const shares = new Float64Array(block);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < block; i++, at++) {
      shares[i] += trivial[row] * x[at];
    }
  }
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < block; i++, at++) x[at] -= trivial[row] * shares[i];
  }
}

/**
 * The combinations of a block that come nearest to eigenvectors.
 * @param product the matrix times the block
 * @returns eigenvalues, descending, and the combinations as columns, by which the block comes to have length 1 and right
 *   angles; those that are too many for what the block spans are 0
 */
function ritz(x: Float64Array, product: Float64Array): { values: Float64Array; vectors: Float64Array } {
  const spread = eigen(inner(x, x), block);
  const largest = spread.values[block - 1];
  const white = new Float64Array(block * block);
  for (let i = 0; i < block; i++) {
    const value = spread.values[i];
    if (value <= 1e-13 * largest) continue;
    for (let j = 0; j < block; j++) {
      white[j * block + i] = spread.vectors[j * block + i] / Math.sqrt(value);
    }
  }
  const across = times(transposed(white), times(inner(x, product), white));
  const { values, vectors } = eigen(across, block);
  const backwards = vectors.map((_, at) => {
    const column = at % block;
    return vectors[at - column + block - 1 - column];
  });
  return { values: values.toReversed(), vectors: times(white, backwards) };
}

/** Whether the first directions of a block are near enough to being eigenvectors. */
function settled(x: Float64Array, product: Float64Array, values: Float64Array, count: number): boolean {
  for (let c = 0; c < count; c++) {
    const value = values[c];
    let squares = 0;
    for (let at = c; at < x.length; at += block) squares += (product[at] - value * x[at]) ** 2;
    if (!(Math.sqrt(squares) <= tolerance * (1 - value))) return false;
  }
  return true;
}

/** `xᵀ y`, block × block. */
function inner(x: Float64Array, y: Float64Array): Float64Array {
  const products = new Float64Array(block * block);
  for (let at = 0; at < x.length; at += block) {
    for (let i = 0; i < block; i++) {
      const value = x[at + i];
      for (let j = 0; j < block; j++) {
        products[i * block + j] += value * y[at + j];
      }
    }
  }
  return products;
}

/** Any rows of a block times a matrix of block × block. */
function timesMatrix(x: Float64Array, matrix: Float64Array): Float64Array<ArrayBuffer> {
  const after = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += block) {
    for (let i = 0; i < block; i++) {
      const value = x[at + i];
      for (let j = 0; j < block; j++) {
        after[at + j] += value * matrix[i * block + j];
      }
    }
  }
  return after;
}

const times = timesMatrix;

function transposed(matrix: Float64Array): Float64Array {
  return matrix.map((_, at) => matrix[(at % block) * block + Math.floor(at / block)]);
}

/** Eigenvalues of a symmetric matrix, ascending, with their vectors as columns. */
function eigen(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const handle = uploadFloat64(matrix, [size, size]);
  const found = symmetricEigen(handle);
  const [values, vectors] = [readFloat64(found.values), readFloat64(found.vectors)];
  free(handle, found.values, found.vectors);
  return { values, vectors };
}
