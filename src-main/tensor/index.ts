/**
 * The one door to TensorFlow: nothing outside this folder imports `@tensorflow/tfjs-node`. Also what all numeric
 * rooms share: rows wherever they are kept, linear algebra, exact neighbours, optimisers and seeded random numbers.
 */
export { columnMeans } from './linalg/centred.ts';
export { alignedFloats } from './rows/aligned.ts';
export * from './linalg/components.ts';
export * from './tf/device.ts';
export * from './linalg/discriminants.ts';
export * from './tf/handle.ts';
export * from './images.ts';
export * from './rows/in-memory.ts';
export * from './line-search.ts';
export { loadTensorFlow } from './tf/load.ts';
export * from './neighbours/neighbours.ts';
export * from './tf/ops.ts';
export * from './optimisers.ts';
export * from './pace.ts';
export * from './tf/program.ts';
export * from './random.ts';
export * from './rows/rows.ts';
export * from './neighbours/smallest.ts';
export * from './tf/variable.ts';
export * from './tf/float64.ts';
