/**
 * The metrics, after scikit-learn's definitions, measured on held-out rows, with bootstrap resamples of each.
 * `evaluate.ts` measures all groups; each group has a folder. Their words and ranges are in `contract/metrics`.
 */
export { evaluate, type Evaluated } from './evaluate.ts';
export type { EvaluationInput } from './metric-group.ts';
export { squaredErrors } from './reconstruction/reconstruction.ts';
