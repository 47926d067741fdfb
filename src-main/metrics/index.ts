export { scorecard, type Measured } from './scorecard.ts';
