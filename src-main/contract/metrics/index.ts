/**
 * What is known of each metric: its words, its bounds, which way is better, its source. The code that measures is in
 * `src-main/metrics`.
 */

import { classMetrics } from './classes.ts';
import { clusterMetrics } from './clusters.ts';
import { costMetrics } from './cost.ts';
import type { MetricInfo } from './definition.ts';
import { reconstructionMetrics } from './reconstruction.ts';
import { structureMetrics } from './structure.ts';

export { metricGroups, type MetricGroup, type MetricInfo } from './definition.ts';

/** Every metric in the order of the scorecard. */
export const metricInfos: readonly MetricInfo[] = [
  ...classMetrics,
  ...structureMetrics,
  ...reconstructionMetrics,
  ...clusterMetrics,
  ...costMetrics,
];

const byName = new Map(metricInfos.map((info) => [info.name, info]));

/** The description of a metric by its name, if there is one of that name. */
export function metricInfo(name: string): MetricInfo | undefined {
  return byName.get(name);
}
