/**
 * How far apart labelled classes are: the classifiers, silhouette, Davies-Bouldin, Calinski-Harabasz, Fisher ratio.
 * All are for labelled data.
 */

import type { ClassifierName } from '../../contract/index.ts';
import type { Pace } from '../../tensor/index.ts';
import { calinskiHarabasz, resampledCalinskiHarabasz } from './calinski-harabasz.ts';
import { canResampleClasses } from './class-draws.ts';
import { ClassPairs, worstOf } from './class-pairs.ts';
import { classifierFigures, classifierMetrics } from '../classifiers/classifier.ts';
import { daviesBouldin, resampledDaviesBouldin } from './davies-bouldin.ts';
import { canResampleFisher, fisherLimit, fisherRatio, resampledFisherRatio } from './fisher-ratio.ts';
import {
  missing,
  emptyResult,
  mergeResults,
  type ProgressContext,
  type MetricGroupResult,
  type ClassesResult,
  type EvaluationInput,
} from '../metric-group.ts';
import { nearestRows, votes } from '../classifiers/knn.ts';
import { labelledPart, spread, type LabelledPart } from '../labels.ts';
import { linearClassifier } from '../classifiers/linear.ts';
import { mlpClassifier } from '../classifiers/mlp.ts';
import { areClassesPoints, isOnePoint } from '../degenerate.ts';
import { classOverlaps } from './overlap.ts';
import { silhouettes } from './silhouette.ts';

/** Classifiers that are trained on rows and then shown others. */
const trained = { linear: linearClassifier, mlp: mlpClassifier };

/** The labelled rows of both parts. */
interface Parts {
  seen: LabelledPart;
  unseen: LabelledPart;
}

/**
 * How well the classes are apart: what classifiers trained on the training rows make of the held-out ones, and how the
 * held-out rows of the classes lie.
 * @throws IsthmusError `cancelled`
 * Cost: that of its parts, most of all the classifiers'.
 */
export async function classFigures(input: EvaluationInput, context: ProgressContext): Promise<ClassesResult> {
  const { codes, labels, classes } = input;
  const parts = {
    seen: labelledPart(codes, labels, input.train),
    unseen: labelledPart(codes, labels, input.test),
  };
  const neighbours = await neighbourFigures(parts, input, context);
  context.progress(0.2, 'Evaluating: logistic regression');
  const linear = await trainedFigures('linear', parts, context.pace);
  context.progress(0.5, 'Evaluating: a small network');
  const mlp = await trainedFigures('mlp', parts, context.pace);
  const shape = await shapeFigures(parts.unseen, labels, context);
  const predicted: ClassesResult['predicted'] = {};
  for (const { name, labels: given } of [neighbours, linear, mlp]) {
    if (given !== null) predicted[name] = onPositions(parts.unseen, given);
  }
  return {
    ...mergeResults([neighbours.found, linear.found, mlp.found, shape]),
    predicted,
    classes: byClass(parts.unseen, classes, shape.perSample['silhouette']),
    pairs: neighbours.pairs,
  };
}

/** What the nearest training rows tell: one search for the classifier, the overlap and the pairs. */
async function neighbourFigures(
  { seen, unseen }: Parts,
  { k, classes }: EvaluationInput,
  { pace, progress }: ProgressContext,
): Promise<{
  name: ClassifierName;
  found: MetricGroupResult;
  labels: Int32Array | null;
  pairs: Float32Array | null;
}> {
  progress(0, 'Evaluating: nearest neighbours');
  const rows = unseen.labels.length;
  const reason =
    notClassifiable(seen, unseen) ??
    (seen.labels.length < k
      ? `There are ${seen.labels.length} labelled training rows, fewer than ${k} neighbours.`
      : null);
  if (reason !== null) {
    const names = [...classifierMetrics('knn'), 'class_overlap', 'class_pair_separability'];
    const found = mergeResults([
      missing(names, { rows, k, reason }),
      missing(['knn_seconds'], { rows, reason }),
    ]);
    return { name: 'knn', found, labels: null, pairs: null };
  }
  const began = performance.now();
  const near = await nearestRows(seen.source, unseen.source, k, pace);
  const seconds = (performance.now() - began) / 1_000;
  const labels = votes(near, seen.labels, k);
  const overlaps = classOverlaps(near, seen.labels, unseen.labels, k);
  const wide = spread(unseen, overlaps);
  const mixing = new ClassPairs(near, seen.labels, unseen.labels, k, classes);
  const pairs = mixing.matrix();
  const worst = worstOf(pairs);
  const found: MetricGroupResult = {
    metrics: {
      class_overlap: { value: overlaps.reduce((total, share) => total + share, 0) / rows, rows, k },
      knn_seconds: { value: seconds, rows },
    },
    perSample: { class_overlap: Float32Array.from(wide) },
    means: { class_overlap: wide },
    resampled: {},
  };
  found.metrics['class_pair_separability'] = Number.isNaN(worst)
    ? { value: null, rows, k, reason: oneClass }
    : { value: worst, rows, k };
  if (!Number.isNaN(worst) && mixing.canResample) {
    found.resampled['class_pair_separability'] = (resamples) => mixing.resampledWorst(resamples, pace);
  }
  const voted = classifierFigures('knn', unseen, labels, { k }, pace);
  return { name: 'knn', found: mergeResults([found, voted]), labels, pairs: Float32Array.from(pairs) };
}

