import { polygonContains, quadtree, type Quadtree } from 'd3';
import { unproject, type PaneProjection } from '../geometry/view.ts';

/** How near the pointer must be to a point to mean it, in CSS pixels. */
const reach = 14;

/** Finds rows of one map by place; built once a map, over the rows that have a place. */
export interface PlaceIndex {
  positions: Float32Array;
  tree: Quadtree<number>;
}

/**
 * @param positions rows × 2, normalised
 * @param rows the rows to index
 */
export function placeIndex(positions: Float32Array, rows: ArrayLike<number>): PlaceIndex {
  const tree = quadtree<number>()
    .x((row) => positions[2 * row])
    .y((row) => positions[2 * row + 1])
    .addAll(Array.from(rows));
  return { positions, tree };
}

/**
 * The row nearest to a place, at most `within` away; -1 where there is none.
 * @param x normalised
 * @param y normalised
 */
export function nearestRow({ tree }: PlaceIndex, x: number, y: number, within: number): number {
  return tree.find(x, y, within) ?? -1;
}

/** The row that a pointer at a pixel of a pane means; -1 where no row is near. */
export function rowUnder(index: PlaceIndex, px: number, py: number, projection: PaneProjection): number {
  const [x, y] = unproject(px, py, projection);
  return nearestRow(index, x, y, reach / projection.sx);
}

/**
 * Rows inside a polygon.
 * @param polygon its corners, normalised
 * @param rows the rows that may be taken
 */
export function insidePolygon(
  positions: Float32Array,
  rows: Uint32Array,
  polygon: [number, number][],
): Uint32Array {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of polygon) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  const point: [number, number] = [0, 0];
  return rows.filter((row) => {
    const x = positions[2 * row];
    const y = positions[2 * row + 1];
    if (!(x >= left && x <= right && y >= low && y <= high)) return false;
    point[0] = x;
    point[1] = y;
    return polygonContains(polygon, point);
  });
}

/** Thins a path: drops corners closer to the last one kept than `step`, so that a slow hand costs no more. */
export function thinned(path: [number, number][], step: number): [number, number][] {
  const kept: [number, number][] = [];
  for (const corner of path) {
    const last = kept[kept.length - 1];
    if (last === undefined || Math.hypot(corner[0] - last[0], corner[1] - last[1]) >= step) kept.push(corner);
  }
  return kept;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The row to go to from another with an arrow key: within 45° of the direction the one with the shortest way along the
 * axes (|dx| + |dy|), the first of several; -1 where there is none.
 */
export function neighbourTowards(
  positions: Float32Array,
  rows: Uint32Array,
  from: number,
  direction: Direction,
): number {
  const x = positions[2 * from];
  const y = positions[2 * from + 1];
  let [best, bestCost] = [-1, Infinity];
  for (const row of rows) {
    const dx = positions[2 * row] - x;
    const dy = positions[2 * row + 1] - y;
    const along = direction === 'left' ? -dx : direction === 'right' ? dx : direction === 'up' ? dy : -dy;
    const aside = Math.abs(direction === 'left' || direction === 'right' ? dy : dx);
    if (!(along > 0) || aside > along) continue;
    const cost = along + aside;
    if (cost < bestCost) [best, bestCost] = [row, cost];
  }
  return best;
}

/** The row nearest to a place among `rows`, by trying each; -1 where none has a place. */
export function nearestOf(positions: Float32Array, rows: Uint32Array, x: number, y: number): number {
  let [best, bestCost] = [-1, Infinity];
  for (const row of rows) {
    const cost = Math.hypot(positions[2 * row] - x, positions[2 * row + 1] - y);
    if (cost < bestCost) [best, bestCost] = [row, cost];
  }
  return best;
}
