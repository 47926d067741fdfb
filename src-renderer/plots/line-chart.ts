import { axisBottom, axisLeft, extent, line, scaleLinear, scaleLog, select } from 'd3';
import { chartFrame, drawnChart, type Chart } from './chart.ts';

/** One line: a value for each x; null leaves a gap. */
export interface Series {
  name: string;
  values: readonly (number | null)[];
}

export interface LineChartData {
  x: readonly number[];
  /** Two at most are told apart. */
  series: readonly Series[];
}

export interface LineChartOptions {
  height: number;
  xLabel: string;
}

const margin = { top: 14, right: 8, bottom: 26, left: 44 };

/** Draws lines over a common x in an SVG that follows the width of its element. */
export function lineChart(
  element: HTMLElement,
  initial: LineChartData,
  { height, xLabel }: LineChartOptions,
): Chart<LineChartData> {
  const frame = chartFrame(element, height, xLabel, margin);
  const { svg, below, left, caption } = frame;
  const lines = svg.append('g');
  const names = svg.append('g');

  return drawnChart(element, frame, initial, (data, width) => {
    const right = width - margin.right;
    const bottom = height - margin.bottom;
    const [first = 0, last = 1] = extent(data.x);
    const x = scaleLinear([first, Math.max(last, first + 1)], [margin.left, right]);
    const values = data.series.flatMap((series) => series.values.filter((value) => value !== null));
    const finite = values.filter(Number.isFinite);
    const y = valueScale(finite).range([bottom, margin.top]);
    const whole = Math.min(Math.max(1, x.domain()[1] ?? 1), Math.max(2, Math.floor(width / 60)));
    below.call(axisBottom(x).ticks(whole, 'd').tickSize(3));
    // The default of logarithmic scales is SI prefixes: a loss of 30m reads as thirty million.
    left.call(
      axisLeft(y)
        .ticks(4, 'base' in y ? '~g' : undefined)
        .tickSize(3),
    );
    caption.attr('x', right);
    lines
      .selectAll('path')
      .data(data.series)
      .join('path')
      .attr('class', (_, i) => (i === 0 ? 'series first' : 'series second'))
      .attr('d', (series) =>
        line<number | null>()
          .defined((value) => value !== null && Number.isFinite(value))
          .x((_, i) => x(data.x[i] ?? 0))
          .y((value) => y(value ?? 1))(series.values),
      );
    names
      .selectAll<SVGGElement, Series>('g')
      .data(data.series)
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

/** Logarithmic where the values are positive and span more than a factor of five, else linear. */
export function valueScale(
  values: readonly number[],
): ReturnType<typeof scaleLog<number, number>> | ReturnType<typeof scaleLinear<number, number>> {
  const [low = 0, high = 1] = extent(values);
  if (low > 0 && high / low > 5) return scaleLog().domain([low, high]);
  const room = high - low || Math.abs(high) || 1;
  const floor = low - 0.1 * room;
  return scaleLinear()
    .domain([low >= 0 ? Math.max(0, floor) : floor, high + 0.05 * room])
    .nice(4);
}
