export { evaluate, type Evaluated } from './evaluate.ts';
export type { ProgressContext, EvaluationInput } from './metric-group.ts';
export { squaredErrors } from './reconstruction/reconstruction.ts';
