import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  insidePolygon,
  nearestRow,
  nearestOf,
  neighbourTowards,
  placeIndex,
  rowUnder,
  thinned,
} from '../../../../../src-renderer/plots/map/pick.ts';
import { nowhere, projection } from '../../../../../src-renderer/plots/geometry/view.ts';

/** A plus sign: middle, right, left, up, down; then a far corner, and a row without a place. */
const positions = Float32Array.from([0, 0, 1, 0, -1, 0, 0, 1, 0, -1, 3, 3, nowhere, nowhere]);
const all = Uint32Array.from([0, 1, 2, 3, 4, 5, 6]);

/** Runs of a property are the same each time. */
const runs = { seed: 11, numRuns: 200 };
/** Places on a grid of eighths, so that many lie on one line and sums are exact. */
const eighths = fc.integer({ min: -16, max: 16 }).map((value) => value / 8);
const places = fc
  .array(fc.tuple(eighths, eighths), { minLength: 1, maxLength: 30 })
  .map((points) => Float32Array.from(points.flat()));
const rowsOf = (map: Float32Array): Uint32Array => Uint32Array.from({ length: map.length / 2 }, (_, i) => i);

describe('pointing', () => {
  const index = placeIndex(positions, [0, 1, 2, 3, 4, 5]);

  test('finds the nearest row within reach, row 0 like any other', () => {
    expect(nearestRow(index, 0.1, 0.05, 0.5)).toBe(0);
    expect(nearestRow(index, 0.8, 0.1, 0.5)).toBe(1);
  });

  test('finds none where none is near', () => {
    expect(nearestRow(index, 2, 2, 0.5)).toBe(-1);
  });

  test('rows left out of the index are not found', () => {
    expect(nearestRow(placeIndex(positions, [1, 2]), 0, 0, 0.5)).toBe(-1);
  });
});

describe('the row under a pointer', () => {
  // 100 pixels a unit: 14 pixels are 0.14.
  const view = projection({ k: 1, x: 0, y: 0 }, { width: 2_000 / 9.2, height: 2_000 / 9.2 });
  const at = (x: number, y: number): [number, number] => [view.ax + 100 * x, view.ay - 100 * y];
  const index = placeIndex(positions, [0, 1, 2, 3, 4, 5]);

  test('is the one within 14 pixels, however far the map is magnified', () => {
    expect(view.sx).toBeCloseTo(100);
    expect(rowUnder(index, ...at(1.13, 0), view)).toBe(1);
    expect(rowUnder(index, ...at(1.15, 0), view)).toBe(-1);
    expect(rowUnder(index, ...at(0, 0.87), view)).toBe(3);
    expect(rowUnder(index, ...at(0, -0.87), view)).toBe(4);
    expect(rowUnder(index, ...at(0, -0.85), view)).toBe(-1);
    const near = { ax: 0, ay: 0, sx: 1_000 };
    expect(rowUnder(index, 1_013, 0, near)).toBe(1);
    expect(rowUnder(index, 1_015, 0, near)).toBe(-1);
  });
});

describe('the nearest row', () => {
  test('is as near as the nearest found by trying all, by tree and by list', () => {
    fc.assert(
      fc.property(places, eighths, eighths, (map, x, y) => {
        const away = (row: number): number =>
          Math.hypot((map[2 * row] ?? NaN) - x, (map[2 * row + 1] ?? NaN) - y);
        const min = Math.min(...Array.from(rowsOf(map), away));
        expect(away(nearestRow(placeIndex(map, rowsOf(map)), x, y, 99))).toBe(min);
        expect(nearestOf(map, rowsOf(map), x, y)).toBe(Array.from(rowsOf(map), away).indexOf(min));
      }),
      runs,
    );
  });
});

/** Whether a ray to the right crosses the outline an odd number of times; null on the outline itself. */
function evenOdd(polygon: readonly [number, number][], x: number, y: number): boolean | null {
  let inside = false;
  for (const [i, [ax, ay]] of polygon.entries()) {
    const [bx, by] = polygon.at(i - 1) ?? [NaN, NaN];
    const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    const between =
      Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
    if (cross === 0 && between) return null;
    if (ay > y !== by > y && (by > ay ? cross > 0 : cross < 0)) inside = !inside;
  }
  return inside;
}

