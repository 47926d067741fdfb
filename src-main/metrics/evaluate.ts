import {
  classifierNames,
  metricInfo,
  quantile,
  resamples as draws,
  spanOf,
  type ClassifierName,
  type Metric,
} from '../contract/index.ts';
import { resampledMeans, Resamples } from './bootstrap.ts';
import { classFigures } from './separability/classes.ts';
import { clusterFigures } from './clustering/clusters.ts';
import { confusionMatrix } from './classifiers/confusion.ts';
import { costFigures } from './cost.ts';
import {
  type ProgressContext,
  type MetricGroupResult,
  type ClassesResult,
  type ClustersResult,
  type ReconstructionResult,
  type EvaluationInput,
} from './metric-group.ts';
import { reconstructionFigures } from './reconstruction/reconstruction.ts';
import { structureFigures } from './structure/structure.ts';

/** All that measuring a representation finds out. */
export interface Evaluated {
  /** Neighbours, in every metric that has them. */
  k: number;
  /** Every metric by its name, with its interval where there is one; null with the reason where it cannot be had. */
  metrics: Record<string, Metric>;
  /** By metric: one value a held-out position, NaN where there is none. */
  perSample: Record<string, Float32Array>;
  /** By metric that has an interval: its value on each resample, all of them finite. */
  replicates: Record<string, Float64Array>;
  classes: ClassesResult['classes'];
  pairs: ClassesResult['pairs'];
  predicted: ClassesResult['predicted'];
  /** By classifier: how many held-out rows of each class (lines) it takes for each (columns). */
  confusion: Partial<Record<ClassifierName, Int32Array>>;
  clusterings: ClustersResult['clusterings'];
  featureErrors: ReconstructionResult['featureErrors'];
}

/**
 * Every metric of a representation on the held-out rows, each with the ends of its interval over resampled held-out rows
 * where it has one. Rows without a label are left out of those that need labels, and `rows` says how many were used.
 * Resamples depend on nothing but which rows take part: they are the same for all representations of a dataset.
 * @throws IsthmusError `cancelled`
 * Cost: that of its parts.
 */
export async function evaluate(input: EvaluationInput, context: ProgressContext): Promise<Evaluated> {
  const byClass = await classFigures(input, within(context, 0, 0.55));
  const structure = await structureFigures(input, within(context, 0.55, 0.75));
  const reconstruction = await reconstructionFigures(input, within(context, 0.75, 0.8));
  const clusters = await clusterFigures(input, within(context, 0.8, 0.92));
  const groups: MetricGroupResult[] = [byClass, structure, reconstruction, clusters, costFigures(input)];
  const metrics = Object.assign({}, ...groups.map((group) => group.metrics)) as Record<string, Metric>;
  const replicates = await resample(input, groups, within(context, 0.92, 1));
  for (const [name, values] of Object.entries(replicates)) {
    const metric = metrics[name];
    if (metric !== undefined) metrics[name] = { ...metric, ...endsOf(name, values) };
  }
  return {
    k: input.k,
    metrics,
    perSample: Object.assign({}, ...groups.map((group) => group.perSample)) as Record<string, Float32Array>,
    replicates,
    classes: byClass.classes,
    pairs: byClass.pairs,
    predicted: byClass.predicted,
    confusion: confusions(input, byClass.predicted),
    clusterings: clusters.clusterings,
    featureErrors: reconstruction.featureErrors,
  };
}

/**
 * The ends of a metric's interval. Draws that were moved by {@link aboutValue} may lie beyond what the metric can be; the
 * interval does not, which leaves out nothing that could be true.
 */
function endsOf(name: string, replicates: Float64Array): { low: number; high: number } | null {
  const span = spanOf(replicates);
  const [least, most] = metricInfo(name)?.bounds ?? [-Infinity, Infinity];
  return span === null ? null : { low: Math.max(least, span.low), high: Math.min(most, span.high) };
}

/** How many rows of each class every classifier takes for each. */
function confusions(
  { labels, test, classes }: EvaluationInput,
  predicted: ClassesResult['predicted'],
): Evaluated['confusion'] {
  const truth = test.map((row) => labels[row]);
  const found: Evaluated['confusion'] = {};
  for (const name of classifierNames) {
    const given = predicted[name];
    if (given !== undefined) found[name] = confusionMatrix(truth, given, classes);
  }
  return found;
}

/** A stretch of some work, from one share of its progress to another. */
function within({ pace, progress }: ProgressContext, from: number, to: number): ProgressContext {
  return { pace, progress: (fraction, phase) => progress(from + (to - from) * fraction, phase) };
}

/** Every metric that has a value on each resample; metrics that need labels on resamples of the labelled rows alone. */
async function resample(
  { labels, test }: EvaluationInput,
  groups: readonly MetricGroupResult[],
  { pace, progress }: ProgressContext,
): Promise<Record<string, Float64Array>> {
  progress(0, 'Evaluating: resampling');
  const every = Int32Array.from(test, (_, position) => position);
  const all = new Resamples(every, draws);
  const known = every.filter((position) => labels[test[position]] >= 0);
  const labelled = known.length === every.length ? all : new Resamples(known, draws);
  const found: Record<string, Float64Array> = {};
  const valueOf = (name: string): number | null =>
    groups.find(({ metrics }) => name in metrics)?.metrics[name]?.value ?? null;
  const has = (name: string): boolean => valueOf(name) !== null;
  for (const among of new Set([all, labelled])) {
    const isMine = (name: string): boolean =>
      has(name) && (metricInfo(name)?.needsLabels === true ? labelled : all) === among;
    const means = groups.flatMap((group) => Object.entries(group.means)).filter(([name]) => isMine(name));
    const resampled = await resampledMeans(
      among,
      means.map(([, values]) => values),
      pace,
    );
    means.forEach(([name], i) => (found[name] = resampled[i]));
    const others = groups
      .flatMap((group) => Object.entries(group.resampled))
      .filter(([name]) => isMine(name));
    for (const [i, [name, values]] of others.entries()) {
      progress(0.2 + (0.8 * i) / others.length, 'Evaluating: resampling');
      found[name] = aboutValue(await values(among), valueOf(name));
    }
  }
  return Object.fromEntries(Object.entries(found).filter(([, values]) => values.every(Number.isFinite)));
}

/**
 * Resampled figures moved so that their median is the figure itself. A draw has some rows twice, which lie on themselves:
 * figures that ask how close rows lie, or how clusters and classes meet, come out better on every draw than they are, all by
 * about as much; without this an interval need not hold its own value. It is the median, as a few draws of a ratio may come to
 * a thousand times the others, and would take their mean with them.
 * Source: Efron and Tibshirani 1993, section 14.3 (the bootstrap's estimate of median bias)
 */
function aboutValue(replicates: Float64Array, value: number | null): Float64Array {
  const known = replicates.filter(Number.isFinite).sort();
  if (value === null || known.length === 0) return replicates;
  const bias = quantile(known, 0.5) - value;
  return replicates.map((each) => each - bias);
}
