import {
  axisBottom,
  axisLeft,
  extent,
  format,
  line,
  scaleLinear,
  scaleLog,
  select,
  type NumberValue,
} from 'd3';
import { chartFrame, drawnChart, type Chart } from './chart.ts';

/** One line: a value for each x; null leaves a gap. */
interface Series {
  /** Empty: it needs none, being alone. */
  name: string;
  values: readonly (number | null)[];
}

/** A stretch of the x axis with a name of its own. */
export interface Part {
  name: string;
  from: number;
  to: number;
}

export interface LineChartData {
  x: readonly number[];
  /** Two at most are told apart. */
  series: readonly Series[];
  /** In order, without gaps; named above the lines. None: the axis is one. */
  parts?: readonly Part[];
  /** True where equal steps matter and not equal factors, whatever the values span. */
  linear?: boolean;
}

export interface LineChartOptions {
  height: number;
  xLabel: string;
}

const margin = { top: 14, right: 8, bottom: 26, left: 44 };
/** Height of the line of names above the curves. */
const partsHeight = 13;
/** Width of a letter in the names, about. */
const letter = 5.6;

/** Draws lines over a common x in an SVG that follows the width of its element. */
export function lineChart(
  element: HTMLElement,
  initial: LineChartData,
  { height, xLabel }: LineChartOptions,
): Chart<LineChartData> {
  const frame = chartFrame(element, height, xLabel, margin);
  const { svg, below, left, caption } = frame;
  const bounds = svg.append('g').attr('class', 'parts');
  const lines = svg.append('g');
  const names = svg.append('g');

  return drawnChart(element, frame, initial, (data, width) => {
    const right = width - margin.right;
    const bottom = height - margin.bottom;
    const [first = 0, last = 1] = extent(data.x);
    const x = scaleLinear([first, Math.max(last, first + 1)], [margin.left, right]);
    const values = data.series.flatMap((series) => series.values.filter((value) => value !== null));
    const finite = values.filter(Number.isFinite);
    const parts = data.parts ?? [];
    const top = margin.top + (parts.length > 0 ? partsHeight : 0);
    const y = valueScale(finite, data.linear).range([bottom, top]);
    const whole = Math.min(Math.max(1, x.domain()[1] ?? 1), Math.max(2, Math.floor(width / 60)));
    below.call(axisBottom(x).ticks(whole, 'd').tickSize(3));
    // The default of logarithmic scales is SI prefixes: a loss of 30m reads as thirty million.
    left.call(
      axisLeft(y)
        .ticks(4, 'base' in y ? logTick : undefined)
        .tickSize(3),
    );
    caption.attr('x', right);
    const spots = partSpots(parts, x, right);
    bounds
      .selectAll('path')
      .data(spots.slice(1))
      .join('path')
      .attr('d', ({ start }) => `M${start} ${margin.top}V${bottom}`);
    bounds
      .selectAll('text')
      .data(spots)
      .join('text')
      .attr('x', ({ start }) => start + 4)
      .attr('y', margin.top + partsHeight - 4)
      .text(({ text }) => text);
    lines
      .selectAll('path')
      .data(data.series)
      .join('path')
      .attr('class', (_, i) => (i === 0 ? 'series first' : 'series second'))
      .attr('d', (series) =>
        line<number | null>()
          .defined((value) => value !== null && Number.isFinite(value))
          .x((_, i) => x(data.x[i]))
          .y((value) => y(value ?? 1))(series.values),
      );
    names
      .selectAll<SVGGElement, Series>('g')
      .data(data.series.filter(({ name }) => name !== ''))
      .join((enter) => {
        const group = enter.append('g');
        group.append('path').attr('d', 'M0 -3h14');
        group.append('text').attr('x', 18);
        return group;
      })
      .attr('class', (_, i) => (i === 0 ? 'first' : 'second'))
      .attr('transform', (_, i) => `translate(${margin.left + 8 + i * 84},9)`)
      .each(function (series, i) {
        select(this)
          .select('path')
          .attr('class', i === 0 ? 'series first' : 'series second');
        select(this).select('text').text(series.name);
      });
  });
}

/** Where each part begins, in pixels, and as much of its name as there is room for. */
export function partSpots(
  parts: readonly Part[],
  x: (value: number) => number,
  right: number,
): { start: number; text: string }[] {
  const starts = parts.map(({ from }, i) => (i === 0 ? x(from) : x(from - 0.5)));
  return parts.map(({ name }, i) => {
    const start = starts[i];
    const room = Math.floor(((starts[i + 1] ?? right) - start - 8) / letter);
    const text = name.length <= room ? name : room < 3 ? '' : `${name.slice(0, room - 1)}…`;
    return { start, text };
  });
}

const [plain, scientific] = [format('~g'), format('~e')];

function logTick(value: NumberValue): string {
  const size = Number(value);
  return size < 1e-3 || size >= 1e6 ? scientific(size) : plain(size);
}

/**
 * Logarithmic where the values are positive and span more than a factor of five, else linear.
 * @param linear true: never logarithmic, and from 0 on where nothing is below
 */
export function valueScale(
  values: readonly number[],
  linear = false,
): ReturnType<typeof scaleLog<number, number>> | ReturnType<typeof scaleLinear<number, number>> {
  const [low = 0, high = 1] = extent(values);
  if (!linear && low > 0 && high / low > 5) return scaleLog().domain([low, high]);
  const room = high - low || Math.abs(high) || 1;
  const floor = linear && low >= 0 ? 0 : low - 0.1 * room;
  return scaleLinear()
    .domain([low >= 0 ? Math.max(0, floor) : floor, high + 0.05 * room])
    .nice(4);
}
