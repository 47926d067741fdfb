import { zoomIdentity } from 'd3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fromTransform,
  normalise,
  nowhere,
  pointSize,
  projection,
  toTransform,
  unitPixels,
  unproject,
} from '../../../../../src-renderer/plots/geometry/view.ts';

const runs = { seed: 11, numRuns: 200 };
const views = fc.record({
  k: fc.double({ min: 0.5, max: 400, noNaN: true }),
  x: fc.double({ min: -3, max: 3, noNaN: true }),
  y: fc.double({ min: -3, max: 3, noNaN: true }),
});
const sizes = fc.record({
  width: fc.integer({ min: 10, max: 2_000 }),
  height: fc.integer({ min: 10, max: 2_000 }),
});

describe('a view', () => {
  test('has a map in its pane with a margin of 4 % of the lower side at each edge', () => {
    expect(unitPixels({ width: 300, height: 400 })).toBe(138);
    expect(unitPixels({ width: 500, height: 200 })).toBe(92);
    expect(projection({ k: 1, x: 0, y: 0 }, { width: 300, height: 400 })).toEqual({
      ax: 150,
      ay: 200,
      sx: 138,
    });
    // Twice as large, and the place half a unit to the right and a quarter below in the middle.
    expect(projection({ k: 2, x: 0.5, y: -0.25 }, { width: 300, height: 400 })).toEqual({
      ax: 12,
      ay: 131,
      sx: 276,
    });
  });

  test('comes back from the transform of a pane, and from pixels, as it was', () => {
    fc.assert(
      fc.property(views, sizes, views, (view, size, { x, y }) => {
        const back = fromTransform(toTransform(view, size), size);
        expect(back.k).toBe(view.k);
        expect(back.x).toBeCloseTo(view.x, 6);
        expect(back.y).toBeCloseTo(view.y, 6);
        const seen = projection(view, size);
        const [a, b] = unproject(seen.ax + seen.sx * x, seen.ay - seen.sx * y, seen);
        expect(a).toBeCloseTo(x, 6);
        expect(b).toBeCloseTo(y, 6);
      }),
      runs,
    );
  });

  test('is the whole map where a pane is not zoomed', () => {
    const size = { width: 300, height: 400 };
    expect(toTransform({ k: 1, x: 0, y: 0 }, size)).toEqual(zoomIdentity);
    expect(fromTransform(zoomIdentity, size)).toMatchObject({ k: 1, x: 0 });
    expect(fromTransform(zoomIdentity, size).y).toBeCloseTo(0);
  });
});

describe('a normalised map', () => {
  const columns = fc.constantFrom(2 as const, 3 as const);
  const maps = columns.chain((width) =>
    fc.record({
      width: fc.constant(width),
      values: fc.array(
        fc.array(
          fc.oneof(
            { weight: 9, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }) },
            { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
          ),
          { minLength: width, maxLength: width },
        ),
        { minLength: 1, maxLength: 20 },
      ),
    }),
  );

  test('fits, keeps all distances in proportion, and is scaled back to what it was', () => {
    fc.assert(
      fc.property(maps, ({ width, values }) => {
        const map = normalise(values.flat(), values.length, null, width);
        const placed = values.map((row) => row.every(Number.isFinite));
        let farthest = 0;
        values.forEach((row, i) => {
          const own = map.positions.subarray(i * width, (i + 1) * width);
          if (placed[i] !== true) return expect([...own]).toEqual(row.map(() => nowhere));
          own.forEach((value, axis) => {
            expect((map.centre[axis] ?? NaN) + value * map.half).toBeCloseTo(row[axis] ?? NaN, 3);
          });
          farthest = Math.max(farthest, width === 2 ? Math.max(...own.map(Math.abs)) : Math.hypot(...own));
        });
        expect(farthest).toBeLessThanOrEqual(1 + 1e-6);
        const different = new Set(values.filter((_, i) => placed[i]).map(String)).size;
        // A scale that is all but nothing is lost to rounding of the middle.
        if (different > 1 && map.half > 1e-6) expect(farthest).toBeCloseTo(1, 4);
        else if (different <= 1) expect(map.half).toBe(1);
      }),
      runs,
    );
  });

  test('leaves out rows that the dataset does not have, and those beyond the numbers given', () => {
    expect([...normalise([0, 0, 2, 2], 2, [0, 5]).positions]).toEqual([-1, -1, nowhere, nowhere]);
    expect([...normalise([0, 0, 2, 2, 9], 3).positions]).toEqual([-1, -1, 1, 1, nowhere, nowhere]);
    expect([...normalise([0, 0, 2, 2, 9, 9], 2).positions]).toEqual([-1, -1, 1, 1]);
  });
});

test('a point is 0.62 of its room wide, between 1.6 and 7 pixels, and grows with the magnification up to 11', () => {
  const size = { width: 300, height: 400 };
  // Room for 1,200 points: 10 pixels each way.
  expect(pointSize(1_200, size, 1)).toBeCloseTo(6.2);
  expect(pointSize(4_800, size, 1)).toBeCloseTo(3.1);
  expect(pointSize(0, size, 1)).toBe(7);
  expect(pointSize(100, size, 1)).toBe(7);
  expect(pointSize(1_000_000, size, 1)).toBe(1.6);
  expect(pointSize(4_800, size, 4)).toBeCloseTo(3.1 * 4 ** 0.4);
  expect(pointSize(4_800, size, 0.5)).toBeCloseTo(3.1);
  expect(pointSize(4_800, size, 400)).toBe(11);
});
