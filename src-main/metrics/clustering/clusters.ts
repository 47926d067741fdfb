/**
 * How clustered rows are without labels: k-means, HDBSCAN, Hopkins, intrinsic dimension; and how well clusters agree
 * with classes, where there are labels.
 */

import type { Metric } from '../../contract/index.ts';
import { inMemory, SomeRows, type Pace, type Rows } from '../../tensor/index.ts';
import { Agreements, agreementNames } from './agreement.ts';
import {
  missing,
  mergeResults,
  type Clustering,
  type ProgressContext,
  type MetricGroupResult,
  type ClustersResult,
  type EvaluationInput,
} from '../metric-group.ts';
import { denseSeed, hdbscanClusters, maxDense, smallestCluster } from './hdbscan-clusters.ts';
import { exactDistances, nearestHeldOut, type Near } from '../held-out-neighbours.ts';
import { hopkins } from './hopkins.ts';
import { levinaBickel, twoNearest, type Dimension } from './intrinsic-dimension.ts';
import { kmeansClusters } from './kmeans-clusters.ts';
import { isOnePoint } from '../degenerate.ts';

/** Neighbours that the Levina-Bickel dimension looks at, at least. */
const minNeighbours = 10;
/** Starts of k-means are drawn by it: the same for every representation, so that copies of one are told no different. */
const kmeansSeed = 0;
/** Values of the held-out rows that are kept in memory (128 MB). */
const maxKept = 32_000_000;

const agreementsOf = (name: Clustering['name']): string[] => agreementNames.map((each) => `${name}_${each}`);
const kmeansNames = ['kmeans_clusters', ...agreementsOf('kmeans')];
const hdbscanNames = ['hdbscan_clusters', 'hdbscan_noise', ...agreementsOf('hdbscan')];
const dimensionNames = ['intrinsic_dimension_twonn', 'intrinsic_dimension_mle'];

/**
 * What can be told of the held-out rows of a representation without looking at labels, and how far it agrees with them.
 * @throws IsthmusError `cancelled`
 * Cost: that of its parts; 2 · rows² · dim operations in float64 for the neighbours, and as much again once or twice for
 *   HDBSCAN, which takes up to 20,000 rows.
 */
export async function clusterFigures(
  input: EvaluationInput,
  context: ProgressContext,
): Promise<ClustersResult> {
  const { codes, test, k } = input;
  const { pace, progress } = context;
  const rows = test.length;
  const some = new SomeRows(codes, test);
  // They are asked for again and again.
  const held = some.rows * some.features > maxKept ? some : await inMemory(some, pace);
  const reason = await nothing(held, pace);
  if (reason !== null) {
    const names = [...kmeansNames, ...hdbscanNames, ...dimensionNames, 'hopkins'];
    return { ...missing(names, { rows, reason }), clusterings: [] };
  }
  const labels = Int32Array.from(test, (row) => input.labels[row]);
  const unlabelled = noAgreement(input.labels, labels);

  progress(0, 'Evaluating: k-means');
  const classes = new Set(labels.filter((label) => label >= 0)).size;
  const means = await kmeansClusters(held, classes, kmeansSeed, pace);
  progress(0.3, 'Evaluating: nearest neighbours');
  const around = Math.min(rows - 1, Math.max(minNeighbours, k));
  const near = await nearestHeldOut(input, held, neighboursWanted(rows, k), pace);
  progress(0.5, 'Evaluating: HDBSCAN');
  const dense = await hdbscanClusters(held, rows > maxDense ? null : near, pace);
  progress(0.9, 'Evaluating: intrinsic dimension');
  const parts = [
    means === null
      ? missing(kmeansNames, { rows, reason: `There are ${rows} held-out rows, too few for clusters.` })
      : agreementFigures(means, labels, unlabelled, pace),
    dense === null
      ? missing(hdbscanNames, {
          rows,
          reason: `There are ${rows} held-out rows; a cluster has at least ${smallestCluster(rows)}.`,
        })
      : mergeResults([agreementFigures(dense, labels, unlabelled, pace), noiseFigure(dense)]),
    await dimensionFigures(held, near, around, pace),
    await hopkinsFigure(held, pace),
  ];
  return {
    ...mergeResults(parts),
    clusterings: [means, dense].filter((each) => each !== null),
  };
}

