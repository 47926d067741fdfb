import { zoomIdentity, type ZoomTransform } from 'd3';

/**
 * A map scaled to fit the square from -1 to 1, with one scale for both axes so that distances stay true.
 * Shown at `value = centre + normalised * half`.
 */
export interface NormalMap {
  /** Rows × 2, normalised; rows the map does not have are {@link nowhere}. */
  positions: Float32Array;
  centre: readonly [number, number];
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
export interface Projection {
  ax: number;
  ay: number;
  sx: number;
}

export function projection(view: View, size: Size): Projection {
  const sx = unitPixels(size) * view.k;
  return { ax: size.width / 2 - sx * view.x, ay: size.height / 2 + sx * view.y, sx };
}

/** A pixel of a pane as a normalised place. */
export function unproject(px: number, py: number, { ax, ay, sx }: Projection): [number, number] {
  return [(px - ax) / sx, (ay - py) / sx];
}

/**
 * Normalises a map.
 * @param map rows × 2, row-major
 * @param count how many rows the dataset has
 * @param rows which dataset row each map row is; all of them in order where null
 */
export function normalise(
  map: ArrayLike<number>,
  count: number,
  rows: ArrayLike<number> | null = null,
): NormalMap {
  const places = rows?.length ?? Math.min(count, Math.floor(map.length / 2));
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < places; i++) {
    const x = map[2 * i] ?? NaN;
    const y = map[2 * i + 1] ?? NaN;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < low) low = y;
    if (y > high) high = y;
  }
  const empty = left > right;
  const centre: [number, number] = empty ? [0, 0] : [(left + right) / 2, (low + high) / 2];
  const half = empty ? 1 : Math.max(right - left, high - low) / 2 || 1;
  const positions = new Float32Array(2 * count).fill(nowhere);
  for (let i = 0; i < places; i++) {
    const row = rows?.[i] ?? i;
    const x = ((map[2 * i] ?? NaN) - centre[0]) / half;
    const y = ((map[2 * i + 1] ?? NaN) - centre[1]) / half;
    if (row >= count || !Number.isFinite(x) || !Number.isFinite(y)) continue;
    positions[2 * row] = x;
    positions[2 * row + 1] = y;
  }
  return { positions, centre, half };
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