describe('the lasso', () => {
  test('takes by the even-odd rule what is inside any outline, one that crosses itself too', () => {
    const corners = fc.array(fc.tuple(eighths, eighths), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(places, corners, (map, polygon) => {
        const taken = insidePolygon(map, rowsOf(map), polygon);
        for (const row of rowsOf(map)) {
          const expected = evenOdd(polygon, map[2 * row] ?? NaN, map[2 * row + 1] ?? NaN);
          if (expected !== null) expect(taken.includes(row)).toBe(expected);
        }
      }),
      runs,
    );
  });

  test('takes the same wherever it begins and whichever way it goes round', () => {
    const corners = fc.array(fc.tuple(eighths, eighths), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(places, corners, fc.nat(8), (map, polygon, first) => {
        const inside = (row: number): boolean =>
          evenOdd(polygon, map[2 * row] ?? NaN, map[2 * row + 1] ?? NaN) !== null;
        const rows = rowsOf(map).filter(inside);
        const taken = insidePolygon(map, rows, polygon);
        expect(insidePolygon(map, rows, [...polygon.slice(first), ...polygon.slice(0, first)])).toEqual(
          taken,
        );
        expect(insidePolygon(map, rows, polygon.toReversed())).toEqual(taken);
      }),
      runs,
    );
  });

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

  test('a path thinned to a step has no two corners nearer, and leaves none farther from it than the step', () => {
    const path = fc.array(fc.tuple(eighths, eighths), { maxLength: 30 });
    fc.assert(
      fc.property(path, fc.constantFrom(0.5, 1, 2), (corners, step) => {
        const kept = thinned(corners, step);
        const away = (a: [number, number], b: [number, number]): number =>
          Math.hypot(a[0] - b[0], a[1] - b[1]);
        expect(kept[0]).toEqual(corners[0]);
        kept
          .slice(1)
          .forEach((corner, i) => expect(away(corner, kept[i] ?? [NaN, NaN])).toBeGreaterThanOrEqual(step));
        for (const corner of corners)
          expect(Math.min(...kept.map((one) => away(one, corner)))).toBeLessThan(step);
      }),
      runs,
    );
    expect(
      thinned(
        [
          [1, 1],
          [3, 1],
          [3, 3],
        ],
        2,
      ),
    ).toHaveLength(3);
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

  test('leave what is more than 45° off, and take what is just 45°', () => {
    const map = Float32Array.of(1, 2, 3, 4.1, 3, 4, 5, 2);
    expect(neighbourTowards(map, Uint32Array.of(1), 0, 'right')).toBe(-1);
    expect(neighbourTowards(map, Uint32Array.of(1), 0, 'up')).toBe(1);
    expect(neighbourTowards(map, Uint32Array.of(2), 0, 'right')).toBe(2);
    expect(neighbourTowards(map, Uint32Array.of(2), 0, 'up')).toBe(2);
    expect(neighbourTowards(map, Uint32Array.of(2), 0, 'left')).toBe(-1);
    expect(neighbourTowards(map, Uint32Array.of(2), 0, 'down')).toBe(-1);
  });

  test('take for the nearest the one with the least way along and aside; of two such the first', () => {
    // Row 1 is 3 along and 1 aside, row 2 is 2 along and 2 aside, row 3 is 3.5 along: 4, 4 and 3.5.
    const map = Float32Array.of(1, 1, 4, 2, 3, 3, 4.5, 1);
    const towards = (...rows: number[]): number => neighbourTowards(map, Uint32Array.from(rows), 0, 'right');
    expect(towards(1, 2, 3)).toBe(3);
    expect(towards(1, 2)).toBe(1);
    expect(towards(2, 1)).toBe(2);
  });

  test('go where all four agree when the map is turned by quarters', () => {
    const turns = ['right', 'up', 'left', 'down'] as const;
    fc.assert(
      fc.property(places, (map) => {
        let turned = map;
        const first = neighbourTowards(map, rowsOf(map), 0, 'right');
        for (const direction of turns.slice(1)) {
          turned = Float32Array.from(turned, (_, i) =>
            i % 2 === 0 ? -(turned[i + 1] ?? NaN) : (turned[i - 1] ?? NaN),
          );
          expect(neighbourTowards(turned, rowsOf(turned), 0, direction)).toBe(first);
        }
      }),
      runs,
    );
  });

  test('begin at the row nearest to the middle', () => {
    expect(nearestOf(positions, all, 0.2, 0.1)).toBe(0);
    expect(nearestOf(positions, new Uint32Array(), 0, 0)).toBe(-1);
  });
});
