/**
 * What a finished run has to show, on whatever page it is shown: its scores in words (here), what measuring found beyond
 * them, and its map.
 */

import {
  metricGroups,
  metricInfos,
  type Comparison,
  type Difference,
  type Metric,
  type MetricGroup,
  type MetricInfo,
  type Run,
} from '../../../src-main/contract/index.ts';
import { count, counted, intervalText, metricValue, signedMetric } from '../text/format.ts';

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
  return grouped(
    metricInfos.filter(({ needsLabels, first }) => (labelled || !needsLabels) && (all || first)),
  );
}

/** Some metrics by what they are about. */
export function grouped(infos: readonly MetricInfo[]): ScoreGroup[] {
  return (Object.entries(metricGroups) as [MetricGroup, string][])
    .map(([group, title]) => ({ group, title, infos: infos.filter((info) => info.group === group) }))
    .filter((group) => group.infos.length > 0);
}

/** Which way a metric is good, as a sentence; empty for figures that are neither good nor bad. */
export function betterWords({ better }: Pick<MetricInfo, 'better'>): string {
  if (better === null) return '';
  return better === 'lower' ? 'Lower is better.' : 'Higher is better.';
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
export function basisWords(info: MetricInfo, metric: Metric | undefined): string {
  if (metric === undefined) return 'not measured';
  if (metric.value === null) return metric.reason ?? 'not measured';
  const { rows, k, drawn, pairs } = metric;
  return [
    counted(rows, isCost(info) ? 'sample' : 'held-out sample'),
    ...(drawn === undefined ? [] : [`drawn of ${count(drawn.of)} with seed ${drawn.seed}`]),
    ...(k === undefined ? [] : [`k = ${k}`]),
    ...(pairs === undefined ? [] : [pairWords(pairs)]),
  ].join(', ');
}

/**
 * What is to be known of a number at a glance: its neighbours, and what was drawn for it where that is not all:
 * `k = 5`, `36 of 359 samples, seed 0`; empty where it is simply of all held-out samples.
 */
export function briefBasis(metric: Metric | undefined): string {
  if (metric === undefined) return '';
  const { rows, k, drawn, pairs } = metric;
  return [
    ...(k === undefined ? [] : [`k = ${k}`]),
    ...(drawn === undefined ? [] : [`${count(rows)} of ${counted(drawn.of, 'sample')}, seed ${drawn.seed}`]),
    ...(pairs === undefined || pairs.count >= pairs.of
      ? []
      : [`${count(pairs.count)} of ${counted(pairs.of, 'pair')}, seed ${pairs.seed}`]),
  ].join(', ');
}

/**
 * What the figures of a column of a table are of: said once where that is the same for all, else with each figure.
 * @param metrics one a line
 * @param heldOut held-out samples, of which figures are where nothing else is said
 */
export function columnBasis(
  info: MetricInfo,
  metrics: readonly (Metric | undefined)[],
  heldOut: number,
): { all: string; each: readonly string[] } {
  const each = metrics.map((metric) => {
    if (metric === undefined || metric.value === null) return '';
    const { rows, drawn } = metric;
    const noun = isCost(info) ? 'sample' : 'held-out sample';
    const others = rows === heldOut || drawn !== undefined ? [] : [counted(rows, noun)];
    return [...others, briefBasis(metric)].filter((part) => part !== '').join(', ');
  });
  const known = new Set(each.filter((_, i) => (metrics[i]?.value ?? null) !== null));
  const [one = ''] = known;
  return known.size > 1 ? { all: '', each } : { all: one, each: each.map(() => '') };
}

function isCost({ unit }: Pick<MetricInfo, 'unit'>): boolean {
  return unit === 'seconds' || unit === 'bytes';
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

/** A metric of a run as its column's scorecard shows it. */
export interface ScoreLine {
  metric: Metric | undefined;
  /** Null where there is none. */
  value: number | null;
  interval: string;
  /** Where one column has an interval there is room for it in all, so that their rows stay beside each other. */
  roomy: boolean;
  /** What is said of what the number is of: at a glance, and in full; and whether one column says something at a glance. */
  basis: string;
  words: string;
  based: boolean;
  standing: Standing;
  /** Null: there is nothing to draw. */
  scale: ScoreScale | null;
  /** What more is to be known, a sentence each. */
  difference: string;
  more: readonly string[];
}

/**
 * @param columns the runs it stands beside, itself among them
 * @param nameOf the name of a run; undefined where it is gone
 */
export function scoreLine(
  info: MetricInfo,
  run: Pick<Run, 'id' | 'metrics'>,
  columns: readonly Pick<Run, 'metrics'>[],
  comparison: Comparison | null,
  nameOf: (run: string) => string | undefined,
): ScoreLine {
  const { name } = info;
  const metric = run.metrics[name];
  const all = columns.map(({ metrics }) => metrics[name]);
  const standing = standingOf(comparison, run.id, name);
  const words = basisWords(info, metric);
  const difference =
    standing.difference === null
      ? ''
      : differenceSentence(standing.difference, nameOf(standing.difference.other) ?? 'the best');
  const parts = [seedWords(comparison, run.id, name), curveWords(name, metric)];
  return {
    metric,
    value: metric?.value ?? null,
    interval: intervalText(name, metric),
    roomy: all.some((each) => intervalText(name, each) !== ''),
    basis: briefBasis(metric),
    words,
    based: all.some((each) => briefBasis(each) !== ''),
    standing,
    scale: scoreScale(all),
    difference,
    more: [
      [words, certaintyWords(name, metric)]
        .filter((part) => part !== '')
        .map(sentence)
        .join(' '),
      ...(difference === '' ? [] : [difference]),
      ...parts.filter((part) => part !== '').map(sentence),
    ],
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

/** A difference as a sentence: what it is, between what, and whether it is told from chance. */
export function differenceSentence({ metric, value, low, high }: Difference, other: string): string {
  const told = low > 0 || high < 0;
  const ends = `${signedMetric(metric, low)} to ${signedMetric(metric, high)}`;
  return `${signedMetric(metric, value)} against ${other} (95\u00a0% interval ${ends}, on the same samples): ${
    told ? 'significantly different' : 'not significantly different'
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
