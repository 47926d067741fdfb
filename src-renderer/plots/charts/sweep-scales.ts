import {
  axisLeft,
  extent,
  format,
  min,
  scaleLinear,
  scaleLog,
  type Axis,
  type NumberValue,
  type ScaleLinear,
  type ScaleLogarithmic,
} from 'd3';
import { valueScale } from './line-chart.ts';

type Scale = ScaleLinear<number, number> | ScaleLogarithmic<number, number>;

/** Code sizes on a scale where every doubling takes the same room; a single one is in the middle. */
export function sizeScale(sizes: readonly number[], range: readonly [number, number]): Scale {
  const [first = 1, last = 1] = extent(sizes);
  const domain = first === last ? [first / 2, first * 2] : [first, last];
  return scaleLog().base(2).domain(domain).range(range);
}

/** Of the sizes at these places those whose names do not run into the one before; the last has its name always. */
export function namedSizes(sizes: readonly number[], x: (size: number) => number, gap: number): Set<number> {
  const last = sizes.at(-1);
  const named = new Set<number>();
  let before = -Infinity;
  for (const size of sizes) {
    const roomy = last === undefined || size === last || x(last) - x(size) >= gap;
    if ((x(size) - before >= gap && roomy) || size === last) {
      named.add(size);
      before = x(size);
    }
  }
  return named;
}

/** What is smaller than this share of the largest error is nothing but rounding, as PCA's with as many columns as features. */
const rounding = 1e-6;

/**
 * Room for all of the values: logarithmic where that is wanted and they span enough, else linear and cut close. What is nothing
 * but rounding lies on the lower edge of a logarithmic scale, which would else show little beside it.
 */
export function figureScale(values: readonly number[], { logarithmic, share, whole }: FigureKind): Scale {
  const [low = 0, high = 1] = extent(values);
  if (whole) return scaleLinear().domain([Math.max(0, Math.floor(low) - 1), Math.ceil(high) + 1]);
  if (logarithmic) {
    const real = values.filter((value) => value > rounding * high);
    const cut = real.length < values.length;
    const scale = valueScale(real);
    if ('base' in scale) return scale.domain([(min(real) ?? low) / (cut ? 2 : 1.1), high * 1.1]).clamp(true);
    return cut
      ? scaleLinear()
          .domain([Math.min(0, low), high])
          .nice(5)
      : scale;
  }
  const room = Math.max(high - low, share ? 0.05 : 0.1 * Math.abs(high), 1e-9);
  const top = high + 0.08 * room;
  const bottom = low - 0.12 * room;
  return scaleLinear()
    .domain([low < 0 ? bottom : Math.max(0, bottom), share ? Math.min(1, top) : top])
    .nice(5);
}

export interface FigureKind {
  /** Whether what matters are factors, as with an error. */
  logarithmic: boolean;
  /** Whether the values are shares of 1, to be shown as percentages. */
  share: boolean;
  /** Whether they are counts, so that nothing between two whole numbers has a name. */
  whole: boolean;
}

/** The axis of such a scale; large numbers are written so that they do not run out of the chart. */
export function figureAxis(
  y: Scale,
  { share, whole }: Pick<FigureKind, 'share' | 'whole'>,
): Axis<NumberValue> {
  const axis: Axis<NumberValue> = axisLeft(y);
  const [low = 0, high = 1] = y.domain();
  const large = Math.max(Math.abs(low), Math.abs(high)) >= 1e5;
  if ('base' in y) return axis.tickValues(logTicks(low, high)).tickFormat(format(large ? '~e' : '~g'));
  if (whole)
    return axis.tickValues(y.ticks(5).filter(Number.isInteger)).tickFormat(format(large ? '~e' : ','));
  return axis.ticks(5, share ? '%' : large ? '~e' : undefined);
}

/** 1, 2 and 5 of each power of ten between two values; where they are many the powers alone, or some of those. */
export function logTicks(low: number, high: number): number[] {
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const within = (value: number): boolean => value >= low && value <= high;
  const fine = powers.flatMap((power) => [1, 2, 5].map((step) => Number(`${step}e${power}`))).filter(within);
  if (fine.length <= 8) return fine;
  const every = Math.ceil(powers.length / 8);
  return powers
    .filter((_, i) => i % every === 0)
    .map((power) => Number(`1e${power}`))
    .filter(within);
}
