import { pointer, select } from 'd3';
import { drawnChart, type Chart } from './chart.ts';
import { chartTip } from './chart-tip.ts';
import { blockTowards, heatBlocks, heatPaths, heatPixels, shadeOf, type HeatBlocks } from './heat-cells.ts';
import { drawnAnew } from '../save.ts';

/** A cell by its row and column as the matrix has them, whatever the order they are drawn in. */
export interface HeatCell {
  row: number;
  column: number;
}

export interface HeatMapData {
  /** count × count, row-major; NaN: left clear. */
  values: ArrayLike<number>;
  /** Which row and column comes where. */
  order: Int32Array;
  names: readonly string[];
  /** Which value has the first shade and which the last; `root`: shades go by the square root. */
  scale: { from: number; to: number; root: boolean };
  ramp: readonly string[];
  /** A cell in words, a line each. */
  words(cell: HeatCell): readonly string[];
}

export interface HeatMapOptions {
  /** Whether both halves say the same: the mirrored cell is pointed out too. */
  symmetric: boolean;
  /** What rows and columns are: `true class`, `taken for`; empty: nothing needs to be said. */
  sides: readonly [string, string];
  /** A cell is pointed at, or none any more. */
  onpoint(cell: HeatCell | null): void;
  /** A cell is chosen. */
  onopen(cell: HeatCell): void;
}

export interface HeatMap extends Chart<HeatMapData> {
  /** Points a cell out. */
  mark(cell: HeatCell | null): void;
}

/** The side of a cell from which on there is room for names. */
const roomy = 11;
const longestName = 9;
const maxSide = 420;

