import type { Metric } from '../contract/index.ts';
import { SomeRows, type Pace, type Rows } from '../tensor/index.ts';
import { daviesBouldin } from './davies-bouldin.ts';
import { isOnePoint } from './one-point.ts';
import { knnAccuracy, type Labelled } from './knn.ts';
import { linearAccuracy } from './linear.ts';
import { reconstructionError } from './reconstruction.ts';
import { silhouette } from './silhouette.ts';
import { trustworthiness } from './trustworthiness.ts';

/** Neighbours, in every metric that has them. */
export const neighbours = 5;

/** What is measured. Row numbers count the rows of the dataset. */
export interface Measured {
  /** The scaled features of all rows. */
  original: Rows;
  /** The representation of all rows; for raw features, `original` itself. */
  codes: Rows;
  /** One a row; -1: unlabelled. */
  labels: Int32Array;
  train: Int32Array;
  test: Int32Array;
  /** How far each row's reconstruction is from it, of all rows; null where the method rebuilds nothing. */
  errors: Float64Array | null;
}

/**
 * Every metric of a representation on the held-out rows, by its name; one that cannot be had is null with the
 * reason. Rows without a label are left out of those that need labels, and `rows` says how many were used.
 * @param progress is told how far it is, 0 to 1, and what comes next
 * @throws IsthmusError `cancelled`
 * Cost: that of its parts. On 60,000 × 784 training and 10,000 held-out rows about half a minute on two cores,
 *   most of it `linear_accuracy` and `knn_accuracy`.
 */
export async function scorecard(
  measured: Measured,
  pace: Pace,
  progress: (fraction: number, phase: string) => void,
): Promise<Record<string, Metric>> {
  const { codes, labels } = measured;
  const seen = labelled(codes, labels, measured.train);
  const unseen = labelled(codes, labels, measured.test);
  progress(0, 'Measuring: nearest neighbours');
  const knn = await knnMetric(seen, unseen, pace);
  progress(0.4, 'Measuring: logistic regression');
  const linear = await linearMetrics(seen, unseen, pace);
  progress(0.75, 'Measuring: silhouette');
  const clusters = await clusterMetrics(unseen, labels, pace);
  progress(0.85, 'Measuring: trustworthiness');
  const trust = await trustMetric(measured, pace);
  return {
    knn_accuracy: knn,
    ...linear,
    ...clusters,
    trustworthiness: trust,
    ...reconstructionMetrics(measured),
  };
}

function labelled(codes: Rows, labels: Int32Array, chosen: Int32Array): Labelled {
  const known = chosen.filter((row) => (labels[row] ?? -1) >= 0);
  return { source: new SomeRows(codes, known), labels: known.map((row) => labels[row] ?? -1) };
}

async function knnMetric(seen: Labelled, unseen: Labelled, pace: Pace): Promise<Metric> {
  const rows = unseen.labels.length;
  const reason =
    notClassifiable(seen, unseen) ??
    (seen.labels.length < neighbours
      ? `There are ${seen.labels.length} labelled training rows, fewer than ${neighbours} neighbours.`
      : null);
  if (reason !== null) return { value: null, rows, k: neighbours, reason };
  return { value: await knnAccuracy(seen, unseen, neighbours, pace), rows, k: neighbours };
}

async function linearMetrics(seen: Labelled, unseen: Labelled, pace: Pace): Promise<Record<string, Metric>> {
  const rows = unseen.labels.length;
  const trained = seen.labels.length;
  const reason = notClassifiable(seen, unseen);
  if (reason !== null) {
    return {
      linear_accuracy: { value: null, rows, reason },
      linear_fit_seconds: { value: null, rows: trained, reason },
    };
  }
  const { accuracy, fitSeconds } = await linearAccuracy(seen, unseen, pace);
  return {
    linear_accuracy: { value: accuracy, rows },
    linear_fit_seconds: { value: fitSeconds, rows: trained },
  };
}

async function clusterMetrics(
  unseen: Labelled,
  labels: Int32Array,
  pace: Pace,
): Promise<Record<string, Metric>> {
  const rows = unseen.labels.length;
  const classes = new Set(unseen.labels).size;
  const reason = !labels.some((label) => label >= 0)
    ? noLabels
    : rows === 0
      ? 'No held-out row has a label.'
      : classes < 2
        ? 'All labelled held-out rows are of one class.'
        : classes === rows
          ? 'Every labelled held-out row is of a class of its own.'
          : (await isOnePoint(unseen.source, pace))
            ? onePoint
            : null;
  if (reason !== null) {
    return { silhouette: { value: null, rows, reason }, davies_bouldin: { value: null, rows, reason } };
  }
  return {
    silhouette: { value: await silhouette(unseen.source, unseen.labels, pace), rows },
    davies_bouldin: { value: await daviesBouldin(unseen.source, unseen.labels, pace), rows },
  };
}

async function trustMetric({ original, codes, test }: Measured, pace: Pace): Promise<Metric> {
  const rows = test.length;
  const features = new SomeRows(original, test);
  const representation = codes === original ? features : new SomeRows(codes, test);
  const reason =
    neighbours >= rows / 2
      ? `There are ${rows} held-out rows; it needs more than ${2 * neighbours}.`
      : (await isOnePoint(representation, pace))
        ? onePoint
        : null;
  if (reason !== null) return { value: null, rows, k: neighbours, reason };
  return { value: await trustworthiness(features, representation, neighbours, pace), rows, k: neighbours };
}

function reconstructionMetrics({ original, test, errors }: Measured): Record<string, Metric> {
  const rows = test.length;
  if (errors === null || rows === 0) {
    const reason = rows === 0 ? 'No row is held out.' : 'This method rebuilds no samples from its codes.';
    const none = { value: null, rows, reason };
    return { reconstruction_mse: none, reconstruction_sse: none };
  }
  const { mse, sse } = reconstructionError(errors, test, original.features);
  return { reconstruction_mse: { value: mse, rows }, reconstruction_sse: { value: sse, rows } };
}

const noLabels = 'The data has no labels.';
const onePoint = 'All held-out rows have the same code.';

/** Why a classifier cannot be trained and tried; null where it can. */
function notClassifiable(seen: Labelled, unseen: Labelled): string | null {
  if (seen.labels.length === 0) return unseen.labels.length === 0 ? noLabels : 'No training row has a label.';
  if (unseen.labels.length === 0) return 'No held-out row has a label.';
  return new Set(seen.labels).size < 2 ? 'All labelled training rows are of one class.' : null;
}
