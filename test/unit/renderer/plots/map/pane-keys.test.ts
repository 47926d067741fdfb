import { beforeEach, describe, expect, test } from 'vitest';
import type { Board } from '../../../../../src-renderer/plots/map/board.ts';
import {
  markedPlace,
  paneKey,
  pixelPlaceOf,
  type Keyed,
} from '../../../../../src-renderer/plots/map/pane-keys.ts';
import {
  facing,
  restingRotation,
  seen,
  seenAt,
  rotatedBy,
} from '../../../../../src-renderer/plots/geometry/rotation.ts';
import { projection, wholeView, type NormalMap } from '../../../../../src-renderer/plots/geometry/view.ts';
import { boardOf } from './board-here.ts';

const size = { width: 200, height: 100 };
/** A plus sign: middle, right, left, up, down. */
const flat: NormalMap = {
  positions: Float32Array.of(0, 0, 0.5, 0, -0.5, 0, 0, 0.5, 0, -0.5),
  columns: 2,
  centre: [0, 0],
  half: 1,
};
/** In front of the middle, and behind it. */
const deep: NormalMap = { ...flat, positions: Float32Array.of(0, 0, 1, 0, 0, -1), columns: 3 };

let board: Board;

beforeEach(() => {
  ({ board } = boardOf([0, 0, 0, 0, 1], 2));
});

function keyed(map: NormalMap | null = flat): Keyed {
  return {
    board,
    map,
    places: map === null ? null : seen(map, board.rotation),
    size,
    projection: projection(board.view, size),
  };
}

function press(key: string, map: NormalMap | null = flat, held: Partial<KeyboardEvent> = {}): boolean {
  const event = { key, ctrlKey: false, metaKey: false, altKey: false, ...held };
  return paneKey(event as KeyboardEvent, keyed(map));
}

describe('an arrow key', () => {
  test('marks at first the row nearest to the middle of the view', () => {
    board.setView({ k: 1, x: 0.4, y: 0.1 });
    expect(press('ArrowUp')).toBe(true);
    expect(board.marked).toBe(1);
    board.mark(-1);
    board.setView({ k: 1, x: 0.1, y: -0.4 });
    press('ArrowUp');
    expect(board.marked).toBe(4);
  });

  test.each([
    ['ArrowRight', 1, 2],
    ['ArrowLeft', 2, 1],
    ['ArrowUp', 3, 4],
    ['ArrowDown', 4, 3],
  ])('%s goes from the middle to its neighbour there, and no further', (key, neighbour, opposite) => {
    board.mark(0);
    expect(press(key)).toBe(true);
    expect(board.marked).toBe(neighbour);
    expect(press(key)).toBe(true);
    expect(board.marked).toBe(neighbour);
    board.mark(opposite);
    press(key);
    expect(board.marked).toBe(0);
  });

  test('does not go to a row that is not shown', () => {
    board.mark(0);
    board.setHidden([false, true, false]);
    press('ArrowDown');
    expect(board.marked).toBe(0);
  });

  test('means nothing where there is no map', () => {
    expect(press('ArrowUp', null)).toBe(false);
    expect(board.marked).toBe(-1);
  });

  // One unit is 46 pixels at magnification 1: half the lower side, and 8 % of margin.
  test.each([
    ['ArrowRight', 1, 5, true],
    ['ArrowRight', 1, 4, false],
    ['ArrowLeft', 2, 5, true],
    ['ArrowLeft', 2, 4, false],
    ['ArrowUp', 3, 3, true],
    ['ArrowUp', 3, 2, false],
    ['ArrowDown', 4, 3, true],
    ['ArrowDown', 4, 2, false],
  ])('%s to row %i, magnified %i times, moves the view to it: %s', (key, row, k, moves) => {
    board.mark(0);
    board.setView({ k, x: 0, y: 0 });
    press(key);
    const [x, y] = [flat.positions[2 * row], flat.positions[2 * row + 1]];
    expect(board.view).toEqual(moves ? { k, x, y } : { k, x: 0, y: 0 });
  });

  test('with Alt turns a deep map by 7.5° to its side, and says nothing of a flat one', () => {
    const step = Math.PI / 24;
    const alt = { altKey: true };
    const ends = {
      ArrowRight: [Math.sin(step), 0],
      ArrowLeft: [-Math.sin(step), 0],
      ArrowUp: [0, Math.sin(step)],
      ArrowDown: [0, -Math.sin(step)],
    };
    for (const [key, [x = NaN, y = NaN]] of Object.entries(ends)) {
      board.setRotation(facing);
      expect(press(key, deep, alt)).toBe(true);
      const place = seenAt(deep, board.rotation, 0);
      expect(place?.[0]).toBeCloseTo(x, 12);
      expect(place?.[1]).toBeCloseTo(y, 12);
      expect(board.marked).toBe(-1);
      expect(press(key, flat, alt)).toBe(false);
      expect(press(key, null, alt)).toBe(false);
    }
    board.setRotation(facing);
    expect(press('Enter', deep, alt)).toBe(false);
    expect(press('+', deep, alt)).toBe(false);
    expect([board.rotation, board.view]).toEqual([facing, wholeView]);
  });
});

