export { squaredErrors } from './reconstruction.ts';
export { scorecard, type Measured } from './scorecard.ts';
