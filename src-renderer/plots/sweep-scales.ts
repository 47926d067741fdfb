import { extent, min, scaleLinear, scaleLog, type ScaleLinear, type ScaleLogarithmic } from 'd3';
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
export function figureScale(values: readonly number[], { logarithmic, share }: FigureKind): Scale {
  const [low = 0, high = 1] = extent(values);
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
  return scaleLinear()
    .domain([low - 0.12 * room, share ? Math.min(1, top) : top])
    .nice(5);
}

export interface FigureKind {
  /** Whether what matters are factors, as with an error. */
  logarithmic: boolean;
  /** Whether the values are shares of 1, to be shown as percentages. */
  share: boolean;
}
