import { flagAttribute, typeAttribute } from './attributes.ts';
import { free, placeholder, readFloats, scope, upload, type Handle } from './handle.ts';
import { run, runOne } from './ops.ts';

/*
 * float64 in TensorFlow. tfjs knows no such type, TensorFlow does: values go in and out as pairs of float32
 * whose bytes are the doubles (`Bitcast`), and operations run on them by name.
 */

/**
 * Copies float64 values into TensorFlow.
 * @param shape its product is `values.length`
 */
export function uploadFloat64(values: Float64Array, shape: readonly number[]): Handle {
  return scope(() => joined(upload(pairsOf(values), [...shape, 2])));
}

/** As {@link placeholder}, of float64 values. */
export function placeholderFloat64(give: () => Float64Array, shape: readonly number[]): Handle {
  return scope(() => joined(placeholder(() => pairsOf(give()), [...shape, 2])));
}

function pairsOf(values: Float64Array): Float32Array {
  return new Float32Array(values.buffer, values.byteOffset, values.length * 2);
}

function joined(pairs: Handle): Handle {
  return runOne('Bitcast', [typeAttribute('T', 'float32'), typeAttribute('type', 'float64')], [pairs]);
}

/** Copies a float64 array out of TensorFlow; the handle stays. */
export function readFloat64(handle: Handle): Float64Array {
  const pairs = scope(() =>
    runOne('Bitcast', [typeAttribute('T', 'float64'), typeAttribute('type', 'float32')], [handle]),
  );
  const values = readFloats(pairs);
  free(pairs);
  return new Float64Array(values.buffer, values.byteOffset, values.length / 2);
}

/**
 * Eigenvalues, ascending, and eigenvectors of a symmetric matrix.
 * @param matrix float64, n × n
 * @returns `values`: n; `vectors`: n × n, one a column
 * Cost: O(n³) in one call that cannot be broken off: 0.2 s at n = 784, some 10 s at n = 3,000.
 */
export function symmetricEigen(matrix: Handle): { values: Handle; vectors: Handle } {
  const list = [flagAttribute('compute_v', true), typeAttribute('T', 'float64')];
  const [values, vectors] = run('SelfAdjointEigV2', list, [matrix], 2);
  if (values === undefined || vectors === undefined) throw new Error('SelfAdjointEigV2 gave nothing.');
  return { values, vectors };
}

/**
 * Columns of length 1 and at right angles that span those of a matrix (the Q of its QR decomposition).
 * @param matrix float32 or float64, rows × columns, no fewer rows than columns
 * @returns rows × columns
 * Cost: 2 · rows · columns² operations.
 */
export function qr(matrix: Handle): Handle {
  const list = [flagAttribute('full_matrices', false), typeAttribute('T', matrix.dtype)];
  const [q, r] = run('Qr', list, [matrix], 2);
  free(r);
  if (q === undefined) throw new Error('Qr gave nothing.');
  return q;
}

/**
 * Solves `matrix · x = right`.
 * @param matrix float64, n × n, of full rank
 * @param right float64, n × columns
 * @returns n × columns
 * Cost: O(n³ + n² · columns).
 */
export function solve(matrix: Handle, right: Handle): Handle {
  const list = [flagAttribute('adjoint', false), typeAttribute('T', 'float64')];
  return runOne('MatrixSolve', list, [matrix, right]);
}

/**
 * Puts `values` on a diagonal of a matrix.
 * @param matrix rows × columns
 * @param values as many as that diagonal has
 * @param offset 0 for the main diagonal, 1 for the one right of it, and so on
 */
export function setDiagonal(matrix: Handle, values: Handle, offset: number): Handle {
  const k = upload(Int32Array.of(offset), []);
  return runOne('MatrixSetDiagV2', [typeAttribute('T', matrix.dtype)], [matrix, values, k]);
}
