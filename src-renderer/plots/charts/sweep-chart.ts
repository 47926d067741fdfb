import { area, axisBottom, format, line, pointer, type Selection } from 'd3';
import { chartFrame, drawnChart, type Chart } from './chart.ts';
import { chartTip } from './chart-tip.ts';
import { around, elided, placeNames, type Box, type NamePlace } from './run-labels.ts';
import { markPath, type Stroke } from '../strokes.ts';
import { figureAxis, figureScale, namedSizes, sizeScale, type FigureKind } from './sweep-scales.ts';

/** A figure at a code size, over its seeds. */
export interface SweepMark {
  dim: number;
  mean: number;
  low: number;
  high: number;
  /** The value of each seed. */
  seeds: readonly number[];
  /** Its figures in words, a line each. */
  words: readonly string[];
}

export interface SweepCurve {
  name: string;
  title: string;
  stroke: Stroke;
  /** Whether the others are held against it: it lies beneath them. */
  yardstick: boolean;
  /** By code size, ascending. */
  marks: readonly SweepMark[];
}

/** A run that is pointed out with its name, on a curve or beside all of them. */
export interface SweepRun {
  id: string;
  name: string;
  stroke: Stroke;
  mark: SweepMark;
}

export interface SweepChartData extends FigureKind {
  /** Every code size there will be, ascending. */
  sizes: readonly number[];
  curves: readonly SweepCurve[];
  runs: readonly SweepRun[];
  /** A value that does not depend on the code size. */
  level: { value: number; name: string } | null;
  /** The place that is pointed out. */
  chosen: { curve: string; dim: number } | null;
}

/** A mark where it is drawn: of a curve, or of a run that is pointed out. */
export interface PlacedMark {
  of: SweepCurve | SweepRun;
  mark: SweepMark;
  x: number;
  y: number;
}

const margin = { top: 24, right: 12, bottom: 40, left: 52 };
/** How near the pointer must come to a mark. */
const reach = 28;
/** Letters of a run's name that are written on the chart: its mark tells all of it. */
const lettersOfName = 30;