/** How many neighbours of every held-out row are needed for all of {@link clusterFigures}. */
export function neighboursWanted(rows: number, k: number): number {
  const forClusters = rows > maxDense ? 0 : smallestCluster(rows) - 1;
  return Math.min(rows - 1, Math.max(minNeighbours, k, forClusters));
}

/** Why nothing can be said; null where something can. */
async function nothing(held: Rows, pace: Pace): Promise<string | null> {
  if (held.rows === 0) return 'No row is held out.';
  if (held.rows === 1) return 'Only one row is held out.';
  return (await isOnePoint(held, pace)) ? 'All held-out rows have the same code.' : null;
}

/** Why clusters cannot be held against labels; null where they can. */
function noAgreement(all: Int32Array, heldOut: Int32Array): string | null {
  const known = heldOut.filter((label) => label >= 0);
  if (known.length === 0)
    return all.some((label) => label >= 0) ? 'No held-out row has a label.' : 'The data has no labels.';
  return new Set(known).size === 1 ? 'All labelled held-out rows are of one class.' : null;
}

/** On how many rows clusters were found. */
function rowsOf({ assigned }: Clustering): Pick<Metric, 'rows' | 'drawn'> {
  const rows = assigned.reduce((count, cluster) => count + (cluster > -2 ? 1 : 0), 0);
  return rows === assigned.length ? { rows } : { rows, drawn: { of: assigned.length, seed: denseSeed } };
}

/** How many clusters there are, and how far they agree with the labels. */
function agreementFigures(
  clustering: Clustering,
  labels: Int32Array,
  unlabelled: string | null,
  pace: Pace,
): MetricGroupResult {
  const { name, clusters, assigned } = clustering;
  const about = rowsOf(clustering);
  const count: MetricGroupResult = {
    metrics: { [`${name}_clusters`]: { value: clusters, ...about } },
    perSample: {},
    means: {},
    resampled: {},
  };
  const agreements = new Agreements(labels, assigned);
  const rows = agreements.rows;
  const none = unlabelled ?? (rows === 0 ? 'No row that was drawn has a label.' : null);
  if (none !== null) return mergeResults([count, missing(agreementsOf(name), { rows, reason: none })]);
  const { value } = agreements;
  for (const each of agreementNames) {
    count.metrics[`${name}_${each}`] = { ...about, rows, value: value[each] };
    count.resampled[`${name}_${each}`] = (resamples) => agreements.resampled(each, resamples, pace);
  }
  return count;
}

function noiseFigure(clustering: Clustering): MetricGroupResult {
  const noise = Float64Array.from(clustering.assigned, (cluster) =>
    cluster === -2 ? NaN : cluster === -1 ? 1 : 0,
  );
  const about = rowsOf(clustering);
  const value = noise.reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : each), 0) / about.rows;
  return {
    metrics: { hdbscan_noise: { ...about, value } },
    perSample: {},
    means: { hdbscan_noise: noise },
    resampled: {},
  };
}

async function dimensionFigures(held: Rows, near: Near, k: number, pace: Pace): Promise<MetricGroupResult> {
  const { rows } = held;
  if (rows === 2) return missing(dimensionNames, { rows, reason: 'There are 2 held-out rows; it needs 3.' });
  const distances = await exactDistances(held, near, k, pace);
  const found: MetricGroupResult = { metrics: {}, perSample: {}, means: {}, resampled: {} };
  const put = (name: string, dimension: Dimension, about: Pick<Metric, 'k'>): void => {
    if (Number.isNaN(dimension.value)) {
      const reason =
        dimension.rows === 0
          ? 'Every held-out row has a duplicate.'
          : 'All neighbours of held-out rows are equally far away.';
      found.metrics[name] = { value: null, rows: dimension.rows, ...about, reason };
      return;
    }
    found.metrics[name] = { value: dimension.value, rows: dimension.rows, ...about };
    found.resampled[name] = (resamples) => dimension.resampled(resamples, pace);
  };
  put('intrinsic_dimension_twonn', twoNearest(distances, k), {});
  put('intrinsic_dimension_mle', levinaBickel(distances, k), { k });
  return found;
}

async function hopkinsFigure(held: Rows, pace: Pace): Promise<MetricGroupResult> {
  const { value, drawn, seed, resampled } = await hopkins(held, pace);
  const hopkinsMetric: Metric = { value, rows: drawn, drawn: { of: held.rows, seed } };
  return {
    metrics: { hopkins: hopkinsMetric },
    perSample: {},
    means: {},
    resampled: { hopkins: (resamples) => resampled(resamples, pace) },
  };
}
