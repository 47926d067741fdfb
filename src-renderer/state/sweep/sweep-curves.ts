import {
  listed,
  methodDefinition,
  methodNames,
  metricInfo,
  metricInfos,
  type MethodName,
  type MetricInfo,
  type Run,
  type Spread,
  type SweepChoice,
  type SweepPoint,
} from '../../../src-main/contract/index.ts';
import type { Ground } from '../../plots/colours.ts';
import { strokeOf, yardstickStroke, type Stroke } from '../../plots/strokes.ts';
import type { SweepChartData, SweepCurve, SweepMark, SweepRun } from '../../plots/charts/sweep-chart.ts';
import { counted, intervalText, metricValue } from '../text/format.ts';
import { briefBasis } from '../results/scores.ts';

/** What others are held against: its curve is drawn beneath theirs. */
const yardstick: MethodName = 'pca';
const told = methodNames.filter((method) => method !== yardstick && methodDefinition(method).choosesDim);

/** How a method is drawn, the same in every sweep. */
export function methodStroke(method: MethodName, ground: Ground): Stroke {
  return method === yardstick ? yardstickStroke(ground) : strokeOf(told.indexOf(method), ground);
}

export interface SweepFigures {
  points: readonly SweepPoint[];
  /** Runs of the sweep, for the value of each seed. */
  runs: readonly Pick<Run, 'method' | 'dim' | 'metrics'>[];
  /** Code sizes of the sweep, ascending. */
  dims: readonly number[];
  choice: Pick<SweepChoice, 'method' | 'dim'> | null;
  /** A run of the raw features, of this sweep or beside it. */
  raw: Pick<Run, 'metrics'> | null;
  /** Methods whose curves are switched off. */
  hidden: ReadonlySet<MethodName>;
  /** Runs that are pointed out, of the sweep or not. */
  shown: readonly ShownRun[];
}

type ShownRun = Pick<Run, 'id' | 'name' | 'method' | 'dim' | 'metrics'>;

/** Metrics that a sweep has figures of, in the order of the scorecard. */
export function metricsOf(points: readonly SweepPoint[]): MetricInfo[] {
  return metricInfos.filter(({ name }) => points.some(({ metrics }) => name in metrics));
}

/** A metric against the code size, a curve a method, as the chart takes it. */
export function sweepChartData(figures: SweepFigures, metric: string, ground: Ground): SweepChartData {
  const { points, runs, dims, choice, hidden } = figures;
  const measured = points.flatMap(({ method, dim, metrics }) => {
    const figure = metrics[metric];
    return figure === undefined || !methodDefinition(method).choosesDim ? [] : [{ method, dim, figure }];
  });
  const shown = methodNames.filter(
    (method) => !hidden.has(method) && measured.some((point) => point.method === method),
  );
  const beside = (dim: number): Spread | undefined =>
    measured.find((point) => point.method === yardstick && point.dim === dim)?.figure;

  const curves = shown.map((method): SweepCurve => {
    const marks = measured
      .filter((point) => point.method === method)
      .toSorted((a, b) => a.dim - b.dim)
      .map(({ dim, figure }): SweepMark => {
        const same = runs.filter((run) => run.method === method && run.dim === dim);
        return {
          dim,
          mean: figure.mean,
          low: figure.low,
          high: figure.high,
          seeds: same.flatMap((run) => run.metrics[metric]?.value ?? []),
          words: markWords(method, dim, metric, figure, method === yardstick ? undefined : beside(dim)),
        };
      });
    return {
      name: method,
      title: methodDefinition(method).title,
      stroke: methodStroke(method, ground),
      yardstick: method === yardstick,
      marks,
    };
  });
  const level = levelOf(figures, metric);
  const info = metricInfo(metric);
  const marked = figures.shown.flatMap((run) => shownRun(run, metric, ground) ?? []);
  const sizes = new Set([...dims, ...marked.map(({ mark }) => mark.dim)]);
  return {
    sizes: [...sizes].toSorted((a, b) => a - b),
    curves,
    runs: marked,
    level,
    chosen: choice === null ? null : { curve: choice.method, dim: choice.dim },
    // An error may fall a hundredfold; what is good when it is high hardly moves, and shares are seen against 1.
    logarithmic: info?.better === 'lower' && info.unit !== 'fraction',
    share: info?.unit === 'fraction',
    whole: info?.unit === 'count',
  };
}

/** What raw features come to, with their neighbours where the runs of the sweep have others. */
function levelOf({ raw, runs }: SweepFigures, metric: string): SweepChartData['level'] {
  const found = raw?.metrics[metric];
  if (found === undefined || found.value === null) return null;
  const isOther = runs.some(({ metrics }) => metrics[metric] !== undefined && metrics[metric].k !== found.k);
  const basis = isOther && found.k !== undefined ? `, k = ${found.k}` : '';
  return { value: found.value, name: `Raw features ${metricValue(metric, found.value)}${basis}` };
}

/** A run as it is pointed out; null where it has no such figure, or its size was not chosen. */
function shownRun(run: ShownRun, metric: string, ground: Ground): SweepRun | null {
  const { id, name, method, dim, metrics } = run;
  const found = metrics[metric];
  const { title, choosesDim } = methodDefinition(method);
  if (!choosesDim || found === undefined || found.value === null) return null;
  const { value } = found;
  const interval = intervalText(metric, found);
  const words = [
    name,
    `${title}, ${counted(dim, 'number')} per sample`,
    `${metricInfo(metric)?.title ?? metric} ${metricValue(metric, value)}${interval === '' ? '' : ` (${interval})`}`,
    briefBasis(found),
  ].filter((line) => line !== '');
  const mark = { dim, mean: value, low: value, high: value, seeds: [], words };
  return { id, name, stroke: methodStroke(method, ground), mark };
}

/** Which runs that are to be pointed out have no such figure, as a sentence; null: all of them have. */
export function withoutFigure(shown: readonly ShownRun[], metric: string): string | null {
  const names = shown
    .filter(({ metrics }) => (metrics[metric]?.value ?? null) === null)
    .map(({ name }) => name);
  if (names.length === 0) return null;
  return `Without a figure of “${metricInfo(metric)?.title ?? metric}”: ${listed(names)}.`;
}

/** The figures of one mark, a line each. */
function markWords(
  method: MethodName,
  dim: number,
  metric: string,
  { mean, low, high, count }: Spread,
  pca: Spread | undefined,
): string[] {
  const show = (value: number): string => metricValue(metric, value);
  const { title, seeded } = methodDefinition(method);
  return [
    `${title}, ${counted(dim, 'number')} per sample`,
    `${metricInfo(metric)?.title ?? metric} ${show(mean)}`,
    ...(count > 1
      ? [`${show(low)} to ${show(high)} over ${counted(count, 'seed')}`]
      : seeded
        ? ['1 seed']
        : []),
    ...(pca === undefined ? [] : [`PCA ${show(pca.mean)}`]),
  ];
}

/** What a chart shows, in words with its ends: for who cannot see the curves. */
export function chartWords(metric: string, { curves }: Pick<SweepChartData, 'curves'>): string {
  const title = metricInfo(metric)?.title ?? metric;
  const each = curves.flatMap(({ name, marks }) => {
    const [first, last] = [marks[0], marks.at(-1)];
    if (first === undefined || last === undefined) return [];
    const ends = first === last ? [first] : [first, last];
    const method = methodDefinition(name as MethodName).title;
    return [`${method} ${ends.map(({ dim, mean }) => `${metricValue(metric, mean)} at ${dim}`).join(', ')}`];
  });
  return `${title} by code size: ${each.join('; ')}`;
}