/** Draws curves over code sizes, whose marks tell their figures to the pointer and to the keyboard. */
export function sweepChart(
  element: HTMLElement,
  initial: SweepChartData,
  { height }: { height: number },
): Chart<SweepChartData> {
  const frame = chartFrame(element, height, 'code size', margin);
  const { svg, below, left, caption } = frame;
  // Its marks can be gone to and have names of their own; the rest is for the eye alone.
  svg.attr('aria-hidden', null).attr('role', 'presentation').classed('sweep', true);
  for (const part of [below, left, caption]) part.attr('aria-hidden', 'true');
  const layer = (name: string): Selection<SVGGElement, unknown, null, undefined> =>
    svg.append('g').attr('class', name).attr('aria-hidden', 'true');
  const guide = layer('guide');
  const level = layer('level');
  const bands = layer('bands');
  const lines = layer('lines');
  const seeds = layer('seeds');
  const names = layer('names');
  const marks = svg.append('g').attr('class', 'marks');
  const tip = chartTip(element);

  let placed: PlacedMark[] = [];
  /** The mark that Tab leads to among those of its kind. */
  let here: string | null = null;

  const tell = (one: PlacedMark | undefined): void => {
    if (one === undefined) tip.hide();
    else tip.show(one.x, one.y, one.mark.words);
    marks.selectAll<SVGGElement, PlacedMark>('.mark').classed('told', (each) => each === one);
  };
  const tabStops = (): void => {
    const kinds = [placed.filter((one) => !isRun(one)), placed.filter(isRun)];
    const stops = kinds.map((kind) => kind.find((one) => keyOf(one) === here) ?? kind[0]);
    marks
      .selectAll<SVGGElement, PlacedMark>('.mark')
      .attr('tabindex', (one) => (stops.includes(one) ? 0 : -1));
  };

  svg
    .on('pointermove', (event: PointerEvent) => tell(nearestMark(placed, pointer(event, svg.node()))))
    .on('pointerleave', () => tell(undefined))
    .on('keydown', (event: KeyboardEvent) => {
      if (event.key === 'Escape') tip.hide();
      const at = placed.find((one) => keyOf(one) === here);
      const next = at && neighbour(placed, at, event.key);
      if (next === undefined) return;
      event.preventDefault();
      marks
        .selectAll<SVGGElement, PlacedMark>('.mark')
        .filter((one) => one === next)
        .node()
        ?.focus();
    });

  const chart = drawnChart(element, frame, initial, (data, width) => {
    const right = width - margin.right;
    const bottom = height - margin.bottom;
    const curves = data.curves.toSorted((a, b) => Number(b.yardstick) - Number(a.yardstick));
    const x = sizeScale(data.sizes, [margin.left + 16, right - 16]);
    const all = [...curves.flatMap((curve) => curve.marks), ...data.runs.map(({ mark }) => mark)];
    const values = all.flatMap(({ low, high, seeds: each }) => [low, high, ...each]);
    const y = figureScale(data.level === null ? values : [...values, data.level.value], data).range([
      bottom,
      margin.top,
    ]);
    const place = (of: PlacedMark['of'], mark: SweepMark): PlacedMark => {
      return { of, mark, x: x(mark.dim), y: y(mark.mean) };
    };
    placed = [
      ...curves.flatMap((curve) => curve.marks.map((mark) => place(curve, mark))),
      ...data.runs.map((run) => place(run, run.mark)),
    ];

    const named = namedSizes(data.sizes, x, 30);
    below.call(
      axisBottom(x)
        .tickValues(data.sizes)
        .tickFormat((size) => (named.has(Number(size)) ? format(',')(Number(size)) : ''))
        .tickSize(4)
        .tickSizeOuter(0),
    );
    left.call(figureAxis(y, data).tickSize(4));
    caption.attr('x', right);

    const chosen = placed.find((one) => isChosen(data, one));
    drawGuide(guide, chosen, bottom, right);
    drawLevel(level, data.level, y, right);
    bands
      .selectAll('path')
      .data(curves)
      .join('path')
      .attr('fill', ({ stroke }) => stroke.colour)
      .attr('d', ({ marks: own }) =>
        area<SweepMark>()
          .x(({ dim }) => x(dim))
          .y0(({ low }) => y(low))
          .y1(({ high }) => y(high))(own),
      );
    lines
      .selectAll('path')
      .data(curves)
      .join('path')
      .attr('stroke', ({ stroke }) => stroke.colour)
      .attr('stroke-dasharray', ({ stroke }) => stroke.dash || null)
      .attr('d', ({ marks: own }) =>
        line<SweepMark>()
          .x(({ dim }) => x(dim))
          .y(({ mean }) => y(mean))(own),
      );
    seeds
      .selectAll('circle')
      .data(placed.flatMap(dotsOf))
      .join('circle')
      .attr('r', 2)
      .attr('fill', ({ colour }) => colour)
      .attr('cx', (dot) => dot.x)
      .attr('cy', ({ value }) => y(value));
    marks
      .selectAll<SVGGElement, PlacedMark>('.mark')
      .data(placed, keyOf)
      .join((enter) => {
        const mark = enter.append('g').attr('role', 'img');
        mark.append('path').attr('class', 'shape');
        mark.filter(isRun).append('circle').attr('class', 'ring').attr('r', 8);
        return mark
          .on('focus', (_, one) => {
            here = keyOf(one);
            tabStops();
            tell(one);
          })
          .on('blur', () => tell(undefined));
      })
      .attr('class', (one) => (isYardstick(one) ? 'mark yardstick' : 'mark'))
      .classed('chosen', (one) => one === chosen)
      .attr('aria-label', (one) => [...one.mark.words, ...(one === chosen ? ['chosen'] : [])].join(', '))
      .attr('transform', (one) => `translate(${one.x},${one.y})`)
      .attr('color', ({ of }) => of.stroke.colour)
      .select('.shape')
      .attr('d', (one) => markPath(one.of.stroke, isYardstick(one) ? 42 : 56));
    const within = { left: margin.left + 4, right: width, top: margin.top - 8, bottom };
    drawNames(names, placed, within, levelBox(data.level, y));
    tabStops();
  });
  return {
    update: (data) => chart.update(data),
    destroy() {
      tip.remove();
      chart.destroy();
    },
  };
}

function keyOf({ of, mark }: PlacedMark): string {
  return 'id' in of ? `run ${of.id}` : `${of.name} ${mark.dim}`;
}

function isRun({ of }: PlacedMark): boolean {
  return 'id' in of;
}

function isYardstick({ of }: PlacedMark): boolean {
  return 'yardstick' in of && of.yardstick;
}

function isChosen({ chosen }: SweepChartData, one: PlacedMark): boolean {
  return chosen !== null && !isRun(one) && chosen.curve === one.of.name && chosen.dim === one.mark.dim;
}

/** A single seed is where the mark is. */
function dotsOf({ of, mark, x }: PlacedMark): { x: number; value: number; colour: string }[] {
  const { seeds } = mark;
  return seeds.length < 2 ? [] : seeds.map((value) => ({ x, value, colour: of.stroke.colour }));
}

