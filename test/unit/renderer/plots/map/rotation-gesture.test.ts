import { beforeEach, expect, test } from 'vitest';
import { turnGesture } from '../../../../../src-renderer/plots/map/rotation-gesture.ts';
import { Host } from './pointer.ts';

let host: Host;
let ending: AbortController;
let wanted: boolean;
let turns: [number, number][];
let clicks: number;

beforeEach(() => {
  host = new Host();
  ending = new AbortController();
  wanted = true;
  turns = [];
  clicks = 0;
  turnGesture(host.element, {
    signal: ending.signal,
    wanted: () => wanted,
    turn: (right, down) => turns.push([right, down]),
  });
  host.addEventListener('click', () => clicks++);
});

test('a drag turns by the pixels that the pointer went since the last turn', () => {
  host.point('pointerdown', 100, 100);
  host.point('pointermove', 104, 97);
  host.point('pointermove', 105, 97);
  host.point('pointerup', 105, 97);
  host.point('pointermove', 200, 97);
  expect(turns).toEqual([
    [4, -3],
    [1, 0],
  ]);
  expect(host.captured).toEqual([1]);
});

test('a hand that trembles by less than 3 pixels clicks, one that went 3 does not', () => {
  host.point('pointerdown', 100, 100);
  host.point('pointermove', 102, 100);
  host.point('pointerup', 102, 100);
  host.point('click', 102, 100);
  expect([turns, clicks]).toEqual([[], 1]);
  host.point('pointerdown', 100, 100);
  host.point('pointermove', 103, 100);
  host.point('pointerup', 103, 100);
  host.point('click', 103, 100);
  expect([turns, clicks]).toEqual([[[3, 0]], 1]);
  host.point('click', 103, 100);
  expect(clicks).toBe(2);
});

test('the way of a drag is forgotten with the next press, wanted or not', () => {
  host.point('pointerdown', 0, 0);
  host.point('pointermove', 30, 0);
  host.point('pointerup', 30, 0);
  wanted = false;
  host.point('pointerdown', 0, 0);
  host.point('pointermove', 30, 0);
  host.point('click', 30, 0);
  expect([turns.length, clicks]).toEqual([1, 1]);
});

test('another button, a second pointer and a drag that was broken off turn nothing', () => {
  host.point('pointerdown', 0, 0, { button: 2 });
  host.point('pointermove', 30, 0);
  host.point('pointerdown', 0, 0);
  host.point('pointerdown', 0, 0, { pointerId: 2 });
  host.point('pointermove', 30, 0, { pointerId: 2 });
  host.point('pointerup', 30, 0, { pointerId: 2 });
  expect(turns).toEqual([]);
  host.point('pointermove', 0, 9);
  expect(turns).toEqual([[0, 9]]);
  host.point('pointercancel', 0, 9);
  host.point('pointermove', 0, 90);
  expect(turns).toHaveLength(1);
});

test('nothing is heard once the listening ended', () => {
  ending.abort();
  host.point('pointerdown', 0, 0);
  host.point('pointermove', 30, 0);
  expect([turns, host.captured]).toEqual([[], []]);
});

test('nothing is heard of a drag that was under way when the listening ended', () => {
  host.point('pointerdown', 0, 0);
  host.point('pointermove', 30, 0);
  ending.abort();
  host.point('pointermove', 60, 0);
  host.point('click', 60, 0);
  expect([turns, clicks]).toEqual([[[30, 0]], 1]);
});
