import { describe, expect, test } from 'vitest';
import { byDepth } from '../../../../../src-renderer/plots/geometry/depth.ts';
import { seenAxes } from '../../../../../src-renderer/plots/map/gizmo.ts';
import { Glide } from '../../../../../src-renderer/plots/map/glide.ts';
import { insidePolygon, nearestRow } from '../../../../../src-renderer/plots/map/pick.ts';
import { Sight } from '../../../../../src-renderer/plots/map/sight.ts';
import {
  facing,
  restingRotation,
  seen,
  seenAt,
  rotatedBy,
  type Rotation,
} from '../../../../../src-renderer/plots/geometry/rotation.ts';
import { normalise, nowhere, type NormalMap } from '../../../../../src-renderer/plots/geometry/view.ts';

const quarter = Math.PI / 2;

/** A map that is normalised already. */
function deep(...positions: number[]): NormalMap {
  return { positions: Float32Array.from(positions), columns: 3, centre: [0, 0, 0], half: 1 };
}

function expectPlaces(places: Float32Array, expected: number[]): void {
  expect(places).toHaveLength(expected.length);
  places.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
}

/** Largest difference of `turn · turnᵀ` from the identity. */
function skew(rotation: Rotation): number {
  const rows = [rotation.slice(0, 3), rotation.slice(3, 6), rotation.slice(6, 9)];
  const products = rows.flatMap((a, i) =>
    rows.map((b, j) =>
      Math.abs(a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) - Number(i === j)),
    ),
  );
  return Math.max(...products);
}

describe('a turn', () => {
  test('brings what is in front to where the pointer drags it', () => {
    const front = deep(0, 0, 1);
    expectPlaces(seen(front, rotatedBy(facing, quarter, 0)), [1, 0]);
    expectPlaces(seen(front, rotatedBy(facing, 0, quarter)), [0, 1]);
    expectPlaces(seen(front, rotatedBy(facing, -quarter, 0)), [-1, 0]);
    expectPlaces(seen(front, rotatedBy(facing, 0, -quarter)), [0, -1]);
  });

  test('acts on what is seen, so that the second of two is about the axes of the screen', () => {
    const rotation = rotatedBy(rotatedBy(facing, quarter, 0), 0, quarter);
    // The first axis points away after the first quarter, and downwards after the second.
    expectPlaces(seen(deep(1, 0, 0), rotation), [0, -1]);
  });

  test('stays a rotation after a hundred thousand drags', () => {
    let rotation = restingRotation;
    for (let i = 0; i < 100_000; i++)
      rotation = rotatedBy(rotation, 0.03 * Math.sin(i), 0.05 * Math.cos(1.7 * i));
    expect(skew(rotation)).toBeLessThan(1e-12);
    const [a, b, c, d, e, f, g, h, i] = rotation;
    expect(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)).toBeCloseTo(1, 12);
  });

  test('leaves a flat map, and a row without a place, as they are', () => {
    const flat: NormalMap = { positions: Float32Array.of(0.5, 1), columns: 2, centre: [0, 0], half: 1 };
    expect(seen(flat, restingRotation)).toBe(flat.positions);
    expect(seenAt(flat, restingRotation, 0)).toEqual([0.5, 1]);
    const lacking = deep(nowhere, nowhere, nowhere, 0, 0, 0);
    // Seen along the diagonal, a place as far away on all three axes would be in the middle.
    const diagonal = rotatedBy(facing, -Math.PI / 4, Math.atan(Math.SQRT1_2));
    expect([...seen(lacking, diagonal)]).toEqual([nowhere, nowhere, 0, 0]);
    expect(seenAt(lacking, diagonal, 0)).toBeNull();
    expect(seenAt(lacking, diagonal, -1)).toBeNull();
  });

  test('shows one row where it shows all', () => {
    const map = deep(0.1, -0.4, 0.3, 0.6, 0.2, -0.7);
    expectPlaces(
      seen(map, restingRotation),
      [0, 1].flatMap((row) => seenAt(map, restingRotation, row) ?? []),
    );
  });
});

test('a map of three columns fits its pane however it is turned, with one scale for all axes', () => {
  const values = Array.from({ length: 300 }, (_, i) => 40 + 30 * Math.sin(12.9 * i * (1 + (i % 3))));
  const map = normalise(values, 100, null, 3);
  let rotation = facing;
  for (let step = 0; step < 200; step++) {
    rotation = rotatedBy(rotation, 0.21, 0.13);
    const places = seen(map, rotation);
    for (let row = 0; row < 100; row++) {
      expect(Math.hypot(places[2 * row] ?? NaN, places[2 * row + 1] ?? NaN)).toBeLessThanOrEqual(1 + 1e-6);
    }
  }
  const farthest = Math.max(
    ...Array.from({ length: 100 }, (_, row) => Math.hypot(...map.positions.subarray(3 * row, 3 * row + 3))),
  );
  expect(farthest).toBeCloseTo(1, 6);
  const [x = NaN, y = NaN, z = NaN] = map.centre;
  expect((map.positions[0] ?? NaN) * map.half + x).toBeCloseTo(values[0] ?? NaN, 4);
  expect((map.positions[1] ?? NaN) * map.half + y).toBeCloseTo(values[1] ?? NaN, 4);
  expect((map.positions[2] ?? NaN) * map.half + z).toBeCloseTo(values[2] ?? NaN, 4);
});

