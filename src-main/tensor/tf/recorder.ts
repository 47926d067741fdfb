import type { Attribute } from './load.ts';
import type { Handle } from './types.ts';

/** Listens to operations while a {@link Program} records them. */
export interface Recorder {
  /** An array was taken into TensorFlow: its values stay what they are. */
  constant(handle: Handle, values: Float32Array | Int32Array | Uint8Array): void;
  /** An array was taken into TensorFlow whose values are asked for in every run. */
  fed(handle: Handle, give: () => Float32Array | Int32Array): void;
  /** An operation ran. */
  operation(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Handle[],
    outputs: readonly Handle[],
  ): void;
}

let listening: Recorder | null = null;

/** Who listens now, if anyone does. */
export function recorder(): Recorder | null {
  return listening;
}

/** Lets one listen while `work` is done, which may not be asynchronous. */
export function listen<T>(to: Recorder, work: () => T): T {
  if (listening !== null) throw new Error('One recording is made in another.');
  listening = to;
  try {
    return work();
  } finally {
    listening = null;
  }
}

/** Whether an operation changes the variable of its first input: while it is recorded it is not run. */
export function changesVariable(name: string): boolean {
  return name.startsWith('ResourceApply') || name.startsWith('Assign');
}
