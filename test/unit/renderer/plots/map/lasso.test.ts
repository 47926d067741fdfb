import { beforeEach, describe, expect, test } from 'vitest';
import { lassoGesture } from '../../../../../src-renderer/plots/map/lasso.ts';
import { Host } from './pointer.ts';

type Path = [number, number][];

let host: Host;
let ending: AbortController;
let wanted: boolean;
let drawn: string[];
let done: { path: Path; beside: boolean }[];
let clicks: number;

beforeEach(() => {
  host = new Host();
  ending = new AbortController();
  wanted = true;
  drawn = [];
  done = [];
  clicks = 0;
  lassoGesture(host.element, {
    signal: ending.signal,
    wanted: () => wanted,
    draw: (path) => drawn.push(path),
    done: (path, beside) => done.push({ path, beside }),
  });
  host.addEventListener('click', () => clicks++);
});

/** Presses at the first place, moves over the others, and lets go at the last. */
function drag(path: Path, more: Partial<PointerEvent> = {}): void {
  const [[x, y] = [0, 0], ...rest] = path;
  host.point('pointerdown', x, y);
  for (const [a, b] of rest) host.point('pointermove', a, b);
  const [endX, endY] = path.at(-1) ?? [0, 0];
  host.point('pointerup', endX, endY, more);
}

const square: Path = [
  [0, 0],
  [20, 0],
  [20, 20],
  [0, 20],
];

describe('the outline', () => {
  test('is where the pointer went, in pixels of the element, shown as it grows and gone at the end', () => {
    drag(square);
    expect(done).toEqual([{ path: square, beside: false }]);
    expect(drawn).toEqual(['M0,0L20,0Z', 'M0,0L20,0L20,20Z', 'M0,0L20,0L20,20L0,20Z', '']);
    expect(host.captured).toEqual([1]);
  });

  test('is the same drawn the other way round', () => {
    drag(square.toReversed());
    expect(done).toEqual([{ path: square.toReversed(), beside: false }]);
  });

  test('has no corners nearer than 2 pixels to the one before', () => {
    drag([
      [0, 0],
      [1.5, 0],
      [2, 0],
      [20, 0],
      [20, 20],
    ]);
    expect(done[0]?.path).toEqual([
      [0, 0],
      [2, 0],
      [20, 0],
      [20, 20],
    ]);
  });

  test('of less than 16 square pixels was meant as a click; one of 16 was not', () => {
    drag([
      [0, 0],
      [3, 0],
      [3, 5],
      [0, 5],
    ]);
    expect(done).toEqual([]);
    host.point('click', 0, 5);
    expect(clicks).toBe(1);
    drag([
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
    ]);
    expect(done).toHaveLength(1);
  });
});

describe('the keys held when it ends', () => {
  test.each([
    ['none', {}, false],
    ['Ctrl', { ctrlKey: true }, true],
    ['Command', { metaKey: true }, true],
    // Shift is what began it where the mode is another.
    ['Shift', { shiftKey: true }, false],
    ['Alt', { altKey: true }, false],
  ])('%s: what was selected before stays selected: %o %s', (_, held, beside) => {
    drag(square, held);
    expect(done[0]?.beside).toBe(beside);
  });
});

describe('what is no lasso', () => {
  test('a press with another button, and one that is not wanted', () => {
    host.point('pointerdown', 0, 0, { button: 2 });
    host.point('pointermove', 20, 0);
    wanted = false;
    drag(square);
    expect([done, drawn, host.captured]).toEqual([[], [], []]);
  });

  test('what a second pointer does meanwhile', () => {
    host.point('pointerdown', 0, 0);
    host.point('pointerdown', 50, 50, { pointerId: 2 });
    host.point('pointermove', 60, 50, { pointerId: 2 });
    host.point('pointermove', 20, 0);
    host.point('pointermove', 20, 20);
    host.point('pointerup', 60, 50, { pointerId: 2 });
    expect(done).toEqual([]);
    host.point('pointerup', 20, 20);
    expect(done[0]?.path).toEqual(square.slice(0, 3));
    expect(host.captured).toEqual([1]);
  });

  test('one that is broken off: nothing is taken, and the next begins anew', () => {
    host.point('pointerdown', 90, 90);
    host.point('pointermove', 20, 0);
    host.point('pointercancel', 20, 0);
    expect(drawn.at(-1)).toBe('');
    host.point('pointerup', 20, 20);
    expect(done).toEqual([]);
    drag(square);
    expect(done[0]?.path).toEqual(square);
  });

  test('a pointer that moves before it is pressed, or after the listening ended', () => {
    host.point('pointermove', 20, 0);
    host.point('pointerup', 20, 20);
    ending.abort();
    drag(square);
    expect([done, drawn, host.captured]).toEqual([[], [], []]);
  });

  test('one that was under way when the listening ended', () => {
    for (const [x, y] of square.slice(0, 3)) host.point(x === 0 ? 'pointerdown' : 'pointermove', x, y);
    const before = drawn.length;
    ending.abort();
    host.point('pointermove', 0, 20);
    host.point('pointercancel', 0, 20);
    host.point('pointerup', 0, 20);
    expect([done, drawn.length]).toEqual([[], before]);
  });
});

describe('the click that ends a lasso', () => {
  test('is not one that comes before any', () => {
    host.point('click', 0, 0);
    expect(clicks).toBe(1);
  });

  test('is none on a point, but the next one is', () => {
    drag(square);
    host.point('click', 0, 20);
    expect(clicks).toBe(0);
    host.point('click', 0, 20);
    expect(clicks).toBe(1);
  });

  test('is forgotten with the next press', () => {
    drag(square);
    wanted = false;
    host.point('pointerdown', 0, 0);
    host.point('pointerup', 0, 0);
    host.point('click', 0, 0);
    expect(clicks).toBe(1);
  });

  test('does not come after the listening ended', () => {
    drag(square);
    ending.abort();
    host.point('click', 0, 0);
    expect(clicks).toBe(1);
  });
});
