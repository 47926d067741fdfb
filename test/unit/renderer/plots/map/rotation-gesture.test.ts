import { beforeEach, expect, test } from 'vitest';
import { rotationGesture } from '../../../../../src-renderer/plots/map/rotation-gesture.ts';
import { Host } from './pointer.ts';

let host: Host;
let ending: AbortController;
let wanted: boolean;
let rotations: [number, number][];
let clicks: number;

beforeEach(() => {
  host = new Host();
  ending = new AbortController();
  wanted = true;
  rotations = [];
  clicks = 0;
  rotationGesture(host.element, {
    signal: ending.signal,
    wanted: () => wanted,
    rotate: (right, down) => rotations.push([right, down]),
  });
  host.addEventListener('click', () => clicks++);
});

test('a drag rotates by the pixels that the pointer went since the last rotation', () => {
  host.point('pointerdown', 100, 100);
  host.point('pointermove', 104, 97);
  host.point('pointermove', 105, 97);
  host.point('pointerup', 105, 97);
  host.point('pointermove', 200, 97);
  expect(rotations).toEqual([
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
  expect([rotations, clicks]).toEqual([[], 1]);
  host.point('pointerdown', 100, 100);
  host.point('pointermove', 103, 100);
  host.point('pointerup', 103, 100);
  host.point('click', 103, 100);
  expect([rotations, clicks]).toEqual([[[3, 0]], 1]);
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
  expect([rotations.length, clicks]).toEqual([1, 1]);
});

test('another button, a second pointer and a drag that was broken off turn nothing', () => {
  host.point('pointerdown', 0, 0, { button: 2 });
  host.point('pointermove', 30, 0);
  host.point('pointerdown', 0, 0);
  host.point('pointerdown', 0, 0, { pointerId: 2 });
  host.point('pointermove', 30, 0, { pointerId: 2 });
  host.point('pointerup', 30, 0, { pointerId: 2 });
  expect(rotations).toEqual([]);
  host.point('pointermove', 0, 9);
  expect(rotations).toEqual([[0, 9]]);
  host.point('pointercancel', 0, 9);
  host.point('pointermove', 0, 90);
  expect(rotations).toHaveLength(1);
});

test('nothing is heard once the listening ended', () => {
  ending.abort();
  host.point('pointerdown', 0, 0);
  host.point('pointermove', 30, 0);
  expect([rotations, host.captured]).toEqual([[], []]);
});

test('nothing is heard of a drag that was under way when the listening ended', () => {
  host.point('pointerdown', 0, 0);
  host.point('pointermove', 30, 0);
  ending.abort();
  host.point('pointermove', 60, 0);
  host.point('click', 60, 0);
  expect([rotations, clicks]).toEqual([[[30, 0]], 1]);
});
