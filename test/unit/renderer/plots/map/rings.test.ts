import { expect, test } from 'vitest';
import { ringShapes } from '../../../../../src-renderer/plots/map/rings.ts';

/** Row 0 in the middle, row 1 to its right, row 2 below it as in a triangle of 3, 4 and 5; row 4 touches row 0. */
const places: Partial<Record<number, [number, number]>> = {
  0: [100, 100],
  1: [150, 100],
  2: [130, 140],
  4: [114, 100],
};
const placeOf = (row: number): [number, number] | null => places[row] ?? null;
const around = [
  { row: 1, broken: false },
  { row: 2, broken: true },
  { row: 3, broken: false },
  { row: 4, broken: false },
];

test('lines go from the edge of the ring in the middle, 8 pixels off, to the edge of the others, 6 pixels off', () => {
  const { lines } = ringShapes({ row: 0, around }, placeOf);
  expect(lines).toEqual([
    { from: [108, 100], to: [144, 100] },
    { from: [100 + 8 * 0.6, 100 + 8 * 0.8], to: [130 - 6 * 0.6, 140 - 6 * 0.8] },
    // Rings that touch have no line between them.
    { from: [100, 100], to: [100, 100] },
  ]);
});

test('each row that has a place has a ring with a halo below it, the middle one last', () => {
  const { circles } = ringShapes({ row: 0, around }, placeOf);
  expect(circles.map(({ place, radius, look }) => [place[0], radius, look])).toEqual([
    [150, 6, 'halo'],
    [150, 6, 'whole'],
    [130, 6, 'halo'],
    [130, 6, 'broken'],
    [114, 6, 'halo'],
    [114, 6, 'whole'],
    [100, 8, 'halo'],
    [100, 8, 'centre'],
  ]);
});

test('a middle without a place has neither lines nor a ring of its own; without rings there is nothing', () => {
  const { lines, circles } = ringShapes({ row: 3, around }, placeOf);
  expect(lines).toEqual([]);
  expect(circles.map(({ look }) => look)).toEqual(['halo', 'whole', 'halo', 'broken', 'halo', 'whole']);
  expect(ringShapes(null, placeOf)).toEqual({ lines: [], circles: [] });
});
