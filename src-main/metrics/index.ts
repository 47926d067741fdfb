export { evaluate, type Evaluated } from './evaluate.ts';
export type { Course, Measured } from './metric-group.ts';
export { squaredErrors } from './reconstruction/reconstruction.ts';
