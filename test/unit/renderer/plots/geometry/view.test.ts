import { describe, expect, test } from 'vitest';
import {
  fromTransform,
  normalise,
  nowhere,
  pointSize,
  projection,
  toTransform,
  unproject,
} from '../../../../../src-renderer/plots/geometry/view.ts';

const size = { width: 300, height: 400 };

describe('a map is scaled to its pane', () => {
  test('with one scale for both axes, the longer side from -1 to 1', () => {
    const map = normalise([0, 10, 8, 10, 4, 14], 3);
    expect(map.centre).toEqual([4, 12]);
    expect(map.half).toBe(4);
    expect([...map.positions]).toEqual([-1, -0.5, 1, -0.5, 0, 0.5]);
  });

  test('rows that a live map does not have, and values that are not finite, are nowhere', () => {
    const map = normalise([0, 0, 2, 2, NaN, 1], 5, [4, 1, 2]);
    expect([...map.positions]).toEqual([nowhere, nowhere, 1, 1, nowhere, nowhere, nowhere, nowhere, -1, -1]);
  });

  test('one point alone, or none, is no division by zero', () => {
    expect([...normalise([3, 3], 1).positions]).toEqual([0, 0]);
    expect(normalise([], 2)).toMatchObject({ centre: [0, 0], half: 1 });
  });
});

describe('the view is shared by panes of any size', () => {
  test('what a pane zooms to is what it gets back', () => {
    const view = { k: 3.5, x: 0.4, y: -0.2 };
    const back = fromTransform(toTransform(view, size), size);
    expect(back.k).toBeCloseTo(view.k);
    expect(back.x).toBeCloseTo(view.x);
    expect(back.y).toBeCloseTo(view.y);
  });

  test('panes of different sizes show the same place in their middle', () => {
    const view = { k: 2, x: 0.5, y: 0.25 };
    for (const pane of [size, { width: 900, height: 200 }]) {
      const [x, y] = unproject(pane.width / 2, pane.height / 2, projection(view, pane));
      expect(x).toBeCloseTo(0.5);
      expect(y).toBeCloseTo(0.25);
    }
  });

  test('the d3-zoom transform and the projection that draws the points agree', () => {
    const view = { k: 2.5, x: -0.3, y: 0.6 };
    const whole = projection({ k: 1, x: 0, y: 0 }, size);
    const zoomed = projection(view, size);
    const [px, py] = toTransform(view, size).apply([whole.ax + whole.sx * 0.7, whole.ay - whole.sx * 0.1]);
    expect(px).toBeCloseTo(zoomed.ax + zoomed.sx * 0.7);
    expect(py).toBeCloseTo(zoomed.ay - zoomed.sx * 0.1);
  });
});

test('points are smaller the more there are, larger as one zooms in, and always seen', () => {
  expect(pointSize(200, size, 1)).toBeGreaterThan(pointSize(5_000, size, 1));
  expect(pointSize(5_000, size, 8)).toBeGreaterThan(pointSize(5_000, size, 1));
  expect(pointSize(1_000_000, size, 1)).toBeGreaterThan(1);
  expect(pointSize(1, size, 400)).toBeLessThan(12);
});