test.each(['Enter', ' '])('%o selects the marked row, and takes that back', (key) => {
  board.mark(2);
  expect(press(key)).toBe(true);
  expect([...board.selected]).toEqual([0, 0, 1, 0, 0]);
  press(key);
  expect([...board.selected]).toEqual([0, 0, 0, 0, 0]);
  board.mark(-1);
  expect(press(key)).toBe(true);
  expect([...board.selected]).toEqual([0, 0, 0, 0, 0]);
});

describe('zooming by keys', () => {
  test.each([
    ['+', 1.5],
    ['=', 1.5],
    ['-', 1 / 1.5],
  ])('%s magnifies about the middle of the view by %d', (key, factor) => {
    board.setView({ k: 2, x: 0.3, y: -0.2 });
    expect(press(key)).toBe(true);
    expect(board.view).toEqual({ k: 2 * factor, x: 0.3, y: -0.2 });
  });

  test.each(['+', '-'])('%s leaves the marked row where it is in the pane', (key) => {
    board.setView({ k: 2, x: 0.3, y: -0.2 });
    board.mark(3);
    const before = markedPlace(keyed());
    press(key);
    const after = markedPlace(keyed());
    expect(after?.[0]).toBeCloseTo(before?.[0] ?? NaN, 6);
    expect(after?.[1]).toBeCloseTo(before?.[1] ?? NaN, 6);
    expect(board.view.k).not.toBe(2);
  });

  test('ends at half and at four hundred times, as with the wheel', () => {
    board.setView({ k: 300, x: 0, y: 0 });
    press('+');
    expect(board.view.k).toBe(400);
    board.setView({ k: 0.6, x: 0, y: 0 });
    press('-');
    expect(board.view.k).toBe(0.5);
  });

  test('0 shows the whole map as it was turned at first', () => {
    board.setView({ k: 3, x: 1, y: 1 });
    board.setRotation(rotatedBy(facing, 1, 1));
    expect(press('0')).toBe(true);
    expect(board.view).toEqual(wholeView);
    expect(board.rotation).toEqual(restingRotation);
  });

  test('works where there is no map', () => {
    expect(press('+', null)).toBe(true);
    expect(board.view).toEqual({ k: 1.5, x: 0, y: 0 });
  });
});

test('other keys, and all keys with Ctrl or Command, are left to the browser', () => {
  board.mark(0);
  for (const key of ['a', 'Escape', 'Tab', '1']) expect(press(key)).toBe(false);
  for (const key of ['ArrowUp', 'Enter', ' ', '+', '=', '-', '0']) {
    expect(press(key, flat, { ctrlKey: true })).toBe(false);
    expect(press(key, flat, { metaKey: true })).toBe(false);
  }
  expect([board.marked, board.view, board.selected.includes(1)]).toEqual([0, wholeView, false]);
});

test('a row is where the projection puts it, upwards being less; one that is not drawn is nowhere', () => {
  board.setView({ k: 2, x: 0.25, y: 0 });
  expect(pixelPlaceOf(keyed(), 1)?.map(Math.round)).toEqual([123, 50]);
  expect(pixelPlaceOf(keyed(), 3)?.map(Math.round)).toEqual([77, 4]);
  board.setHidden([true, false, false]);
  expect(pixelPlaceOf(keyed(), 3)).toBeNull();
  expect(pixelPlaceOf(keyed(null), 4)).toBeNull();
  expect(pixelPlaceOf(keyed(), 4)).not.toBeNull();
  expect(markedPlace(keyed())).toBeNull();
});
