import type { Artifact, Epoch, Run } from '../contract/index.ts';
import type { Pace, Rows } from '../tensor/index.ts';
import type { Checkpoints } from './training/checkpoint.ts';

/** What a method is told and may tell while it fits. */
export interface FitContext {
  /** The code size; checked against the data already. */
  dim: number;
  /** As the method's definition in the contract has them, complete. */
  params: Record<string, unknown>;
  seed: number;
  /** Of one sample: height, width and channels of a picture, or the number of features. */
  shape: readonly number[];
  /** Class numbers of the training rows, -1 where there is none; for supervised methods alone. */
  labels: Int32Array;
  /** To be awaited between pieces of work; throws once the fit is cancelled. */
  pace: Pace;
  /** True once the user wants the best so far. */
  stopRequested(): boolean;
  /** True once the user wants it to rest, to go on another day. */
  pauseRequested?(): boolean;
  /** The epoch from which patience is counted anew, where a run branched off another after it. */
  patientSince?: number;
  /** Where a method that trains keeps how far it is, and finds it again; absent: it does not. */
  checkpoints?: Checkpoints;
  /** How far the fit is: 0 to 1 (null: not known), a short phrase, and seconds left if they can be told. */
  progress(fraction: number | null, phase: string, secondsLeft: number | null): void;
  /** Offered after every step, and awaited: `encode` gives codes as they are now, until then. */
  live?(encode: (values: Float32Array) => Float32Array): Promise<void>;
  /** An epoch ended; awaited. `encode` as for {@link FitContext.live}. */
  epoch(epoch: Epoch, encode: (values: Float32Array) => Float32Array): Promise<void>;
}

/** Numbers a method tells of itself; they go into the run's record. */
export type Facts = Run['facts'];

/** A fitted method: what turns samples into codes and, for most, codes into samples. */
export interface FittedMethod {
  readonly features: number;
  readonly dim: number;
  readonly facts: Facts;
  /** One entry an epoch; empty for methods that have none. */
  readonly history: readonly Epoch[];
  /** One sentence on how the fit ended, where there is something to say. */
  readonly message: string | null;
  /**
   * Codes of samples.
   * @param values `rows × features`, row-major
   * @returns `rows × dim`
   */
  encode(values: Float32Array): Float32Array;
  /**
   * Samples reconstructed from codes; absent where the method has no way back.
   * @param codes `rows × dim`, row-major
   * @returns `rows × features`
   */
  decode?(codes: Float32Array): Float32Array;
  /**
   * Samples reconstructed from the first few columns of codes alone, where those stand for themselves.
   * @param codes `rows × width`, row-major
   * @param width 1 to `dim`
   * @returns `rows × features`
   */
  decodeFirst?(codes: Float32Array, width: number): Float32Array;
  /** Writes what is needed to encode and decode again, and returns what was written. */
  save(folder: string): Artifact[];
  /** Frees what is held in TensorFlow. */
  dispose(): void;
}

/** A way of reducing: fitted to training rows, or loaded from the folder of a run. */
export interface Method {
  /**
   * @param train `rows × features`, the training rows alone
   * @throws IsthmusError `cancelled`; `paused`, with a checkpoint kept; `bad_input` where data and parameters do not go together
   */
  fit(train: Rows, context: FitContext): Promise<FittedMethod>;
  /** @throws Error where the folder lacks what {@link FittedMethod.save} wrote */
  load(folder: string): Promise<FittedMethod>;
}