/** What a classifier that is trained tells. */
async function trainedFigures(
  name: 'linear' | 'mlp',
  { seen, unseen }: Parts,
  pace: Pace,
): Promise<{ name: ClassifierName; found: MetricGroupResult; labels: Int32Array | null }> {
  const rows = unseen.labels.length;
  const learned = seen.labels.length;
  const reason = notClassifiable(seen, unseen);
  if (reason !== null) {
    const found = mergeResults([
      missing(classifierMetrics(name), { rows, reason }),
      missing([`${name}_fit_seconds`], { rows: learned, reason }),
    ]);
    return { name, found, labels: null };
  }
  const { predicted, fitSeconds } = await trained[name](seen, unseen.source, pace);
  const found = classifierFigures(name, unseen, predicted, {}, pace);
  found.metrics[`${name}_fit_seconds`] = { value: fitSeconds, rows: learned };
  return { name, found, labels: predicted };
}

/** How the held-out rows of the classes lie among each other. */
async function shapeFigures(
  unseen: LabelledPart,
  all: Int32Array,
  { pace, progress }: ProgressContext,
): Promise<MetricGroupResult> {
  const { source, labels } = unseen;
  const rows = labels.length;
  const reason = await notApart(unseen, all, pace);
  if (reason !== null) {
    const names = ['silhouette', 'davies_bouldin', 'calinski_harabasz', 'fisher_ratio'];
    return missing(names, { rows, reason });
  }
  progress(0.8, 'Evaluating: silhouette');
  const coefficients = await silhouettes(source, labels, pace);
  const wide = spread(unseen, coefficients);
  progress(0.95, 'Evaluating: spread of the classes');
  const found: MetricGroupResult = {
    metrics: {
      silhouette: { value: coefficients.reduce((total, one) => total + one, 0) / rows, rows },
      davies_bouldin: { value: await daviesBouldin(source, labels, pace), rows },
    },
    perSample: { silhouette: Float32Array.from(wide) },
    means: { silhouette: wide },
    resampled: {},
  };
  if (canResampleClasses(source, new Set(labels).size)) {
    found.resampled['davies_bouldin'] = (resamples) =>
      resampledDaviesBouldin(source, labels, resamples, pace);
  }
  return mergeResults([found, await scatterFigures(unseen, pace)]);
}

/** How the classes scatter, where they do. */
async function scatterFigures({ source, labels }: LabelledPart, pace: Pace): Promise<MetricGroupResult> {
  const rows = labels.length;
  if (await areClassesPoints(source, labels, pace)) {
    const reason = 'Within each class, all held-out rows have the same code.';
    return missing(['calinski_harabasz', 'fisher_ratio'], { rows, reason });
  }
  const value = await calinskiHarabasz(source, labels, pace);
  const size = Math.min(source.rows, source.features);
  const found = emptyResult();
  found.metrics = {
    calinski_harabasz: { value, rows },
    fisher_ratio:
      size > fisherLimit
        ? { value: null, rows, reason: `It is computed up to ${fisherLimit} features or held-out rows.` }
        : { value: await fisherRatio(source, labels, pace), rows },
  };
  const classes = new Set(labels).size;
  if (canResampleClasses(source, classes)) {
    found.resampled['calinski_harabasz'] = (resamples) =>
      resampledCalinskiHarabasz(source, labels, resamples, pace);
  }
  if (canResampleFisher(source, classes)) {
    found.resampled['fisher_ratio'] = (resamples) => resampledFisherRatio(source, labels, resamples, pace);
  }
  return found;
}

/** The label given to each held-out position; -1 where it has none of its own. */
function onPositions({ positions, of }: LabelledPart, labels: Int32Array): Int32Array {
  const wide = new Int32Array(of).fill(-1);
  positions.forEach((at, i) => (wide[at] = labels[i]));
  return wide;
}

/** Rows and mean silhouette of every class. */
function byClass(
  { positions, labels }: LabelledPart,
  classes: number,
  coefficients: Float32Array | undefined,
): ClassesResult['classes'] {
  const sums = new Float64Array(classes);
  const rows = new Int32Array(classes);
  labels.forEach((label, i) => {
    rows[label]++;
    sums[label] += coefficients?.[positions[i]] ?? 0;
  });
  return Array.from(rows, (count, label) => ({
    rows: count,
    silhouette: coefficients === undefined || count === 0 ? null : sums[label] / count,
  }));
}

const noLabels = 'The data has no labels.';
const oneClass = 'All labelled held-out rows are of one class.';

/** Why a classifier cannot be trained and tried; null where it can. */
function notClassifiable(seen: LabelledPart, unseen: LabelledPart): string | null {
  if (seen.labels.length === 0) return unseen.labels.length === 0 ? noLabels : 'No training row has a label.';
  if (unseen.labels.length === 0) return 'No held-out row has a label.';
  return new Set(seen.labels).size < 2 ? 'All labelled training rows are of one class.' : null;
}

/** Why nothing can be said of how the classes of the held-out rows lie; null where it can. */
async function notApart(
  { source, labels }: LabelledPart,
  all: Int32Array,
  pace: Pace,
): Promise<string | null> {
  const classes = new Set(labels).size;
  if (!all.some((label) => label >= 0)) return noLabels;
  if (labels.length === 0) return 'No held-out row has a label.';
  if (classes < 2) return oneClass;
  if (classes === labels.length) return 'Every labelled held-out row is of a class of its own.';
  return (await isOnePoint(source, pace)) ? 'All held-out rows have the same code.' : null;
}
