import type { Handle, Pace, Rows } from '../../tensor/index.ts';
import type { Draws } from '../network/draws.ts';
import type { NamedArrays } from './checkpoint.ts';
import type { TrainableVariables } from './trainable-variables.ts';

/** What one step tells. */
export interface Step {
  /** The batch's mean loss before the step; where it is not finite, what is learned may have diverged with it. */
  loss: number;
  /** The length of the whole gradient; null where it was not asked for. */
  gradientNorm: number | null;
}

/** What can be trained epoch by epoch: a network, a restricted Boltzmann machine. */
export interface Trainer {
  readonly trainables: TrainableVariables;
  /** Told before every epoch, counted from 1. */
  beginEpoch?(epoch: number): void;
  /**
   * One step on a batch.
   * @param x `rows × features`; freed by the caller
   * @param draws random numbers of this step
   * @param measure whether the gradient's length is wanted; it costs a pass over the weights
   * @param pace for steps that take long in themselves
   * @throws IsthmusError `cancelled`
   */
  step(x: Handle, rate: number, draws: Draws, measure: boolean, pace: Pace): Step | Promise<Step>;
  /** Mean loss of rows that are only watched, `rows × features` → one number; made in the caller's scope. */
  watch(x: Handle): Handle;
  /** Codes as they are now, `rows × features` → `rows × dim`; made in the caller's scope. */
  encode(x: Handle): Handle;
  /**
   * Further figures of an epoch, by name, for its history.
   * @param watched the validation rows, or where there are none some of the training rows
   */
  figures?(watched: Rows, pace: Pace): Promise<Record<string, number>>;
  /** Everything that a checkpoint keeps. */
  state(): { arrays: NamedArrays; counters: number[] };
  /** Takes over what {@link Trainer.state} gave. */
  restore(arrays: NamedArrays, counters: readonly number[]): void;
  dispose(): void;
}
