import { free, scope, type Handle } from './handle.ts';
import { add, matMul } from './ops.ts';
import type { Pace } from './pace.ts';
import { Random } from './random.ts';
import type { Rows } from './rows.ts';
import { qr, readWide, symmetricEigen, uploadWide } from './wide.ts';

/** Directions carried along beyond those asked for: the more, the fewer rounds. */
const spare = 12;
/** Done when no eigenvalue moves by more than this share of itself in a round. */
const settled = 1e-9;
const rounds = 200;

/**
 * The strongest eigenvalues and directions of `Xᵀ X` by subspace iteration: for data whose smaller side is too
 * large to be solved at once. Eigenvalues are right to about 1e-8 of themselves.
 * @param source `rows × features`, walked through once a round
 * @param centred gives every block of rows less their mean, float64, in a scope of the caller
 * @param count well below rows and features
 * @returns `values`: `count`, descending; `directions`: `count × features`, of length 1 and at right angles
 * @throws IsthmusError `cancelled`
 * Cost: 4 · rows · features · (count + 12) operations a round, some tens of rounds; memory features · count.
 * Source: Halko, Martinsson and Tropp 2011, https://doi.org/10.1137/090771806, algorithm 4.4, run until it settles
 */
export async function subspaceIteration(
  source: Rows,
  centred: () => Generator<Handle>,
  count: number,
  pace: Pace,
): Promise<{ values: Float64Array; directions: Float64Array }> {
  const { features } = source;
  const width = Math.min(count + spare, source.rows, features);
  const random = new Random(0);
  const start = Float64Array.from({ length: features * width }, () => random.normal());
  let basis = scope(() => qr(uploadWide(start, [features, width])));
  let before = new Float64Array(count);
  try {
    for (let round = 1; ; round++) {
      const { image, inner } = await applied(basis, centred, pace);
      const { values, vectors } = scope(() => symmetricEigen(inner));
      const ascending = readWide(values);
      const strongest = Float64Array.from({ length: count }, (_, i) =>
        Math.max(0, ascending[width - 1 - i] ?? 0),
      );
      const moved = strongest.some((value, i) => Math.abs(value - (before[i] ?? 0)) > settled * value);
      const done = !moved || round === rounds;
      const next = scope(() => (done ? matMul(basis, vectors) : qr(image)));
      free(basis, image, inner, values, vectors);
      basis = next;
      if (done) return { values: strongest, directions: lastColumns(readWide(basis), width, count) };
      before = strongest;
      await pace.breathe();
    }
  } finally {
    free(basis);
  }
}

/** `Xᵀ X Q` and `Qᵀ Xᵀ X Q`. */
async function applied(
  basis: Handle,
  centred: () => Generator<Handle>,
  pace: Pace,
): Promise<{ image: Handle; inner: Handle }> {
  const [features = 0, width = 0] = basis.shape;
  let image = uploadWide(new Float64Array(features * width), [features, width]);
  let inner = uploadWide(new Float64Array(width * width), [width, width]);
  try {
    for (const x of centred()) {
      const sums = scope(() => {
        const z = matMul(x, basis);
        return {
          image: add(image, matMul(x, z, { transposeA: true })),
          inner: add(inner, matMul(z, z, { transposeA: true })),
        };
      });
      free(x, image, inner);
      ({ image, inner } = sums);
      await pace.breathe();
    }
    return { image, inner };
  } catch (error) {
    free(image, inner);
    throw error;
  }
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
