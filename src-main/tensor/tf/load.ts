import util from 'node:util';
import { IsthmusError } from '../../contract/index.ts';

/** An attribute of an operation, as tfjs-node's binding takes it. */
export interface Attribute {
  name: string;
  type: number;
  value: boolean | number | string | number[];
}

/** The part of tfjs-node's native binding that is used here: operations by name on numbered tensors. */
interface Binding {
  createTensor(
    shape: readonly number[],
    dtype: number,
    values: Float32Array | Int32Array | Uint8Array,
  ): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): { id: number; shape: number[]; dtype: number }[];
  /** Makes a session of the graph in a folder's `saved_model.pb`. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  /** Runs what the outputs need. Names are `node:output`, with commas between them. */
  runSavedModel(
    session: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): { id: number; shape: number[]; dtype: number }[];
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

/** What `@tensorflow/tfjs-node` exports. */
type Tfjs = typeof import('@tensorflow/tfjs-node');

export interface TensorFlow {
  tf: Tfjs;
  binding: Binding;
}

let loading: Promise<TensorFlow> | undefined;
let loaded: TensorFlow | undefined;

/**
 * Loads TensorFlow, once a process; everything else in `tensor/` needs this to have been awaited.
 * @throws IsthmusError `no_tensorflow` where its libraries are missing or cannot be loaded
 * Cost: about a second and 250 MB the first time.
 */
export function loadTensorFlow(): Promise<TensorFlow> {
  loading ??= load();
  return loading;
}

/**
 * TensorFlow after {@link loadTensorFlow}.
 * @throws Error where it was not loaded: a fault of the caller
 */
export function tensorFlow(): TensorFlow {
  if (loaded === undefined) throw new Error('TensorFlow is used before loadTensorFlow was awaited.');
  return loaded;
}

async function load(): Promise<TensorFlow> {
  restoreRemovedHelpers();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    const module = (await import('@tensorflow/tfjs-node')) as Tfjs & { default?: Tfjs };
    const tf = module.default ?? module;
    await tf.ready();
    const { binding } = tf.backend() as unknown as { binding: Binding };
    loaded = { tf, binding };
    return loaded;
  } catch (error) {
    loading = undefined;
    throw new IsthmusError(
      'no_tensorflow',
      'TensorFlow is not ready on this machine, so nothing can be trained here: run `npx isthmus setup`, then try again.',
      error instanceof Error ? error.stack : String(error),
    );
  }
}

/** tfjs-node 4.22 calls two helpers that Node 23 removed from `util`. */
function restoreRemovedHelpers(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  legacy['isArray'] ??= Array.isArray;
}
