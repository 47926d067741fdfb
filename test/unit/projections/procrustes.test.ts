import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alignTo,
  inverse,
  identityAlignment,
  applyAlignment,
  align,
  type Alignment,
} from '../../../src-main/projections/procrustes.ts';

const runs = { seed: 11, numRuns: 30 };
const angles = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const coordinates = fc.double({ min: -10, max: 10, noNaN: true });

/** Rotations of the plane and of space, half of them mirrored; a product of turns about one axis each. */
function orthogonal(columns: 2 | 3): fc.Arbitrary<number[]> {
  return fc.tuple(angles, angles, angles, fc.boolean()).map(([a, b, c, mirrored]) => {
    const sign = mirrored ? -1 : 1;
    const [ca, sa, cb, sb, cc, sc] = [
      Math.cos(a),
      Math.sin(a),
      Math.cos(b),
      Math.sin(b),
      Math.cos(c),
      Math.sin(c),
    ];
    if (columns === 2) return [ca, -sa * sign, sa, ca * sign];
    return [
      ca * cb,
      ca * sb * sc - sa * cc,
      sign * (ca * sb * cc + sa * sc),
      sa * cb,
      sa * sb * sc + ca * cc,
      sign * (sa * sb * cc - ca * sc),
      -sb,
      cb * sc,
      sign * cb * cc,
    ];
  });
}

/** Maps whose rows span all their directions: the unit vectors are among them. */
function maps(columns: 2 | 3): fc.Arbitrary<Float32Array> {
  const units = Array.from({ length: columns * columns }, (_, at) => (at % (columns + 1) === 0 ? 12 : 0));
  return fc
    .array(fc.tuple(...Array.from({ length: columns }, () => coordinates)), { minLength: 2, maxLength: 12 })
    .map((rows) => Float32Array.from([...units, ...rows.flat()]));
}

function centreOf(map: Float32Array, columns: number): number[] {
  return Array.from({ length: columns }, (_, axis) => {
    const values = map.filter((_value, at) => at % columns === axis);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** `matrix · (row - centre) + to` of every row, by the definition. */
function moved(
  map: Float32Array,
  matrix: readonly number[],
  centre: readonly number[],
  to: readonly number[],
): Float32Array {
  const columns = centre.length;
  return map.map((_, at) => {
    const [row, axis] = [Math.floor(at / columns), at % columns];
    return centre.reduce(
      (sum, middle, j) =>
        sum + (matrix[axis * columns + j] ?? NaN) * ((map[row * columns + j] ?? NaN) - middle),
      to[axis] ?? NaN,
    );
  });
}

function expectClose(values: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-4): void {
  expect(values).toHaveLength(expected.length);
  const away = Array.from(expected, (value, i) => Math.abs((values[i] ?? NaN) - value));
  expect(Math.max(0, ...away)).toBeLessThan(within);
}

describe.each([2, 3] as const)('in %i columns', (columns) => {
  const shift = fc.array(coordinates, { minLength: columns, maxLength: columns });

  test('a map that was rotated, mirrored and moved away is aligned with the earlier one again, about its own centre', () => {
    fc.assert(
      fc.property(maps(columns), orthogonal(columns), shift, (earlier, matrix, to) => {
        const centre = centreOf(earlier, columns);
        const map = moved(earlier, matrix, centre, to);
        const back = moved(earlier, identityAlignment(columns).matrix, centre, to);
        expectClose(alignTo(earlier, map, columns), back);
        const turn = align(earlier, map, columns);
        expectClose(turn?.centre ?? [], to);
        expectClose(turn?.matrix ?? [], inverse({ centre, matrix }).matrix, 1e-5);
      }),
      runs,
    );
  });

  test('no map is scaled: all distances stay, also where the earlier map is larger or another', () => {
    fc.assert(
      fc.property(maps(columns), maps(columns), (one, other) => {
        const rows = Math.min(one.length, other.length);
        const [earlier, map] = [one.subarray(0, rows).map((value) => 7 * value), other.subarray(0, rows)];
        const after = alignTo(earlier, map, columns);
        const away = (of: Float32Array, row: number): number =>
          Math.hypot(
            ...of.subarray(0, columns).map((value, axis) => value - (of[row * columns + axis] ?? NaN)),
          );
        for (let row = 1; row < rows / columns; row++)
          expect(Math.abs(away(after, row) - away(map, row))).toBeLessThan(1e-4);
        expectClose(centreOf(after, columns), centreOf(map, columns));
      }),
      runs,
    );
  });

  test('no other turn brings a map nearer', () => {
    const squares = (a: Float32Array, b: Float32Array): number => {
      const [ca, cb] = [centreOf(a, columns), centreOf(b, columns)];
      return a.reduce((sum, value, at) => {
        const axis = at % columns;
        return sum + (value - (ca[axis] ?? NaN) - (b[at] ?? NaN) + (cb[axis] ?? NaN)) ** 2;
      }, 0);
    };
    fc.assert(
      fc.property(maps(columns), maps(columns), orthogonal(columns), (one, other, matrix) => {
        const rows = Math.min(one.length, other.length);
        const [earlier, map] = [one.subarray(0, rows), other.subarray(0, rows)];
        const best = alignTo(earlier, map, columns);
        const turnedOtherwise = applyAlignment(map, { centre: centreOf(map, columns), matrix });
        expect(squares(best, earlier)).toBeLessThanOrEqual(squares(turnedOtherwise, earlier) + 1e-3);
      }),
      runs,
    );
  });

  test('a map is left where it lies on itself already, and a turn taken back brings it there again', () => {
    fc.assert(
      fc.property(maps(columns), orthogonal(columns), shift, (map, matrix, centre) => {
        expectClose(alignTo(map, map, columns), map);
        expectClose(applyAlignment(map, identityAlignment(columns)), map, 1e-12);
        const turn: Alignment = { centre, matrix };
        expectClose(applyAlignment(applyAlignment(map, turn), inverse(turn)), map);
        expectClose(applyAlignment(map, turn), moved(map, matrix, centre, centre));
      }),
      runs,
    );
  });

  test('where either map is of fewer directions than columns no turn is best, and the map stays as it is', () => {
    const flat = Float32Array.from({ length: 4 * columns }, (_, at) => (at % columns === 0 ? at : 0));
    const full = Float32Array.from({ length: 4 * columns }, (_, at) => Math.sin(3 * at));
    for (const [earlier, map] of [
      [flat, full],
      [full, flat],
      [full.map(() => 1), full],
      [new Float32Array(), new Float32Array()],
    ] as const) {
      expect(align(earlier, map, columns)).toBeNull();
      expect(alignTo(earlier, map, columns)).toBe(map);
    }
  });
});

test('two columns are meant where none are said', () => {
  const earlier = Float32Array.of(1, 0, -1, 0, 0, 2, 0, -2);
  expectClose(alignTo(earlier, Float32Array.of(0, 1, 0, -1, -2, 0, 2, 0)), earlier);
});
