import { rgb } from 'd3';
import { stepOf } from '../value-colours.ts';

/** What of a matrix is drawn: a square of blocks, each the one cell of those in it that matters most. */
export interface HeatBlocks {
  /** Blocks in a row or column: as many as there are classes, or as many as there are pixels where those are fewer. */
  side: number;
  /** Which cell of the matrix each block shows, row-major: `row * count + column`. */
  cells: Int32Array;
}

/**
 * Puts a matrix in order, and where there is less than a pixel a cell takes the one that matters most of each block.
 * @param values count × count; NaN: nothing is known
 * @param order which class comes where
 * @param max blocks there is room for, each way
 * @param lowest whether low values matter
 * Cost: count².
 */
export function heatBlocks(
  values: ArrayLike<number>,
  order: Int32Array,
  max: number,
  lowest: boolean,
): HeatBlocks {
  const count = order.length;
  const side = Math.max(1, Math.min(count, max));
  const cells = new Int32Array(side * side).fill(-1);
  const sign = lowest ? -1 : 1;
  for (let y = 0; y < count; y++) {
    const row = order[y];
    const line = Math.floor((y * side) / count) * side;
    for (let x = 0; x < count; x++) {
      const cell = row * count + order[x];
      const at = line + Math.floor((x * side) / count);
      const kept = cells[at] ?? -1;
      const before = kept < 0 ? NaN : (values[kept] ?? NaN);
      if (kept < 0 || Number.isNaN(before) || sign * (values[cell] ?? NaN) > sign * before) cells[at] = cell;
    }
  }
  return { side, cells };
}

const arrows: Partial<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The block that an arrow key goes to: the next one, the same at an edge, and the first of all where none is marked.
 * @param from column and row of the marked block
 * @param side blocks in a row or column
 * @returns null for any other key
 */
export function blockTowards(
  key: string,
  from: readonly [x: number, y: number] | null,
  side: number,
): [x: number, y: number] | null {
  const arrow = arrows[key];
  if (arrow === undefined) return null;
  const [dx, dy] = arrow;
  const [x, y] = from ?? [-dx, -dy];
  const within = (at: number): number => Math.max(0, Math.min(side - 1, at));
  return [within(x + dx), within(y + dy)];
}

/** The shade of a value of a heat map, as a number of its ramp; -1 where it is none. */
export function shadeOf(
  value: number,
  { from, to, root }: { from: number; to: number; root: boolean },
  colours: number,
): number {
  const t = (value - from) / (to - from || 1);
  return stepOf(root ? Math.sqrt(Math.max(0, t)) : t, { from: 0, to: 1 }, colours);
}

/**
 * Blocks as pixels, one each.
 * @param shades the shade of each block; -1: left clear
 */
export function heatPixels(
  shades: ArrayLike<number>,
  ramp: readonly string[],
): Uint8ClampedArray<ArrayBuffer> {
  const table = ramp.map((colour) => rgb(colour));
  const pixels = new Uint8ClampedArray(4 * shades.length);
  for (let i = 0; i < shades.length; i++) {
    const colour = table[shades[i] ?? -1];
    if (colour !== undefined) pixels.set([colour.r, colour.g, colour.b, 255], 4 * i);
  }
  return pixels;
}

/** Blocks as SVG: one path a colour. */
export function heatPaths(
  shades: ArrayLike<number>,
  ramp: readonly string[],
  side: number,
  width: number,
): string {
  const cell = width / side;
  const paths = new Map<number, string[]>();
  for (let i = 0; i < shades.length; i++) {
    const shade = shades[i] ?? -1;
    if (shade < 0) continue;
    const [x, y] = [i % side, Math.floor(i / side)].map((at) => Number((at * cell).toFixed(2)));
    const size = Number(cell.toFixed(2));
    const path = paths.get(shade) ?? [];
    if (path.length === 0) paths.set(shade, path);
    path.push(`M${x} ${y}h${size}v${size}h-${size}z`);
  }
  return [...paths]
    .map(([shade, path]) => `<path fill="${ramp[shade] ?? ''}" d="${path.join('')}"/>`)
    .join('');
}
