/** The one door to TensorFlow: nothing outside this folder imports `@tensorflow/tfjs-node`. */
export { columnMeans } from './centred.ts';
export { alignedFloats } from './aligned.ts';
export * from './components.ts';
export * from './device.ts';
export * from './discriminants.ts';
export * from './handle.ts';
export * from './images.ts';
export * from './line-search.ts';
export { loadTensorFlow } from './load.ts';
export * from './neighbours.ts';
export * from './ops.ts';
export * from './optimisers.ts';
export * from './pace.ts';
export * from './program.ts';
export * from './random.ts';
export * from './rows.ts';
export * from './variable.ts';
export * from './wide.ts';
