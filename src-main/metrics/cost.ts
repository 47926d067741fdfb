import { emptyResult, type MetricGroupResult, type EvaluationInput } from './metric-group.ts';

/** What a sample takes in this representation; the seconds of the rest are told by those who spend them. */
export function costFigures({ codes }: EvaluationInput): MetricGroupResult {
  return {
    ...emptyResult(),
    metrics: { bytes_per_sample: { value: bytesPerSample(codes), rows: codes.rows } },
  };
}

/** Bytes that a row takes as it is kept: one a value of pictures, four of all others. */
function bytesPerSample({ features, bytes }: EvaluationInput['codes']): number {
  return bytes === undefined ? 4 * features : features;
}
