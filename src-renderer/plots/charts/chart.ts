/**
 * Charts as SVG by D3: lines, bars, sweeps, heat maps, silhouettes. Each is a function that is given an element and
 * then data; nothing here knows Svelte.
 */

import { select, type Selection } from 'd3';
import '../plots.css';

/** A chart that is given new data as it comes. */
export interface Chart<Data> {
  update(data: Data): void;
  destroy(): void;
}

export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

type Group = Selection<SVGGElement, unknown, null, undefined>;

/** An SVG with room for an axis below and one on the left, and what the lower one counts. */
export interface ChartFrame {
  svg: Selection<SVGSVGElement, unknown, null, undefined>;
  below: Group;
  left: Group;
  caption: Selection<SVGTextElement, unknown, null, undefined>;
}

/** Adds such an SVG, of this height, to an element. */
export function chartFrame(element: HTMLElement, height: number, xLabel: string, margin: Margin): ChartFrame {
  const svg = select(element)
    .append('svg')
    .attr('class', 'chart')
    .attr('height', height)
    .attr('aria-hidden', 'true');
  const below = svg.append('g').attr('transform', `translate(0,${height - margin.bottom})`);
  const left = svg.append('g').attr('transform', `translate(${margin.left},0)`);
  const caption = svg
    .append('text')
    .attr('text-anchor', 'end')
    .attr('y', height - 2)
    .text(xLabel);
  return { svg, below, left, caption };
}

/** Draws now, with each new data, and whenever the element's width changes; in the end takes the SVG away. */
export function drawnChart<Data>(
  element: HTMLElement,
  { svg }: Pick<ChartFrame, 'svg'>,
  initial: Data,
  draw: (data: Data, width: number) => void,
): Chart<Data> {
  let data = initial;
  const redraw = (): void => draw(data, Math.max(120, element.clientWidth));
  const sizes = new ResizeObserver(redraw);
  sizes.observe(element);
  redraw();
  return {
    update(next) {
      data = next;
      redraw();
    },
    destroy() {
      sizes.disconnect();
      svg.remove();
    },
  };
}
