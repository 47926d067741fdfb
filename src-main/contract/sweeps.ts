import { z } from 'zod';
import { methodName } from './methods/index.ts';
import { RunStatus, Spread, id } from './records.ts';

/** One call that makes many runs: several methods at several code sizes, with several seeds. */
export const Sweep = z.object({
  id,
  dataset: id,
  created: z.string(),
  methods: z.array(methodName),
  /** Code sizes, ascending. */
  dims: z.array(z.number().int()),
  /** How many seeds, from 0, for methods in which chance has a part. */
  seeds: z.number().int(),
});
export type Sweep = z.infer<typeof Sweep>;

/** One place on the curves: a method at a code size. */
export const SweepPoint = z.object({
  method: methodName,
  dim: z.number().int(),
  metrics: z.record(z.string(), Spread),
});
export type SweepPoint = z.infer<typeof SweepPoint>;

/** The code size that the sweep speaks for. */
export const SweepChoice = z.object({
  method: methodName,
  dim: z.number().int(),
  /** What it was judged by. */
  metric: z.string(),
  /** Which and why, true of the figures shown. */
  sentence: z.string(),
});
export type SweepChoice = z.infer<typeof SweepChoice>;

/** A sweep with what has come of it so far. */
export const SweepState = z.object({
  sweep: Sweep,
  /** In the order they were queued. */
  runs: z.array(
    z.object({
      run: id,
      name: z.string(),
      method: methodName,
      dim: z.number().int(),
      seed: z.number().int(),
      status: RunStatus,
    }),
  ),
  points: z.array(SweepPoint),
  /** Null while there is too little to choose by. */
  choice: SweepChoice.nullable(),
});
export type SweepState = z.infer<typeof SweepState>;