test('a row that lacks one of three values has no place, and one point alone is in the middle', () => {
  expect([...normalise([1, 2, NaN, 3, 4, 5], 2, null, 3).positions]).toEqual([
    nowhere,
    nowhere,
    nowhere,
    0,
    0,
    0,
  ]);
  expect(normalise([], 1, null, 3)).toMatchObject({ centre: [0, 0, 0], half: 1 });
});

describe('what is seen of a turned map', () => {
  /** Behind one another at first; side by side from the right. */
  const map = deep(0, 0, 0.5, 0, 0, -0.5, 0.5, 0, 0);
  const rows = Uint32Array.of(0, 1, 2);
  const square: [number, number][] = [
    [-0.7, -0.2],
    [-0.3, -0.2],
    [-0.3, 0.2],
    [-0.7, 0.2],
  ];

  test('is what is pointed at and taken by the lasso', () => {
    const sight = new Sight(map);
    const rotation = rotatedBy(facing, quarter, 0);
    expect(nearestRow(sight.index(rows, facing), 0.45, 0, 0.2)).toBe(2);
    expect(nearestRow(sight.index(rows, rotation), 0.45, 0, 0.2)).toBe(0);
    expect(nearestRow(sight.index(rows, rotation), -0.45, 0, 0.2)).toBe(1);
    expect(nearestRow(sight.index(rows.subarray(1), rotation), 0.45, 0, 0.2)).toBe(-1);
    expect([...insidePolygon(sight.places(facing), rows, square)]).toEqual([]);
    expect([...insidePolygon(sight.places(rotation), rows, square)]).toEqual([1]);
  });

  test('is computed once a turn', () => {
    const sight = new Sight(map);
    const rotation = rotatedBy(facing, 0.3, 0);
    expect(sight.places(rotation)).toBe(sight.places(rotatedBy(facing, 0.3, 0)));
    expect(sight.index(rows, rotation)).toBe(sight.index(rows, rotation));
    expect(sight.places(rotation)).not.toBe(sight.places(facing));
  });

  test('is drawn from the farthest to the nearest, in each layer by itself', () => {
    const order = {
      rows: Uint32Array.of(0, 1, 2, 1, 0),
      layers: [
        { from: 0, to: 3, role: 'faint' as const },
        { from: 3, to: 5, role: 'raised' as const },
      ],
    };
    expect([...byDepth(order, map.positions, facing).rows]).toEqual([1, 2, 0, 1, 0]);
    const behind = rotatedBy(facing, 2 * quarter, 0);
    expect([...byDepth(order, map.positions, behind).rows]).toEqual([0, 2, 1, 0, 1]);
    expect([...order.rows]).toEqual([0, 1, 2, 1, 0]);
    const sight = new Sight(map);
    expect(sight.order(order, facing)).toBe(sight.order(order, facing));
  });

  test('has its axes beside it, those that point away behind the others', () => {
    const axes = seenAxes(rotatedBy(facing, quarter, 0));
    expect(axes.map(({ name, away }) => [name, away])).toEqual([
      ['1', true],
      ['2', false],
      ['3', false],
    ]);
    expect(axes[2]?.x).toBeCloseTo(1);
  });
});

describe('from one map to the next points glide', () => {
  const rotation = rotatedBy(facing, quarter, 0);
  const flat: NormalMap = {
    positions: Float32Array.of(1, 1, nowhere, nowhere),
    columns: 2,
    centre: [0, 0],
    half: 2,
  };
  const ball = deep(0, 0, 1, 0, 1, 0);

  test('in space between deep ones, so that they can be turned on the way', () => {
    const glide = new Glide(ball, deep(0, 0, -1, 0, 1, 0), rotation, 0);
    expect(glide.from.columns).toBe(3);
    expectPlaces(glide.midway(225, rotation).positions, [0, 0, 0, 0, 1, 0]);
    expect(glide.midway(450, rotation)).toBe(glide.to);
  });

  test('from what was seen of a flat one, and from where they will be where they had no place', () => {
    const glide = new Glide(flat, ball, rotation, 0);
    expectPlaces(glide.from.positions, [1, 1, 0, 1]);
    const midway = glide.midway(225, rotation);
    expect(midway.columns).toBe(2);
    expectPlaces(midway.positions, [1, 0.5, 0, 1]);
  });

  test('and back to a flat one from what was seen of the deep one', () => {
    const glide = new Glide(ball, flat, rotation, 0);
    expect(glide.from.columns).toBe(2);
    expectPlaces(glide.from.positions, [1, 0, nowhere, nowhere]);
    expect(glide.units(450)).toEqual({ centre: [0, 0], half: 2 });
  });
});
