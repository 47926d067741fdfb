import type { ClassifierName, ClusteringName, Metric } from '../contract/index.ts';
import type { Pace, Rows } from '../tensor/index.ts';
import type { Resamples } from './bootstrap.ts';

/** What is measured. Row numbers count the rows of the dataset. */
export interface EvaluationInput {
  /** The scaled features of all rows. */
  original: Rows;
  /** The representation of all rows; for raw features, `original` itself. */
  codes: Rows;
  /** One a row; -1: unlabelled. */
  labels: Int32Array;
  /** Classes that the dataset names, whether or not a row has them. */
  classes: number;
  train: Int32Array;
  /** Ascending. What is said of "held-out positions" counts these. */
  test: Int32Array;
  /** How far each row's reconstruction is from it, of all rows; null where the method reconstructs nothing. */
  errors: Float64Array | null;
  /** What each row is reconstructed as, scaled as `original`; null where the method reconstructs nothing. */
  reconstructed: Rows | null;
  /** Neighbours, in every metric that has them. */
  k: number;
  seed: number;
}

/** How a group of metrics goes about it. */
export interface ProgressContext {
  pace: Pace;
  /** Is told how far it is, 0 to 1, and what comes next, as "Evaluating: nearest neighbours". */
  progress(fraction: number, phase: string): void;
}

/** What a group of metrics found. */
export interface MetricGroupResult {
  /** Each metric of the group, by its name; those that cannot be had are null with the reason. Without intervals. */
  metrics: Record<string, Metric>;
  /** For maps, by metric: one value a held-out position, NaN where there is none. */
  perSample: Record<string, Float32Array>;
  /**
   * By metric that is a mean over held-out rows: what each held-out position brings to it; NaN: it takes no part. The
   * interval comes from resampling these.
   */
  means: Record<string, Float64Array>;
  /** By metric that is not: its value on every resample; see {@link Resamples}. */
  resampled: Record<string, (resamples: Resamples) => Promise<Float64Array>>;
}

/** What is found of the classes beyond numbers. Classes are counted as the dataset names them. */
export interface ClassesResult extends MetricGroupResult {
  /** The class that each classifier gives each held-out position; -1: to none without a label. Only those that could be trained. */
  predicted: Partial<Record<ClassifierName, Int32Array>>;
  /** By class: its labelled held-out rows, and their mean silhouette; null where there is none. */
  classes: { rows: number; silhouette: number | null }[];
  /** How rarely two classes are neighbours of each other, `classes × classes`; NaN: not known. Null where no pair is. */
  pairs: Float32Array | null;
}

/** What is found of how samples are reconstructed beyond numbers. */
export interface ReconstructionResult extends MetricGroupResult {
  /** Mean squared error of each feature over the held-out rows; null where nothing is reconstructed. */
  featureErrors: Float32Array | null;
}

/** Clusters that an algorithm found among the held-out rows. */
export interface Clustering {
  name: ClusteringName;
  clusters: number;
  /** How it came to that many, and with which settings, as one sentence. */
  how: string;
  /** The cluster of each held-out position; -1: noise, -2: it was not among the rows drawn. */
  assigned: Int32Array;
}

/** What is found without looking at labels beyond numbers. */
export interface ClustersResult extends MetricGroupResult {
  clusterings: Clustering[];
}

/** Nothing yet. */
export function emptyResult(): MetricGroupResult {
  return { metrics: {}, perSample: {}, means: {}, resampled: {} };
}

/** What several parts of a group found, as one. */
export function mergeResults(parts: readonly MetricGroupResult[]): MetricGroupResult {
  const all = emptyResult();
  for (const part of parts) {
    Object.assign(all.metrics, part.metrics);
    Object.assign(all.perSample, part.perSample);
    Object.assign(all.means, part.means);
    Object.assign(all.resampled, part.resampled);
  }
  return all;
}

/** Metrics that cannot be had, all for the same reason. */
export function missing(
  names: readonly string[],
  none: Omit<Metric, 'value'> & { reason: string },
): MetricGroupResult {
  return {
    ...emptyResult(),
    metrics: Object.fromEntries(names.map((name) => [name, { value: null, ...none }])),
  };
}
