/**
 * Accuracy and macro F1 of classifiers that are trained on codes of the training rows: k nearest neighbours, logistic
 * regression, a multilayer perceptron; with the solvers they need.
 */

import type { ClassifierName, Metric } from '../../contract/index.ts';
import { resampledF1, macroF1 } from './f1.ts';
import type { MetricGroupResult } from '../metric-group.ts';
import { spread, type LabelledPart } from '../labels.ts';
import type { Pace } from '../../tensor/index.ts';

/** Names of what {@link classifierFigures} finds. */
export function classifierMetrics(name: ClassifierName): string[] {
  return [`${name}_accuracy`, `${name}_f1`];
}

/**
 * How often a classifier is right about the labelled held-out rows, and its macro F1.
 * @param predicted one label for each of them
 * @param more to be said of each metric
 */
export function classifierFigures(
  name: ClassifierName,
  unseen: LabelledPart,
  predicted: Int32Array,
  more: Partial<Metric>,
  pace: Pace,
): MetricGroupResult {
  const { labels } = unseen;
  const right = Float64Array.from(predicted, (label, row) => (label === labels[row] ? 1 : 0));
  const wide = spread(unseen, right);
  const accuracy = right.reduce((total, one) => total + one, 0) / labels.length;
  const rows = labels.length;
  return {
    metrics: {
      [`${name}_accuracy`]: { value: accuracy, rows, ...more },
      [`${name}_f1`]: { value: macroF1(labels, predicted), rows, ...more },
    },
    perSample: { [`${name}_accuracy`]: Float32Array.from(wide) },
    means: { [`${name}_accuracy`]: wide },
    resampled: { [`${name}_f1`]: (resamples) => resampledF1(resamples, labels, predicted, pace) },
  };
}
