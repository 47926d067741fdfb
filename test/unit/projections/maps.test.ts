import { beforeAll, describe, expect, test } from 'vitest';
import {
  alignTo,
  inverse,
  identityOrPcaMap,
  applyAlignment,
  align,
} from '../../../src-main/projections/index.ts';
import { DenseRows, everyRow, loadTensorFlow, Pace, Random } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

describe('the map of codes', () => {
  test("is scikit-learn 1.9.1's PCA fitted on the training rows, signs included", async () => {
    const { all, train, test: heldOut, expected } = oracle('digits');
    const map = await identityOrPcaMap(all, train, 3, pace);
    heldOut.forEach((row, i) => {
      for (let c = 0; c < 3; c++)
        expect(map[row * 3 + c]).toBeCloseTo(expected.codes_of_test[i]?.[c] ?? NaN, 5);
    });
  });

  test('is the codes themselves where they have two columns', async () => {
    const codes = Float32Array.of(3, -1, 0.5, 7);
    expect(await identityOrPcaMap(new DenseRows(codes, 2), everyRow(2), 2, pace)).toEqual(codes);
  });

  test('fills the columns that are lacking with zeros', async () => {
    expect([
      ...(await identityOrPcaMap(new DenseRows(Float32Array.of(3, 5), 1), everyRow(2), 2, pace)),
    ]).toEqual([3, 0, 5, 0]);
    const few = new DenseRows(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4);
    expect([...(await identityOrPcaMap(few, Int32Array.of(0), 2, pace))].every(Number.isFinite)).toBe(true);
  });
});

describe('aligning a map', () => {
  const random = new Random(6);
  const earlier = Float32Array.from({ length: 60 }, () => random.normal());

  test.each([
    ['turned', 0.7, 1],
    ['mirrored', -2.1, -1],
    ['turned by half', Math.PI, 1],
  ])('brings one that was %s back onto the earlier', (_, angle, mirror) => {
    const moved = new Float32Array(60);
    for (let at = 0; at < 60; at += 2) {
      const [x, y] = [earlier[at] ?? 0, mirror * (earlier[at + 1] ?? 0)];
      moved[at] = x * Math.cos(angle) - y * Math.sin(angle);
      moved[at + 1] = x * Math.sin(angle) + y * Math.cos(angle);
    }
    const back = alignTo(earlier, moved);
    const shift = [(back[0] ?? 0) - (earlier[0] ?? 0), (back[1] ?? 0) - (earlier[1] ?? 0)];
    earlier.forEach((value, i) => expect((back[i] ?? 0) - (shift[i % 2] ?? 0)).toBeCloseTo(value, 5));
  });

  test('changes no distance within the map, nor its centre', () => {
    const map = Float32Array.from({ length: 60 }, () => 5 + random.normal());
    const after = alignTo(earlier, map);
    const distance = (points: Float32Array, i: number): number =>
      Math.hypot((points[0] ?? 0) - (points[i] ?? 0), (points[1] ?? 0) - (points[i + 1] ?? 0));
    for (let i = 2; i < 60; i += 2) expect(distance(after, i)).toBeCloseTo(distance(map, i), 5);
    const mean = (points: Float32Array): number => points.reduce((total, value) => total + value, 0) / 60;
    expect(mean(after)).toBeCloseTo(mean(map), 5);
  });

  test('does both in three dimensions too', () => {
    const first = Float32Array.from({ length: 90 }, () => random.normal());
    // Mirrored, and turned about two axes.
    const moved = new Float32Array(90);
    for (let at = 0; at < 90; at += 3) {
      const [x, y, z] = [first[at] ?? 0, first[at + 1] ?? 0, -(first[at + 2] ?? 0)];
      const [u, v] = [x * Math.cos(1) - y * Math.sin(1), x * Math.sin(1) + y * Math.cos(1)];
      moved.set([u, v * Math.cos(2) - z * Math.sin(2), v * Math.sin(2) + z * Math.cos(2)], at);
    }
    const back = alignTo(first, moved, 3);
    const shift = [0, 1, 2].map((axis) => (back[axis] ?? 0) - (first[axis] ?? 0));
    first.forEach((value, at) => expect((back[at] ?? 0) - (shift[at % 3] ?? 0)).toBeCloseTo(value, 5));
  });

  test('can be taken back', () => {
    const map = Float32Array.from({ length: 60 }, () => random.normal());
    const alignment = align(earlier, map, 2);
    if (alignment === null) throw new Error('There is a best turn.');
    applyAlignment(applyAlignment(map, alignment), inverse(alignment)).forEach((value, at) =>
      expect(value).toBeCloseTo(map[at] ?? NaN, 5),
    );
  });

  test('leaves a map of points in one place or on a line alone', () => {
    expect([...alignTo(earlier, new Float32Array(60).fill(2))]).toEqual(new Array(60).fill(2));
    const onLine = earlier.map((value, at) => (at % 2 === 0 ? value : 0));
    expect(align(earlier, onLine, 2)).toBeNull();
  });
});
