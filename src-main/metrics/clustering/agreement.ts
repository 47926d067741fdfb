import type { Pace } from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';
import { compactLabels } from '../labels.ts';

/** How far clusters agree with classes. */
export interface Agreement {
  /** 1: the same pairs of rows are together; 0: no more than by chance. Source: sklearn.metrics.adjusted_rand_score */
  adjusted_rand: number;
  /** Source: sklearn.metrics.normalized_mutual_info_score (arithmetic mean) */
  normalized_mutual_info: number;
  /** 1: each cluster is of one class. Source: sklearn.metrics.homogeneity_score */
  homogeneity: number;
  /** 1: each class is in one cluster. Source: sklearn.metrics.completeness_score */
  completeness: number;
}
export const agreementNames = [
  'adjusted_rand',
  'normalized_mutual_info',
  'homogeneity',
  'completeness',
] as const satisfies readonly (keyof Agreement)[];

/** Every class and cluster that some row has both of: a cell of the table of classes and clusters that is not empty. */
interface Cells {
  classes: number;
  clusters: number;
  /** Of every cell. */
  classOf: Int32Array;
  clusterOf: Int32Array;
}

/** How far the clusters of some rows agree with their classes, on all of them and on resamples. */
export class Agreements {
  readonly #cells: Cells;
  /** The cell of each held-out position; -1: it takes no part. */
  readonly #cellOf: Int32Array;
  readonly #found = new WeakMap<Resamples, Promise<Record<keyof Agreement, Float64Array>>>();

  /**
   * @param classes one a held-out position; -1: no label
   * @param clusters one a held-out position; -1, noise, is a cluster of its own; -2: was not put into clusters
   */
  constructor(classes: Int32Array, clusters: Int32Array) {
    const [own, put] = [compactLabels(classes), compactLabels(clusters)];
    const width = put.names.length;
    const number = new Map<number, number>();
    this.#cellOf = own.codes.map((code, position) => {
      if (classes[position] < 0 || clusters[position] < -1) return -1;
      const place = code * width + put.codes[position];
      if (!number.has(place)) number.set(place, number.size);
      return number.get(place) ?? -1;
    });
    const places = [...number.keys()];
    this.#cells = {
      classes: own.names.length,
      clusters: width,
      classOf: Int32Array.from(places, (place) => Math.floor(place / width)),
      clusterOf: Int32Array.from(places, (place) => place % width),
    };
  }

  /** How many positions take part. */
  get rows(): number {
    return this.#cellOf.reduce((count, cell) => count + (cell < 0 ? 0 : 1), 0);
  }

  get value(): Agreement {
    const counts = new Float64Array(this.#cells.classOf.length);
    for (const cell of this.#cellOf) if (cell >= 0) counts[cell]++;
    return agreement(counts, this.#cells);
  }

  /**
   * One of the figures on every resample.
   * @returns NaN for draws of one class alone, which any clusters agree with
   * @throws IsthmusError `cancelled`
   * Cost: resamples · rows; the others are known then too.
   */
  async resampled(name: keyof Agreement, resamples: Resamples, pace: Pace): Promise<Float64Array> {
    let found = this.#found.get(resamples);
    if (found === undefined) {
      found = this.#replicates(resamples, pace);
      this.#found.set(resamples, found);
    }
    return (await found)[name];
  }

  async #replicates(resamples: Resamples, pace: Pace): Promise<Record<keyof Agreement, Float64Array>> {
    const { positions, count } = resamples;
    const cellOf = positions.map((position) => this.#cellOf[position]);
    const weights = new Float64Array(positions.length);
    const counts = new Float64Array(this.#cells.classOf.length);
    const all = {
      adjusted_rand: new Float64Array(count),
      normalized_mutual_info: new Float64Array(count),
      homogeneity: new Float64Array(count),
      completeness: new Float64Array(count),
    };
    for (let draw = 0; draw < count; draw++) {
      resamples.weights(draw, weights);
      counts.fill(0);
      for (let i = 0; i < cellOf.length; i++) {
        const cell = cellOf[i];
        if (cell >= 0) counts[cell] += weights[i];
      }
      const figures = hasSeveral(counts, this.#cells.classOf) ? agreement(counts, this.#cells) : null;
      for (const name of agreementNames) all[name][draw] = figures?.[name] ?? NaN;
      await pace.yieldToEventLoop();
    }
    return all;
  }
}

/** Whether the cells with rows are of several classes. */
function hasSeveral(counts: Float64Array, classOf: Int32Array): boolean {
  const first = classOf[counts.findIndex((count) => count > 0)];
  return classOf.some((label, cell) => counts[cell] > 0 && label !== first);
}

/** @param counts rows in each cell */
function agreement(counts: Float64Array, { classes, clusters, classOf, clusterOf }: Cells): Agreement {
  const ofClass = new Float64Array(classes);
  const ofCluster = new Float64Array(clusters);
  let rows = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell];
    const [row, column] = [classOf[cell], clusterOf[cell]];
    ofClass[row] += count;
    ofCluster[column] += count;
    rows += count;
  }
  let mutual = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell];
    if (count === 0) continue;
    // In this order, one class or one cluster alone comes to exactly 0.
    const within = Math.log(count) - Math.log(ofClass[classOf[cell]]);
    mutual += (count / rows) * (within + Math.log(rows) - Math.log(ofCluster[clusterOf[cell]]));
  }
  mutual = Math.max(0, mutual);
  const [classEntropy, clusterEntropy] = [entropy(ofClass, rows), entropy(ofCluster, rows)];
  const single = classEntropy === 0 && clusterEntropy === 0;
  return {
    adjusted_rand: adjustedRand(rows, squares(counts), squares(ofClass), squares(ofCluster)),
    normalized_mutual_info: single ? 1 : Math.min(1, mutual / ((classEntropy + clusterEntropy) / 2)),
    homogeneity: classEntropy === 0 ? 1 : Math.min(1, mutual / classEntropy),
    completeness: clusterEntropy === 0 ? 1 : Math.min(1, mutual / clusterEntropy),
  };
}

function entropy(counts: Float64Array, rows: number): number {
  return counts.reduce(
    (sum, count) => (count > 0 ? sum - (count / rows) * (Math.log(count) - Math.log(rows)) : sum),
    0,
  );
}

function squares(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count * count, 0);
}

/** From sums of squared counts: of cells, of classes and of clusters. */
function adjustedRand(rows: number, cells: number, classes: number, clusters: number): number {
  const both = cells - rows;
  const apartInClasses = clusters - cells;
  const apartInClusters = classes - cells;
  const neither = rows * rows - apartInClasses - apartInClusters - cells;
  if (apartInClasses === 0 && apartInClusters === 0) return 1;
  return (
    (2 * (both * neither - apartInClasses * apartInClusters)) /
    ((both + apartInClasses) * (apartInClasses + neither) +
      (both + apartInClusters) * (apartInClusters + neither))
  );
}
