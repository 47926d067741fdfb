import { expect, test } from 'vitest';
import { axisScales, isWholeBelow, isWholeLeft } from '../../../../../src-renderer/plots/map/axes.ts';
import { projection } from '../../../../../src-renderer/plots/geometry/view.ts';

const size = { width: 400, height: 200 };
const units = { centre: [10, -20], half: 5 };

test("ticks are at the map's own values, upwards being more", () => {
  const view = projection({ k: 2, x: 0.25, y: -0.5 }, size);
  const { across, up, format } = axisScales(units, view, size);
  // In the middle of the pane is what the view looks at; a unit is 2 · 92 pixels and 5 of the map.
  expect(across(10 + 5 * 0.25)).toBeCloseTo(200);
  expect(up(-20 - 5 * 0.5)).toBeCloseTo(100);
  expect(across(10 + 5 * 1.25) - across(10 + 5 * 0.25)).toBeCloseTo(184);
  expect(up(-20) - up(-15)).toBeCloseTo(184);
  expect([across.range(), up.range()]).toEqual([
    [0, 400],
    [200, 0],
  ]);
  expect(format).toBeUndefined();
});

test('values from a hundred thousand on, of either sign and axis, are written with an exponent', () => {
  const view = projection({ k: 1, x: 0, y: 0 }, size);
  for (const centre of [
    [2e5, 0],
    [-2e5, 0],
    [0, 2e5],
    [0, -2e5],
  ]) {
    expect(axisScales({ centre, half: 1 }, view, size).format).toBe('~e');
  }
  expect(axisScales({ centre: [9e4, 9e4], half: 1 }, view, size).format).toBeUndefined();
});

test('labels are shown where neither the corner nor the edge cuts them', () => {
  expect([33, 34, 386, 387].map((x) => isWholeBelow(x, 400))).toEqual([false, true, true, false]);
  expect([7, 8, 178, 179].map((y) => isWholeLeft(y, 200))).toEqual([false, true, true, false]);
});