/** Draws a square matrix as cells in shades on a canvas; the pointer and the arrow keys go from cell to cell. */
export function heatMap(element: HTMLElement, initial: HeatMapData, options: HeatMapOptions): HeatMap {
  const canvas = document.createElement('canvas');
  const ink = canvas.getContext('2d');
  if (ink === null) throw new Error('This browser has no 2-D canvas.');
  const small = document.createElement('canvas');
  const root = select(element).classed('heat', true);
  root.append(() => canvas);
  const svg = root.append('svg').attr('class', 'chart').attr('aria-hidden', 'true');
  const names = svg.append('g').attr('class', 'names');
  const sides = svg.append('g').attr('class', 'sides');
  const marks = svg.append('g').attr('class', 'marks');
  const tip = chartTip(element);

  let data = initial;
  let blocks: HeatBlocks = { side: 1, cells: Int32Array.of(-1) };
  let shades = new Int16Array();
  /** Where the square of cells is, in CSS pixels. */
  let frame = { x: 0, y: 0, side: 0 };
  /** Of each class, its place in the order. */
  let places = new Int32Array();
  let marked: HeatCell | null = null;

  const blockOf = (index: number): number => Math.floor((index * blocks.side) / data.order.length);
  const cellOf = (x: number, y: number): HeatCell | null => {
    const cell = blocks.cells[y * blocks.side + x] ?? -1;
    const count = data.order.length;
    return cell < 0 ? null : { row: Math.floor(cell / count), column: cell % count };
  };
  const under = (event: PointerEvent | MouseEvent): HeatCell | null => {
    const [px, py] = pointer(event, svg.node());
    const [x, y] = [px - frame.x, py - frame.y].map((at) => Math.floor((at / frame.side) * blocks.side));
    const inside = (at = -1): boolean => at >= 0 && at < blocks.side;
    return inside(x) && inside(y) ? cellOf(x ?? 0, y ?? 0) : null;
  };
  const placeOf = ({ row, column }: HeatCell): [x: number, y: number] => [
    blockOf(places[column]),
    blockOf(places[row]),
  ];

  const drawMarks = (): void => {
    const at = marked === null ? [] : [placeOf(marked)];
    const mirrored = options.symmetric ? at.map(([x, y]): [number, number] => [y, x]) : [];
    const cell = frame.side / blocks.side;
    marks
      .selectAll('rect')
      .data([...at, ...mirrored])
      .join('rect')
      .attr('x', ([x]) => frame.x + x * cell - 1)
      .attr('y', ([, y]) => frame.y + y * cell - 1)
      .attr('width', cell + 2)
      .attr('height', cell + 2);
  };
  const tell = (cell: HeatCell | null): void => {
    if (cell === null) {
      tip.hide();
      return;
    }
    const [x, y] = placeOf(cell);
    const size = frame.side / blocks.side;
    tip.show(frame.x + (x + 0.5) * size, frame.y + y * size, data.words(cell));
  };
  const point = (cell: HeatCell | null): void => {
    tell(cell);
    options.onpoint(cell);
  };
  const step = (event: KeyboardEvent): void => {
    const next = blockTowards(event.key, marked === null ? null : placeOf(marked), blocks.side);
    if (event.key === 'Enter' && marked !== null) options.onopen(marked);
    else if (event.key === 'Escape' && marked !== null) point(null);
    else if (next !== null) point(cellOf(...next));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  root
    .on('pointermove', (event: PointerEvent) => point(under(event)))
    .on('pointerleave', () => point(null))
    .on('blur', () => point(null))
    .on('click', (event: MouseEvent) => {
      const cell = under(event);
      if (cell !== null) options.onopen(cell);
    })
    .on('keydown', step);

  drawnAnew(canvas, {
    markup: () => (blocks.side > 120 ? null : heatPaths(shades, data.ramp, blocks.side, frame.side)),
  });

  const chart = drawnChart(element, { svg }, initial, (next, width) => {
    data = next;
    const count = Math.max(1, data.order.length);
    const named = Math.min(width, maxSide) / (count + 6) >= roomy;
    const room = named ? 8 + 5.4 * Math.min(longestName, longestOf(data.names)) : 0;
    const left = room + (options.sides[0] === '' ? 0 : 14);
    const side = Math.max(40, Math.min(maxSide, width - left - 1));
    const below = room + (options.sides[1] === '' ? 0 : 14);
    frame = { x: left, y: 0, side };
    svg.attr('width', width).attr('height', side + below + 2);

    const ratio = devicePixelRatio;
    const pixels = Math.round(side * ratio);
    blocks = heatBlocks(data.values, data.order, pixels, data.scale.from > data.scale.to);
    places = new Int32Array(count);
    data.order.forEach((at, place) => (places[at] = place));
    shades = Int16Array.from(blocks.cells, (cell) =>
      shadeOf(cell < 0 ? NaN : (data.values[cell] ?? NaN), data.scale, data.ramp.length),
    );
    small.width = small.height = blocks.side;
    small.getContext('2d')?.putImageData(new ImageData(heatPixels(shades, data.ramp), blocks.side), 0, 0);
    canvas.width = canvas.height = pixels;
    select(canvas).style('left', `${left}px`).style('width', `${side}px`).style('height', `${side}px`);
    ink.imageSmoothingEnabled = false;
    ink.drawImage(small, 0, 0, pixels, pixels);

    const cell = side / count;
    const own = named ? [...data.order] : [];
    names
      .selectAll('text')
      .data([
        ...own.map((at, i) => ({ at, i, across: false })),
        ...own.map((at, i) => ({ at, i, across: true })),
      ])
      .join('text')
      .attr('text-anchor', 'end')
      .attr('transform', ({ i, across }) =>
        across
          ? `translate(${left + (i + 0.5) * cell + 3},${side + 6}) rotate(-90)`
          : `translate(${left - 5},${(i + 0.5) * cell + 3})`,
      )
      .text(({ at }) => shortened(data.names[at] ?? ''));
    sides
      .selectAll('text')
      .data(options.sides)
      .join('text')
      .attr('text-anchor', 'middle')
      .attr('transform', (_, i) =>
        i === 0
          ? `translate(9,${side / 2}) rotate(-90)`
          : `translate(${left + side / 2},${side + below - 3})`,
      )
      .text((words) => words);
    drawMarks();
  });
  return {
    update: (next) => chart.update(next),
    mark(cell) {
      if (cell?.row === marked?.row && cell?.column === marked?.column) return;
      marked = cell;
      drawMarks();
    },
    destroy() {
      root.on('pointermove pointerleave blur click keydown', null);
      tip.remove();
      chart.destroy();
      canvas.remove();
    },
  };
}

function longestOf(names: readonly string[]): number {
  return names.reduce((longest, name) => Math.max(longest, name.length), 0);
}

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}
