/**
 * What every part may know of every other: calls, events, records and errors as schemas, and the types made of them.
 * Imported by everyone; imports nothing of ours, and runs in Node and in browsers alike.
 */
export * from './datasets.ts';
export * from './errors.ts';
export * from './evaluation.ts';
export type { Field } from './fields.ts';
export * from './history.ts';
export { trashDays, TrashItem, Verified } from './home.ts';
export {
  isWithin,
  itemLimitsOf,
  limitsOf,
  limitWords,
  maxLengthOf,
  rangeWords,
  type Limits,
} from './limits.ts';
export * from './maps/index.ts';
export * from './methods/index.ts';
export * from './metrics/index.ts';
export * from './models.ts';
export * from './npy.ts';
export * from './records.ts';
export * from './rpc.ts';
export * from './services.ts';
export * from './sweeps.ts';
export { bytes, count, counted, figure, fixed, inUnit, listed, minus, significant } from './text.ts';
