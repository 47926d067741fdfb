import type { Board } from './board.ts';
import { nearestOf, neighbourTowards, type Direction } from './pick.ts';
import { nowhere, type NormalMap, type Projection, type Size, type View } from './view.ts';

/** What keys need to know of a pane. */
export interface Keyed {
  readonly board: Board;
  readonly map: NormalMap | null;
  readonly size: Size;
  readonly projection: Projection;
}

const arrows: Partial<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Does what a key means in a focused map; false where it means nothing there. */
export function paneKey(event: KeyboardEvent, pane: Keyed): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { board } = pane;
  const direction = arrows[event.key];
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

/** Where a row is in a pane, in pixels; null where it has no place there. */
export function placeOf({ map, projection: { ax, ay, sx } }: Keyed, row: number): [number, number] | null {
  const x = map?.positions[2 * row] ?? nowhere;
  const y = map?.positions[2 * row + 1] ?? nowhere;
  return row < 0 || x === nowhere ? null : [ax + sx * x, ay - sx * y];
}

/** Where the marked row is in a pane, in pixels; null where it has no place there. */
export function markedPlace(pane: Keyed): [number, number] | null {
  return placeOf(pane, pane.board.marked);
}

/** Marks the next row in a direction, or at first the one nearest to the middle, and keeps it in view. */
function step(pane: Keyed, direction: Direction): boolean {
  const { board, map } = pane;
  if (map === null) return false;
  const { x, y, k } = board.view;
  const next =
    markedPlace(pane) === null
      ? nearestOf(map.positions, board.shownRows, x, y)
      : neighbourTowards(map.positions, board.shownRows, board.marked, direction);
  if (next < 0) return true;
  board.mark(next);
  const place = markedPlace(pane);
  const { width, height } = pane.size;
  if (place !== null && (place[0] < 0 || place[0] > width || place[1] < 0 || place[1] > height)) {
    board.setView({ k, x: map.positions[2 * next] ?? x, y: map.positions[2 * next + 1] ?? y });
  }
  return true;
}

/** Zooms on the marked row, or on the middle. */
function magnify({ board, map }: Keyed, factor: number): void {
  const { k, x, y }: View = board.view;
  const magnified = Math.max(0.5, Math.min(400, k * factor));
  const px = map?.positions[2 * board.marked] ?? nowhere;
  const py = map?.positions[2 * board.marked + 1] ?? nowhere;
  if (board.marked < 0 || px === nowhere) board.setView({ k: magnified, x, y });
  else
    board.setView({ k: magnified, x: px + ((x - px) * k) / magnified, y: py + ((y - py) * k) / magnified });
}
