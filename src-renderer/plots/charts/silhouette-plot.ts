import { axisBottom, scaleLinear } from 'd3';
import { chartFrame, drawnChart, type Chart } from './chart.ts';
import { chartTip } from './chart-tip.ts';
import { bandPath, placeBands, type PlacedBand, type SilhouetteBand } from './silhouette-shape.ts';

export interface SilhouetteData {
  bands: readonly SilhouetteBand[];
  /** By class index. */
  names: readonly string[];
  colours: readonly string[];
  /** Of all rows together. */
  mean: number | null;
  /** The least value on show, of all plots beside each other. */
  min: number;
  /** A band in words, a line each. */
  words(band: SilhouetteBand): readonly string[];
}

const margin = { top: 4, right: 8, bottom: 26, left: 8 };
/** Height of a band from which on its name is beside it. */
const roomy = 10;
const longestName = 9;

/** Draws sorted silhouettes by class; a class is chosen by the pointer or by Enter, and gone to by the arrow keys. */
export function silhouettePlot(
  element: HTMLElement,
  initial: SilhouetteData,
  { height, onopen }: { height: number; onopen: (index: number) => void },
): Chart<SilhouetteData> {
  const frame = chartFrame(element, height, 'silhouette', margin);
  const { svg, below, left, caption } = frame;
  svg.attr('aria-hidden', null).attr('role', 'presentation').classed('silhouette', true);
  for (const part of [below, left, caption]) part.attr('aria-hidden', 'true');
  const bars = svg.append('g');
  const level = svg.append('g').attr('class', 'level').attr('aria-hidden', 'true');
  const tip = chartTip(element);
  let here: number | null = null;

  const tabStop = (): void => {
    const all = bars.selectAll<SVGGElement, PlacedBand>('.band');
    const known = all.data().some(({ index }) => index === here);
    all.attr('tabindex', ({ index }, i) => ((known ? index === here : i === 0) ? 0 : -1));
  };
  const chart = drawnChart(element, frame, initial, (data, width) => {
    const placed = placeBands(data.bands, height - margin.top - margin.bottom);
    const named = placed.filter(({ top, bottom }) => bottom - top >= roomy);
    const room = Math.min(
      longestName,
      named.reduce((max, { index }) => Math.max(max, data.names[index]?.length ?? 0), 0),
    );
    const start = margin.left + 6 * room;
    const x = scaleLinear([Math.min(0, data.min), 1], [start, width - margin.right]).nice(4);
    below.call(axisBottom(x).ticks(4).tickSize(3));
    caption.attr('x', width - margin.right);
    const show = (band: PlacedBand): void =>
      tip.show(x(Math.max(0, band.mean)), margin.top + band.top, data.words(band));
    const bands = bars
      .attr('transform', `translate(0,${margin.top})`)
      .selectAll<SVGGElement, PlacedBand>('.band')
      .data(placed, ({ index }) => index)
      .join((enter) => {
        const band = enter.append('g').attr('class', 'band').attr('role', 'button');
        band.append('rect').attr('class', 'reach');
        band.append('path').attr('class', 'rows');
        band.append('path').attr('class', 'mean');
        band.append('text').attr('text-anchor', 'end');
        return band;
      })
      .attr('aria-label', (band) => data.words(band).join(', '))
      .on('click', (_, { index }) => onopen(index))
      .on('pointerenter', (_, band) => show(band))
      .on('pointerleave blur', () => tip.hide())
      .on('focus', (_, band) => {
        here = band.index;
        tabStop();
        show(band);
      })
      .on('keydown', (event: KeyboardEvent, band) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (event.key === 'Enter' || event.key === ' ') onopen(band.index);
        else if (step !== undefined) bands.nodes()[placed.indexOf(band) + step]?.focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
      });
    bands
      .select('.reach')
      .attr('x', 0)
      .attr('width', width)
      .attr('y', ({ top }) => top)
      .attr('height', ({ top, bottom }) => bottom - top);
    bands
      .select('.rows')
      .attr('fill', ({ index }) => data.colours[index] ?? '')
      .attr('d', (band) => bandPath(band, x));
    bands.select('.mean').attr('d', ({ mean, top, bottom }) => `M${x(mean)} ${top}V${bottom}`);
    bands
      .select('text')
      .attr('x', start - 5)
      .attr('y', ({ top, bottom }) => (top + bottom) / 2 + 3.5)
      .text((band) => (named.includes(band) ? shortened(data.names[band.index] ?? '') : ''));
    level
      .selectAll('path')
      .data(data.mean === null ? [] : [data.mean])
      .join('path')
      .attr('d', (mean) => `M${x(mean)} ${margin.top}V${height - margin.bottom}`);
    tabStop();
  });
  return {
    update: (data) => chart.update(data),
    destroy() {
      tip.remove();
      chart.destroy();
    },
  };
}

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}
