export { evaluate, type Evaluated } from './evaluate.ts';
export type { Course, Measured } from './found.ts';
export { squaredErrors } from './reconstruction.ts';
