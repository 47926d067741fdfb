import { z } from 'zod';

/** Resamples of the held-out rows, the same ones for every run of a dataset, so that runs can be told apart in pairs. */
export const resamples = 1_000;
/** Neighbours in every metric that has them, where none were asked for. */
export const usualNeighbours = 5;
/** How much of the resamples an interval spans. */
const confidence = 0.95;

export const classifierNames = ['knn', 'linear', 'mlp'] as const;
export type ClassifierName = (typeof classifierNames)[number];

export const clusteringNames = ['kmeans', 'hdbscan'] as const;
export type ClusteringName = (typeof clusteringNames)[number];

/**
 * What measuring a run found out beyond one number a metric: `evaluation.json`, which says what is in the arrays beside
 * it. "Held-out row" counts the rows whose split is 1, in the order of their row numbers.
 */
export const Evaluation = z.object({
  /** Neighbours, in every metric that has them. */
  k: z.number().int(),
  /** Line i of `per-sample.npy` (float32, metrics × held-out rows; NaN: none) is of metric `per_sample[i]`. */
  per_sample: z.array(z.string()),
  /** Line i of `bootstrap.npy` (float64, metrics × 1,000) is metric `bootstrap[i]` on each resample. */
  bootstrap: z.array(z.string()),
  /** Line i of `predicted.npy` (int32, classifiers × held-out rows; -1: none) is of this classifier; so with the
   * planes of `confusion.npy` (int32, classifiers × classes × classes; rows are true, columns predicted). */
  classifiers: z.array(z.enum(classifierNames)),
  /**
   * By class of the dataset: its labelled held-out rows and their mean silhouette; null where there is none. The pairs
   * are in `class-pairs.npy` (float32, classes × classes; NaN on the diagonal and where a class has no held-out row).
   */
  classes: z.array(z.object({ rows: z.number().int(), silhouette: z.number().nullable() })),
  /** Line i of `clusters.npy` (int32, clusterings × held-out rows; -1: noise, -2: not among the rows drawn) is of this. */
  clusterings: z.array(
    z.object({
      name: z.enum(clusteringNames),
      clusters: z.number().int(),
      /** How it came to that many, and with which settings, as one sentence. */
      how: z.string(),
    }),
  ),
  /** Whether `feature-errors.npy` (float32, features: mean squared error of each over the held-out rows) is there. */
  feature_errors: z.boolean(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** The names of `evaluation.json` and of every array that it is about: measured anew, a run has none but the new ones. */
export const ofEvaluation =
  /^(evaluation\.json|(per-sample|bootstrap|predicted|confusion|class-pairs|clusters|feature-errors)\.npy)$/;

/**
 * Ends of the percentile interval of some resampled figures; those that are not finite are left out.
 * @returns null where fewer than half of them are finite
 */
export function spanOf(replicates: Float64Array): { low: number; high: number } | null {
  const sorted = replicates.filter(Number.isFinite).sort();
  if (sorted.length < replicates.length / 2 || sorted.length === 0) return null;
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** The value below which so large a share of some sorted ones lies: linear between the two nearest, as NumPy's default. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return below + (at - Math.floor(at)) * (above - below);
}
