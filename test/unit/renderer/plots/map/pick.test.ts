import { describe, expect, test } from 'vitest';
import {
  insidePolygon,
  nearest,
  nearestOf,
  neighbourTowards,
  placeIndex,
  thinned,
} from '../../../../../src-renderer/plots/map/pick.ts';
import { nowhere } from '../../../../../src-renderer/plots/geometry/view.ts';

/** A plus sign: middle, right, left, up, down; then a far corner, and a row without a place. */
const positions = Float32Array.from([0, 0, 1, 0, -1, 0, 0, 1, 0, -1, 3, 3, nowhere, nowhere]);
const all = Uint32Array.from([0, 1, 2, 3, 4, 5, 6]);

describe('pointing', () => {
  const index = placeIndex(positions, [0, 1, 2, 3, 4, 5]);

  test('finds the nearest row within reach, row 0 like any other', () => {
    expect(nearest(index, 0.1, 0.05, 0.5)).toBe(0);
    expect(nearest(index, 0.8, 0.1, 0.5)).toBe(1);
  });

  test('finds none where none is near', () => {
    expect(nearest(index, 2, 2, 0.5)).toBe(-1);
  });

  test('rows left out of the index are not found', () => {
    expect(nearest(placeIndex(positions, [1, 2]), 0, 0, 0.5)).toBe(-1);
  });
});

describe('the lasso', () => {
  test('takes what is inside an outline, concave ones too', () => {
    const aroundAllButTheRight: [number, number][] = [
      [-2, -2],
      [2, -2],
      [0.5, 0],
      [2, 2],
      [-2, 2],
    ];
    expect([...insidePolygon(positions, all, aroundAllButTheRight)]).toEqual([0, 2, 3, 4]);
  });

  test('takes only rows that are shown, and never one without a place', () => {
    const everywhere: [number, number][] = [
      [-9, -9],
      [9, -9],
      [9, 9],
      [-9, 9],
    ];
    expect([...insidePolygon(positions, Uint32Array.from([5, 6]), everywhere)]).toEqual([5]);
  });

  test('a path thinned to a step keeps its shape', () => {
    const path: [number, number][] = [
      [0, 0],
      [0.5, 0],
      [1, 0],
      [5, 0],
    ];
    expect(thinned(path, 2)).toEqual([
      [0, 0],
      [5, 0],
    ]);
  });
});

describe('arrow keys', () => {
  test('go to the neighbour in their direction', () => {
    expect(neighbourTowards(positions, all, 0, 'right')).toBe(1);
    expect(neighbourTowards(positions, all, 0, 'left')).toBe(2);
    expect(neighbourTowards(positions, all, 0, 'up')).toBe(3);
    expect(neighbourTowards(positions, all, 0, 'down')).toBe(4);
  });

  test('stay where there is no row further on', () => {
    expect(neighbourTowards(positions, all, 2, 'left')).toBe(-1);
  });

  test('begin at the row nearest to the middle', () => {
    expect(nearestOf(positions, all, 0.2, 0.1)).toBe(0);
    expect(nearestOf(positions, new Uint32Array(), 0, 0)).toBe(-1);
  });
});