type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** Leads the eye from the chosen mark to its size. */
function drawGuide(layer: Layer, chosen: PlacedMark | undefined, bottom: number, right: number): void {
  const some = chosen === undefined ? [] : [chosen];
  layer
    .selectAll('path')
    .data(some)
    .join('path')
    .attr('d', ({ x, y }) => `M${x} ${margin.top - 6}V${y - 10}M${x} ${y + 10}V${bottom}`);
  layer
    .selectAll('circle')
    .data(some)
    .join('circle')
    .attr('r', 10)
    .attr('cx', ({ x }) => x)
    .attr('cy', ({ y }) => y);
  layer
    .selectAll('text')
    .data(some)
    .join('text')
    .attr('text-anchor', 'middle')
    .attr('x', ({ x }) => Math.min(x, right - 32))
    .attr('y', margin.top - 11)
    .text(({ mark }) => `chosen: ${mark.dim}`);
}

function drawLevel(
  layer: Layer,
  level: SweepChartData['level'],
  y: (value: number) => number,
  right: number,
): void {
  const some = level === null ? [] : [level];
  layer
    .selectAll('path')
    .data(some)
    .join('path')
    .attr('d', ({ value }) => `M${margin.left} ${y(value)}H${right}`);
  layer
    .selectAll('text')
    .data(some)
    .join('text')
    // Curves come near this value to the right.
    .attr('x', margin.left + 4)
    .attr('y', ({ value }) => y(value) - 5)
    .text(({ name }) => name);
}

/** What the name of the level covers. */
function levelBox(level: SweepChartData['level'], y: (value: number) => number): Box[] {
  if (level === null) return [];
  const bottom = y(level.value);
  const left = margin.left + 4;
  return [{ left, right: left + 6.6 * level.name.length, top: bottom - 18, bottom }];
}

/** Writes the names of runs beside their marks, those that have room. */
function drawNames(layer: Layer, placed: readonly PlacedMark[], within: Box, taken: readonly Box[]): void {
  const runs = placed.filter(isRun).map(({ of, x, y }) => ({ x, y, name: elided(of.name, lettersOfName) }));
  const marks = placed.filter((one) => !isRun(one)).map((one) => around(one, 5));
  const places = placeNames(runs, within, [...marks, ...taken]);
  const some = runs.flatMap((run, i) => {
    const place = places[i] ?? null;
    return place === null ? [] : [{ ...run, place }];
  });
  layer
    .selectAll('path')
    .data(some.filter(({ place }) => place.away !== 0))
    .join('path')
    .attr('d', ({ x, y, place }) => leader(x, y, place));
  layer
    .selectAll('text')
    .data(some)
    .join('text')
    .attr('text-anchor', ({ place }) => place.anchor)
    .attr('x', ({ place }) => place.x)
    .attr('y', ({ place }) => place.y + 4)
    .text(({ name }) => name);
}

/** From the edge of a mark to its name. */
function leader(x: number, y: number, place: NamePlace): string {
  const to = place.anchor === 'start' ? place.x - 3 : place.x + 3;
  const down = place.away < 0 ? -8 : 8;
  return `M${x} ${y + down}L${to} ${place.y}`;
}

/** The mark nearest to a place, if one is within reach; of several there the one that lies uppermost. */
export function nearestMark(
  placed: readonly PlacedMark[],
  [x, y]: readonly [number, number],
): PlacedMark | undefined {
  const away = (one: PlacedMark): number => Math.hypot(one.x - x, one.y - y);
  return placed
    .filter((one) => away(one) <= reach)
    .reduce<PlacedMark | undefined>(
      (best, one) => (best === undefined || away(one) <= away(best) ? one : best),
      undefined,
    );
}

/**
 * Where a key leads from a mark: along its curve, or from run to run; up and down to the marks of its size; undefined:
 * nowhere.
 */
export function neighbour(
  placed: readonly PlacedMark[],
  at: PlacedMark,
  key: string,
): PlacedMark | undefined {
  const along = isRun(at)
    ? placed.filter(isRun).toSorted((a, b) => a.x - b.x || b.y - a.y)
    : placed.filter(({ of }) => of === at.of);
  const upwards = placed.filter(({ mark }) => mark.dim === at.mark.dim).toSorted((a, b) => b.y - a.y);
  const step = (list: readonly PlacedMark[], by: number): PlacedMark | undefined =>
    list[list.indexOf(at) + by];
  switch (key) {
    case 'ArrowRight':
      return step(along, 1);
    case 'ArrowLeft':
      return step(along, -1);
    case 'ArrowUp':
      return step(upwards, 1);
    case 'ArrowDown':
      return step(upwards, -1);
    case 'Home':
      return along[0];
    case 'End':
      return along.at(-1);
    default:
      return undefined;
  }
}
