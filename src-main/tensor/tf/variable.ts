import { flagAttribute, shapeAttribute, textAttribute, typeAttribute } from './attributes.ts';
import { free, keep, readFloats, scope, upload, type Handle } from './handle.ts';
import { run, runOne } from './ops.ts';
import { recorder } from './recorder.ts';
import { uploadFloat64 } from './float64.ts';

/**
 * The name by which TensorFlow makes a new resource each time it is asked for one (`ResourceHandle::ANONYMOUS_NAME`). With
 * names of our own it would keep a compiled operation for each, for ever.
 */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** What holds the content of variables while it works on them. */
export interface Holder {
  /** Gives variables the content that it holds, where that is newer. */
  settle(): void;
  /** Is told that a variable was given another content. */
  changed(): void;
}

/** The variables by their resources. */
export const variablesByResource = new WeakMap<Handle, Variable>();

/** An array that operations change in place: a weight, or what an optimiser remembers of it. */
export class Variable {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'float64';
  readonly #resource: Handle;
  /** What works on it, if anything does. */
  holder: Holder | null = null;

  /** @param values its first content; `shape`'s product many */
  constructor(values: Float32Array | Float64Array, shape: readonly number[]) {
    this.shape = shape;
    this.dtype = values instanceof Float64Array ? 'float64' : 'float32';
    this.#resource = keep(
      runOne(
        'VarHandleOp',
        [
          typeAttribute('dtype', this.dtype),
          shapeAttribute('shape', shape),
          textAttribute('shared_name', anonymous),
          textAttribute('container', ''),
        ],
        [],
      ),
    );
    variablesByResource.set(this.#resource, this);
    scope(() =>
      this.assign(values instanceof Float64Array ? uploadFloat64(values, shape) : upload(values, shape)),
    );
  }

  /** The resource, for operations that change it. */
  get resource(): Handle {
    return this.#resource;
  }

  /**
   * Its content now. Later changes do not show in it: TensorFlow copies the array first if this is still
   * held then, so free it before the next update unless it is to be kept.
   */
  read(): Handle {
    if (recorder() === null) this.holder?.settle();
    return runOne('ReadVariableOp', [typeAttribute('dtype', this.dtype)], [this.#resource]);
  }

  /** A copy of its content, outside of TensorFlow; of float32 alone. */
  values(): Float32Array {
    const handle = scope(() => this.read());
    const copy = readFloats(handle);
    free(handle);
    return copy;
  }

  assign(values: Handle): void {
    if (recorder() === null) {
      this.holder?.settle();
      this.holder?.changed();
    }
    this.take(values);
  }

  /** The same, told to nobody: for what holds it. */
  take(values: Handle): void {
    const list = [typeAttribute('dtype', this.dtype), flagAttribute('validate_shape', false)];
    run('AssignVariableOp', list, [this.#resource, values], 0);
  }

  /** Takes `change` away from its content, in place. */
  subtract(change: Handle): void {
    run('AssignSubVariableOp', [typeAttribute('dtype', this.dtype)], [this.#resource, change], 0);
  }

  /** Frees the content too: without it, TensorFlow would keep a named resource until the process ends. */
  dispose(): void {
    run('DestroyResourceOp', [flagAttribute('ignore_lookup_error', true)], [this.#resource], 0);
    free(this.#resource);
  }
}
