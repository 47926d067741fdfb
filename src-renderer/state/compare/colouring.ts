import type { ClusteringName, MetricInfo } from '../../../src-main/contract/index.ts';
import type { ValueScale } from '../../plots/value-colours.ts';
import { metricValue } from '../text/format.ts';

/** What samples can be coloured by besides metrics: the cluster that each is in. */
export const clusterings: Record<ClusteringName, { title: string; help: string }> = {
  kmeans: {
    title: 'k-means clusters',
    help: 'The cluster of each held-out sample by k-means. Clusters of two maps that share most samples have one colour.',
  },
  hdbscan: {
    title: 'HDBSCAN clusters',
    help: 'The cluster of each held-out sample by HDBSCAN; noise is in none. Clusters of two maps that share most samples have one colour.',
  },
};

export function isClustering(name: string): name is ClusteringName {
  return Object.hasOwn(clusterings, name);
}

/** A scale of colours, and whether there are values beyond its ends. */
export interface ColourScale extends ValueScale {
  below: boolean;
  above: boolean;
}

/** How much of the values of a metric without bounds is left to the colour of an end, each way. */
const beyond = 0.02;

/**
 * The scale on which a metric colours samples, the same for all maps.
 * @param lines values of the held-out rows, one line a representation; NaN: none
 * @returns null where there is no value at all
 */
export function colourScale(
  { name, unit }: Pick<MetricInfo, 'name' | 'unit'>,
  lines: readonly ArrayLike<number>[],
): ColourScale | null {
  const values = Float32Array.from(
    lines.flatMap((line) => Array.from(line).filter((value) => !Number.isNaN(value))),
  ).sort();
  const [min, max] = [values[0], values.at(-1)];
  if (min === undefined || max === undefined) return null;
  if (name.endsWith('_accuracy')) return { kind: 'verdict', from: 0, to: 1, below: false, above: false };
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? min;
  const [low, high] = [at(beyond), at(1 - beyond)];
  if (min < 0) {
    const end = Math.max(Math.abs(low), Math.abs(high));
    return { kind: 'diverging', from: -end, to: end, below: min < -end, above: max > end };
  }
  if (unit === 'fraction') return { kind: 'sequential', from: 0, to: 1, below: false, above: false };
  return { kind: 'sequential', from: low, to: high, below: min < low, above: max > high };
}

/**
 * A colour for each cluster.
 * @param lines the cluster of each row, one line a representation; NaN: none
 * @returns null where no row is in a cluster
 */
export function clusterScale(lines: readonly ArrayLike<number>[]): ColourScale | null {
  let max = -1;
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const cluster = line[i] ?? NaN;
      if (cluster > max) max = cluster;
    }
  }
  return max < 0 ? null : { kind: 'groups', from: 0, to: max, below: false, above: false };
}

/**
 * Values of held-out rows as values of all rows; training rows have none.
 * @param rows row of the dataset of each held-out row
 * @param count rows of the dataset
 */
export function valuesByRow(line: ArrayLike<number>, rows: Int32Array, count: number): Float32Array {
  const values = new Float32Array(count).fill(NaN);
  rows.forEach((row, at) => (values[row] = line[at] ?? NaN));
  return values;
}

/** Clusters of held-out rows as values of all rows; noise, and rows that were not looked at, are in none. */
export function clustersByRow(line: ArrayLike<number>, rows: Int32Array, count: number): Float32Array {
  return valuesByRow(line, rows, count).map((cluster) => (cluster < 0 ? NaN : cluster));
}

/** The ends of a scale in words: `≤ 0.912`, `0.998`. */
export function endWords(metric: string, scale: ColourScale): [from: string, to: string] {
  if (scale.kind === 'verdict') return ['wrong', 'right'];
  if (scale.kind === 'groups') return [valueWords(metric, scale, 0), valueWords(metric, scale, scale.to)];
  const from = metricValue(metric, scale.from);
  const to = metricValue(metric, scale.to);
  return [scale.below ? `≤ ${from}` : from, scale.above ? `≥ ${to}` : to];
}

/** One sample's value in words: `0.912`, `right`, `cluster 3`. */
export function valueWords(metric: string, { kind }: Pick<ColourScale, 'kind'>, value: number): string {
  if (kind === 'verdict') return value > 0.5 ? 'right' : 'wrong';
  return kind === 'groups' ? `cluster ${value + 1}` : metricValue(metric, value);
}
