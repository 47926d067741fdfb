/**
 * Where points of a map are: scaling to the pane, rotation, depth and the order of drawing. Numbers alone: nothing
 * here touches the page.
 */

import { zoomIdentity, type ZoomTransform } from 'd3';

/**
 * A map scaled to fit its pane, with one scale for all axes so that distances stay true. A flat one fits the square from
 * -1 to 1; a deep one, of three columns, the ball of radius 1, so that it fits however it is turned.
 * Shown at `value = centre + normalised * half`.
 */
export interface NormalMap {
  /** Rows × columns, normalised; rows the map does not have are {@link nowhere}. */
  positions: Float32Array;
  columns: 2 | 3;
  /** One value a column. */
  centre: readonly number[];
  half: number;
}

/** Where a row without a place is put: outside every view. */
export const nowhere = 1e6;

/** What all panes look at: magnification, and the normalised point in their middle. */
export interface View {
  k: number;
  x: number;
  y: number;
}

export const wholeView: View = { k: 1, x: 0, y: 0 };

/** A pane's size in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

const margin = 0.92;

/** Pixels for one normalised unit at magnification 1. */
export function unitPixels({ width, height }: Size): number {
  return (Math.min(width, height) / 2) * margin;
}

/** A shared view as the d3-zoom transform of one pane. Normalised y points up, pixels point down. */
export function toTransform(view: View, size: Size): ZoomTransform {
  const unit = unitPixels(size);
  const x = size.width / 2 - view.k * (size.width / 2 + unit * view.x);
  const y = size.height / 2 - view.k * (size.height / 2 - unit * view.y);
  return zoomIdentity.translate(x, y).scale(view.k);
}

/** The other way: what a pane's own d3-zoom transform looks at. */
export function fromTransform(transform: ZoomTransform, size: Size): View {
  const unit = unitPixels(size);
  return {
    k: transform.k,
    x: ((size.width / 2 - transform.x) / transform.k - size.width / 2) / unit,
    y: -((size.height / 2 - transform.y) / transform.k - size.height / 2) / unit,
  };
}

/** Normalised to pixels of a pane: `px = ax + sx * x`, `py = ay - sx * y`. */
export interface PaneProjection {
  ax: number;
  ay: number;
  sx: number;
}

export function projection(view: View, size: Size): PaneProjection {
  const sx = unitPixels(size) * view.k;
  return { ax: size.width / 2 - sx * view.x, ay: size.height / 2 + sx * view.y, sx };
}

/** A pixel of a pane as a normalised place. */
export function unproject(px: number, py: number, { ax, ay, sx }: PaneProjection): [number, number] {
  return [(px - ax) / sx, (ay - py) / sx];
}

/**
 * Normalises a map.
 * @param map rows × columns, row-major
 * @param count how many rows the dataset has
 * @param rows which dataset row each map row is; all of them in order where null
 */
export function normalise(
  map: ArrayLike<number>,
  count: number,
  rows: ArrayLike<number> | null = null,
  columns: 2 | 3 = 2,
): NormalMap {
  const places = rows?.length ?? Math.min(count, Math.floor(map.length / columns));
  const axes = Array.from({ length: columns }, (_, axis) => axis);
  const placed = Uint32Array.from({ length: places }, (_, i) => i).filter((i) =>
    axes.every((axis) => Number.isFinite(map[columns * i + axis])),
  );
  const ends = axes.map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (const i of placed) {
      const value = map[columns * i + axis];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return placed.length === 0
      ? { middle: 0, half: 0 }
      : { middle: (low + high) / 2, half: (high - low) / 2 };
  });
  const centre = ends.map(({ middle }) => middle);
  const side = Math.max(...ends.map((end) => end.half));
  const half = (columns === 2 ? side : radius(map, placed, centre)) || 1;
  const positions = new Float32Array(columns * count).fill(nowhere);
  for (const i of placed) {
    const row = rows?.[i] ?? i;
    if (row >= count) continue;
    for (const axis of axes) {
      positions[columns * row + axis] = (map[columns * i + axis] - centre[axis]) / half;
    }
  }
  return { positions, columns, centre, half };
}

/** How far the farthest point of a deep map is from its centre. */
function radius(map: ArrayLike<number>, placed: Uint32Array, centre: readonly number[]): number {
  const [x = 0, y = 0, z = 0] = centre;
  let farthest = 0;
  for (const i of placed) {
    const away = Math.hypot(map[3 * i] - x, map[3 * i + 1] - y, map[3 * i + 2] - z);
    if (away > farthest) farthest = away;
  }
  return farthest;
}

/**
 * A point's diameter in CSS pixels: smaller the more points share the pane, larger as one zooms in.
 * @param points how many are drawn
 */
export function pointSize(points: number, size: Size, k: number): number {
  const room = Math.sqrt((size.width * size.height) / Math.max(1, points));
  const atRest = Math.max(1.6, Math.min(7, 0.62 * room));
  return Math.min(11, atRest * Math.max(1, k) ** 0.4);
}
