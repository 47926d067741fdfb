import {
  metricGroups,
  metricInfos,
  type Comparison,
  type Difference,
  type Metric,
  type MetricGroup,
  type MetricInfo,
} from '../../src-main/contract/index.ts';
import { count, counted, intervalText, metricValue, signedMetric } from './format.ts';

/** Metrics that are about one thing, in the order of the scorecard. */
export interface ScoreGroup {
  group: MetricGroup;
  title: string;
  infos: readonly MetricInfo[];
}

/**
 * The metrics of a scorecard by group.
 * @param labelled whether the dataset has labels: without them there is nothing to say of classes
 * @param all whether those that are a click away are asked for
 */
export function scoreGroups(labelled: boolean, all = true): ScoreGroup[] {
  const wanted = metricInfos.filter(({ needsLabels, first }) => (labelled || !needsLabels) && (all || first));
  return (Object.entries(metricGroups) as [MetricGroup, string][])
    .map(([group, title]) => ({ group, title, infos: wanted.filter((info) => info.group === group) }))
    .filter(({ infos }) => infos.length > 0);
}

/** The stretch on which a metric is drawn in every column, so that columns can be compared by eye. */
export interface ScoreScale {
  from: number;
  to: number;
}

/** From the least to the largest value or end of an interval; null where there is nothing to set side by side. */
export function scoreScale(metrics: readonly (Metric | undefined)[]): ScoreScale | null {
  const ends = metrics.flatMap((metric) =>
    metric === undefined || metric.value === null
      ? []
      : [metric.value, metric.low ?? metric.value, metric.high ?? metric.value],
  );
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  return ends.length > 0 && from < to ? { from, to } : null;
}

/** Where a value is on a scale, 0 to 1. */
export function placeOn({ from, to }: ScoreScale, value: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}

/** Which rows a number is of: `359 held-out samples, k = 5`; or why there is none. */
export function basisWords({ unit }: MetricInfo, metric: Metric | undefined): string {
  if (metric === undefined) return 'not measured';
  if (metric.value === null) return metric.reason ?? 'not measured';
  const { rows, k, drawn, pairs } = metric;
  const cost = unit === 'seconds' || unit === 'bytes';
  return [
    counted(rows, cost ? 'sample' : 'held-out sample'),
    ...(drawn === undefined ? [] : [`drawn of ${count(drawn.of)} with seed ${drawn.seed}`]),
    ...(k === undefined ? [] : [`k = ${k}`]),
    ...(pairs === undefined ? [] : [pairWords(pairs)]),
  ].join(', ');
}

function pairWords({ count: had, of, seed }: NonNullable<Metric['pairs']>): string {
  if (had >= of) return `all ${counted(of, 'pair')}`;
  return `${count(had)} of ${counted(of, 'pair')}, drawn with seed ${seed}`;
}

/** The values at other numbers of neighbours: `k = 5: 66.7 %, k = 10: 71.1 %`; empty where there are none. */
export function curveWords(name: string, metric: Metric | undefined): string {
  return (metric?.curve ?? []).map(({ k, value }) => `k = ${k}: ${metricValue(name, value)}`).join(', ');
}

/** How a run stands to the best of a metric. */
export interface Standing {
  best: boolean;
  /** The interval of its difference from the best does not exclude zero. */
  alike: boolean;
  /** Against the best; null where it is the best itself, or resamples were not kept. */
  difference: Difference | null;
}

/** How a run stands to the best of a metric among those compared. */
export function standingOf(comparison: Comparison | null, run: string, metric: string): Standing {
  const best = comparison?.best[metric] ?? [];
  if (best.includes(run)) return { best: true, alike: false, difference: null };
  const difference =
    comparison?.differences.find(
      (each) => each.run === run && each.metric === metric && best.includes(each.other),
    ) ?? null;
  return {
    best: false,
    alike: difference !== null && difference.low <= 0 && difference.high >= 0,
    difference,
  };
}

/** A difference as a sentence: what it is, between what, and whether it is told from chance. */
export function differenceSentence({ metric, value, low, high }: Difference, other: string): string {
  const told = low > 0 || high < 0;
  const ends = `${signedMetric(metric, low)} to ${signedMetric(metric, high)}`;
  return `${signedMetric(metric, value)} against ${other} (95\u00a0% interval ${ends}, on the same samples): ${
    told ? 'told apart' : 'not told apart'
  }.`;
}

/** What is known of how sure a value is: `95 % interval 93.9 to 98.1 %`; empty where there is no interval. */
export function certaintyWords(name: string, metric: Metric | undefined): string {
  const text = intervalText(name, metric);
  return text === '' ? '' : `95\u00a0% interval ${text}`;
}

/** Over runs that differ in their seed alone: `0.612 ± 0.013 over 3 seeds`; empty where the run is alone. */
export function seedWords(comparison: Comparison | null, run: string, metric: string): string {
  const spread = comparison?.seeds.find(({ runs }) => runs.includes(run))?.metrics[metric];
  if (spread === undefined || spread.count < 2) return '';
  return `${metricValue(metric, spread.mean)} ± ${metricValue(metric, spread.deviation)} over ${counted(spread.count, 'seed')}`;
}
