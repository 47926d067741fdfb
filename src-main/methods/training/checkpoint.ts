import type { Epoch } from '../../contract/index.ts';

/** Arrays by name; all of them float32, row-major. */
export type NamedArrays = Record<string, Float32Array>;

/**
 * Where a training stands between two steps, complete: one that goes on from here does what it would have done
 * unbroken. What is drawn by chance is not in it, because every step draws from its own generator.
 */
export interface Checkpoint {
  /** Which part of a training in several parts. */
  phase: number;
  /** The epoch that goes on, from 1 in each phase, and the steps that were made in it. */
  epoch: number;
  step: number;
  /** Of that epoch so far: the sum of losses times rows, and seconds. */
  total: number;
  seconds: number;
  best: { epoch: number; loss: number };
  /** Of all phases. */
  history: Epoch[];
  /** Numbers that an optimiser counts. */
  counters: number[];
  arrays: NamedArrays;
}

/** Where checkpoints are kept. */
export interface Checkpoints {
  load(): Promise<Checkpoint | null>;
  /** Keeps this one instead of the last. */
  save(checkpoint: Checkpoint): void;
}
