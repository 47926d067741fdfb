import type { Board } from './board.ts';
import { nearestOf, neighbourTowards, type Direction } from './pick.ts';
import { seenAt, rotatedBy } from '../geometry/rotation.ts';
import type { NormalMap, PaneProjection, Size, View } from '../geometry/view.ts';

/** What keys need to know of a pane. */
export interface Keyed {
  readonly board: Board;
  readonly map: NormalMap | null;
  /** What is seen of the map: rows × 2, normalised; null where there is none. */
  readonly places: Float32Array | null;
  readonly size: Size;
  readonly projection: PaneProjection;
}

const arrows: Partial<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** How far a key turns, in radians. */
const keyAngle = Math.PI / 24;

/** Does what a key means in a focused map; false where it means nothing there. */
export function paneKey(event: KeyboardEvent, pane: Keyed): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const { board } = pane;
  const direction = arrows[event.key];
  if (event.altKey) return direction !== undefined && rotate(pane, direction);
  if (direction !== undefined) return step(pane, direction);
  switch (event.key) {
    case 'Enter':
    case ' ':
      board.toggle(board.marked);
      return true;
    case '+':
    case '=':
      magnify(pane, 1.5);
      return true;
    case '-':
      magnify(pane, 1 / 1.5);
      return true;
    case '0':
      board.resetView();
      return true;
    default:
      return false;
  }
}

/** Where a row is seen in a pane, in pixels; null where it has no place there, or is not drawn. */
export function pixelPlaceOf({ board, map, projection }: Keyed, row: number): [number, number] | null {
  const place = map === null || !board.isDrawn(row) ? null : seenAt(map, board.rotation, row);
  const { ax, ay, sx } = projection;
  return place === null ? null : [ax + sx * place[0], ay - sx * place[1]];
}

/** Where the marked row is in a pane, in pixels; null where it has no place there. */
export function markedPlace(pane: Keyed): [number, number] | null {
  return pixelPlaceOf(pane, pane.board.marked);
}

/** The same, normalised. */
function markedSeen({ board, map }: Keyed): [number, number] | null {
  return map === null ? null : seenAt(map, board.rotation, board.marked);
}

/** Turns deep maps; the keys of a flat one are the browser's. */
function rotate({ board, map }: Keyed, direction: Direction): boolean {
  if (map?.columns !== 3) return false;
  const right = direction === 'right' ? keyAngle : direction === 'left' ? -keyAngle : 0;
  const up = direction === 'up' ? keyAngle : direction === 'down' ? -keyAngle : 0;
  board.setRotation(rotatedBy(board.rotation, right, up));
  return true;
}

/** Marks the next row in a direction, or at first the one nearest to the middle, and keeps it in view. */
function step(pane: Keyed, direction: Direction): boolean {
  const { board, places } = pane;
  if (places === null) return false;
  const { x, y, k } = board.view;
  const next =
    markedPlace(pane) === null
      ? nearestOf(places, board.shownRows, x, y)
      : neighbourTowards(places, board.shownRows, board.marked, direction);
  if (next < 0) return true;
  board.mark(next);
  const place = markedPlace(pane);
  const { width, height } = pane.size;
  if (place !== null && (place[0] < 0 || place[0] > width || place[1] < 0 || place[1] > height)) {
    board.setView({ k, x: places[2 * next] ?? x, y: places[2 * next + 1] ?? y });
  }
  return true;
}

/** Zooms on the marked row, or on the middle. */
function magnify(pane: Keyed, factor: number): void {
  const { board } = pane;
  const { k, x, y }: View = board.view;
  const magnified = Math.max(0.5, Math.min(400, k * factor));
  const [px, py] = markedSeen(pane) ?? [x, y];
  board.setView({ k: magnified, x: px + ((x - px) * k) / magnified, y: py + ((y - py) * k) / magnified });
}
