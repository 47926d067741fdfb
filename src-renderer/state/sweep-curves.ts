import {
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
} from '../../src-main/contract/index.ts';
import type { Ground } from '../plots/colours.ts';
import { strokeOf, yardstickStroke, type Stroke } from '../plots/strokes.ts';
import type { SweepChartData, SweepCurve, SweepMark } from '../plots/sweep-chart.ts';
import { counted, metricValue } from './format.ts';

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
}

/** Metrics besides the error that a sweep has figures of, in the order of the scorecard. */
export function metricsOf(points: readonly SweepPoint[]): MetricInfo[] {
  return metricInfos.filter(
    ({ name }) => !name.startsWith('reconstruction_') && points.some(({ metrics }) => name in metrics),
  );
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
      stroke: methodStroke(method, ground),
      yardstick: method === yardstick,
      marks,
    };
  });
  const level = figures.raw?.metrics[metric]?.value ?? null;
  return {
    sizes: dims,
    curves,
    level: level === null ? null : { value: level, name: `Raw features ${metricValue(metric, level)}` },
    chosen: choice === null ? null : { curve: choice.method, dim: choice.dim },
    // An error may fall a hundredfold; what is good when it is high hardly moves.
    logarithmic: metricInfo(metric)?.better === 'lower',
    share: metricInfo(metric)?.unit === 'fraction',
  };
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
    `${title}, ${counted(dim, 'number')} a sample`,
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
export function chartWords(metric: string, { curves }: SweepChartData): string {
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
