/**
 * TensorFlow itself: loading it, operations by name, handles and scopes, variables, float64, and programs that run as
 * one graph. Nothing here knows of rows or of learning.
 */

import { tensorFlow } from './load.ts';
import { recorder } from './recorder.ts';
import { dtypeNumber, type DType, type Handle } from './types.ts';

export { dtypeNumber, type DType, type Handle } from './types.ts';

const dtypeOf = new Map(Object.entries(dtypeNumber).map(([dtype, number]) => [number, dtype as DType]));

const live = new Set<Handle>();
const scopes: Set<Handle>[] = [];

/** How many arrays are held in TensorFlow by way of handles; level over any finished piece of work. */
export function liveHandles(): number {
  return live.size;
}

/** Takes an array that TensorFlow made into our keeping. */
export function adopt(made: { id: number; shape: number[]; dtype: number }): Handle {
  const dtype = dtypeOf.get(made.dtype);
  if (dtype === undefined) throw new Error(`TensorFlow returned an array of dtype ${made.dtype}.`);
  const handle: Handle = { id: made.id, shape: made.shape, dtype };
  live.add(handle);
  scopes.at(-1)?.add(handle);
  return handle;
}

/** Frees arrays; those that were freed already are left alone. */
export function free(...handles: (Handle | undefined)[]): void {
  for (const handle of handles) {
    if (handle !== undefined && live.delete(handle)) tensorFlow().binding.deleteTensor(handle.id);
  }
}

/**
 * Runs `work` and frees every array that it made, but for those in what it returns (a handle, or an array
 * or object of them), which pass to the scope around it, if any. `work` may not be asynchronous.
 */
export function scope<T>(work: () => T extends Promise<unknown> ? never : T): T {
  const made = new Set<Handle>();
  scopes.push(made);
  let result: T | undefined;
  try {
    result = work();
    return result;
  } finally {
    scopes.pop();
    const kept = new Set<unknown>(
      typeof result === 'object' && result !== null ? [result, ...Object.values(result)] : [],
    );
    for (const handle of made) {
      if (!kept.has(handle)) free(handle);
      else scopes.at(-1)?.add(handle);
    }
  }
}

/** Takes a handle out of all scopes: from now on only {@link free} ends it. */
export function keep(handle: Handle): Handle {
  for (const made of scopes) made.delete(handle);
  return handle;
}

/**
 * Takes values into TensorFlow.
 * @param values not to be changed while the handle lives: TensorFlow reads them where they lie if it can
 * @param shape its product is `values.length`; `[]` for one value alone
 */
export function upload(values: Float32Array | Int32Array | Uint8Array, shape: readonly number[]): Handle {
  const name = values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'uint8';
  const dtype = dtypeNumber[name];
  const id = tensorFlow().binding.createTensor(shape, dtype, values);
  const handle = adopt({ id, shape: [...shape], dtype });
  recorder()?.constant(handle, values);
  return handle;
}

/**
 * Takes values into TensorFlow that are asked for anew whenever a recording of this work is run, see {@link Program}.
 * @param give as many values each time as `shape` has
 */
export function placeholder(give: () => Float32Array | Int32Array, shape: readonly number[]): Handle {
  const handle = upload(give(), shape);
  recorder()?.fed(handle, give);
  return handle;
}

/** One float32 number inside TensorFlow. */
export function scalar(value: number): Handle {
  return upload(Float32Array.of(value), []);
}

/** Copies a float32 array out of TensorFlow; the handle stays. */
export function readFloats(handle: Handle): Float32Array {
  const values = tensorFlow().binding.tensorDataSync(handle.id);
  if (!(values instanceof Float32Array)) throw new Error(`A ${handle.dtype} array is read as float32.`);
  return values;
}
