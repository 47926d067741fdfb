import { axisBottom, axisLeft, line, max, scaleLinear } from 'd3';
import { chartFrame, drawnChart, type Chart } from './chart.ts';

export interface BarChartData {
  /** One a bar, none negative. */
  values: readonly number[];
  /** How many of them count; those after are drawn paler. Absent: all. */
  kept?: number | undefined;
  /** Drawn as a line over the bars, on the same scale: a running total, say. */
  line?: readonly number[] | undefined;
}

export interface BarChartOptions {
  height: number;
  xLabel: string;
  /** d3-format of the values. */
  format: string;
}

const margin = { top: 8, right: 8, bottom: 26, left: 44 };

/** Draws numbered bars in an SVG that follows the width of its element. */
export function barChart(
  element: HTMLElement,
  initial: BarChartData,
  { height, xLabel, format }: BarChartOptions,
): Chart<BarChartData> {
  const frame = chartFrame(element, height, xLabel, margin);
  const { svg, below, left, caption } = frame;
  const bars = svg.append('g');
  const total = svg.append('path').attr('class', 'series second');

  return drawnChart(element, frame, initial, (data, width) => {
    const count = data.values.length;
    const bottom = height - margin.bottom;
    const x = scaleLinear([0.5, count + 0.5], [margin.left, width - margin.right]);
    const y = scaleLinear([0, max([...data.values, ...(data.line ?? [])]) || 1], [bottom, margin.top]).nice(
      4,
    );
    const step = x(2) - x(1);
    const gap = Math.min(3, step * 0.2);
    below.call(axisBottom(x).ticks(Math.min(count, 6), 'd').tickSize(3));
    left.call(axisLeft(y).ticks(4, format).tickSize(3));
    caption.attr('x', width - margin.right);
    bars
      .selectAll('rect')
      .data(data.values)
      .join('rect')
      .attr('class', (_, i) => (i < (data.kept ?? count) ? 'bar' : 'bar beyond'))
      .attr('x', (_, i) => x(i + 0.5) + gap / 2)
      .attr('width', Math.max(0.5, step - gap))
      .attr('y', (value) => y(value))
      .attr('height', (value) => bottom - y(value));
    total.attr(
      'd',
      line<number>()
        .x((_, i) => x(i + 1))
        .y((value) => y(value))(data.line ?? []),
    );
  });
}
