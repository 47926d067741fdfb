import type { Pace } from '../tensor/index.ts';
import type { Resamples } from './bootstrap.ts';
import { compactLabels } from './labels.ts';

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

/** How far the clusters of some rows agree with their classes, on all of them and on resamples. */
export class Agreements {
  readonly #classes: Int32Array;
  readonly #clusters: Int32Array;
  readonly #width: number;
  readonly #height: number;
  /** Where in the table each position counts; -1: nowhere. */
  readonly #cells: Int32Array;
  readonly #found = new WeakMap<Resamples, Promise<Record<keyof Agreement, Float64Array>>>();

  /**
   * @param classes one a held-out position; -1: no label
   * @param clusters one a held-out position; -1, noise, is a cluster of its own; -2: was not put into clusters
   */
  constructor(classes: Int32Array, clusters: Int32Array) {
    this.#classes = compactLabels(classes).codes;
    this.#clusters = compactLabels(clusters).codes;
    this.#height = 1 + this.#classes.reduce((most, code) => Math.max(most, code), 0);
    this.#width = 1 + this.#clusters.reduce((most, code) => Math.max(most, code), 0);
    this.#cells = this.#classes.map((code, position) =>
      (classes[position] ?? -1) < 0 || (clusters[position] ?? -2) < -1
        ? -1
        : code * this.#width + (this.#clusters[position] ?? 0),
    );
  }

  /** How many positions take part. */
  get rows(): number {
    return this.#cells.reduce((count, cell) => count + (cell < 0 ? 0 : 1), 0);
  }

  get value(): Agreement {
    const table = new Float64Array(this.#height * this.#width);
    for (const cell of this.#cells) if (cell >= 0) table[cell] = (table[cell] ?? 0) + 1;
    return agreement(table, this.#width);
  }

  /**
   * One of the figures on every resample.
   * @throws IsthmusError `cancelled`
   * Cost: resamples · (rows + classes · clusters); the others are known then too.
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
    const cells = positions.map((position) => this.#cells[position] ?? -1);
    const weights = new Float64Array(positions.length);
    const table = new Float64Array(this.#height * this.#width);
    const all = {
      adjusted_rand: new Float64Array(count),
      normalized_mutual_info: new Float64Array(count),
      homogeneity: new Float64Array(count),
      completeness: new Float64Array(count),
    };
    for (let draw = 0; draw < count; draw++) {
      resamples.weights(draw, weights);
      table.fill(0);
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i] ?? -1;
        if (cell >= 0) table[cell] = (table[cell] ?? 0) + (weights[i] ?? 0);
      }
      const figures = agreement(table, this.#width);
      for (const name of agreementNames) all[name][draw] = figures[name];
      await pace.breathe();
    }
    return all;
  }
}

/**
 * @param table how many rows are of each class and in each cluster, `classes × clusters`
 * @param width clusters
 */
function agreement(table: Float64Array, width: number): Agreement {
  const classes = new Float64Array(table.length / width);
  const clusters = new Float64Array(width);
  let [rows, together, plain] = [0, 0, 0];
  for (let row = 0, cell = 0; row < classes.length; row++) {
    for (let column = 0; column < width; column++, cell++) {
      const count = table[cell] ?? 0;
      if (count === 0) continue;
      classes[row] = (classes[row] ?? 0) + count;
      clusters[column] = (clusters[column] ?? 0) + count;
      rows += count;
      together += count * count;
      plain += count * Math.log(count);
    }
  }
  const [ofClasses, ofClusters] = [moments(classes), moments(clusters)];
  const most = Math.log(rows);
  const classEntropy = Math.max(0, most - ofClasses.logs / rows);
  const clusterEntropy = Math.max(0, most - ofClusters.logs / rows);
  const mutual = Math.max(0, most + (plain - ofClasses.logs - ofClusters.logs) / rows);
  const single = classEntropy === 0 && clusterEntropy === 0;
  return {
    adjusted_rand: adjustedRand(rows, together, ofClasses.squares, ofClusters.squares),
    normalized_mutual_info: single ? 1 : Math.min(1, mutual / ((classEntropy + clusterEntropy) / 2)),
    homogeneity: classEntropy === 0 ? 1 : Math.min(1, mutual / classEntropy),
    completeness: clusterEntropy === 0 ? 1 : Math.min(1, mutual / clusterEntropy),
  };
}

function moments(counts: Float64Array): { squares: number; logs: number } {
  let [squares, logs] = [0, 0];
  for (const count of counts) {
    squares += count * count;
    if (count > 0) logs += count * Math.log(count);
  }
  return { squares, logs };
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
