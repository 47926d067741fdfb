import { expect, test } from 'vitest';
import {
  bandPath,
  placeBands,
  silhouetteBands,
} from '../../../../../src-renderer/plots/charts/silhouette-shape.ts';

const bands = silhouetteBands(
  Float32Array.of(0.5, -0.25, 0.75, NaN, 0.25, 0.1),
  Int32Array.of(1, 0, 1, 1, 1, -1),
  Int32Array.of(2, 1, 0),
);

test('rows are by class in the order asked for, each from its best to its worst; rows without a value are absent', () => {
  expect(bands.map(({ index, values, mean }) => [index, [...values], mean])).toEqual([
    [1, [0.75, 0.5, 0.25], 0.5],
    [0, [-0.25], -0.25],
  ]);
});

test('bands are as high as they have rows, and fill the height with their gaps', () => {
  const [first, second] = placeBands(bands, 44);
  expect(first).toMatchObject({ top: 0, bottom: 30 });
  expect(second).toMatchObject({ top: 34, bottom: 44 });
  const many = Array.from({ length: 1_000 }, () => bands[0]!);
  expect(placeBands(many, 560).at(-1)?.bottom).toBeCloseTo(560);
  expect(placeBands([], 100)).toEqual([]);
});

test('a bar a row begins at zero, and goes to the other side where the row is nearer to another class', () => {
  const [first, second] = placeBands(bands, 44);
  expect(bandPath(first!, (value) => 100 * value)).toBe('M0 0H75V10H50V20H25V30H0Z');
  expect(bandPath(second!, (value) => 100 * value)).toBe('M0 34H-25V44H0Z');
});

test('ten thousand rows are no more bars than half pixels', () => {
  const values = Float32Array.from({ length: 10_000 }, (_, i) => 1 - i / 10_000);
  const path = bandPath({ index: 0, values, mean: 0.5, top: 0, bottom: 100 }, (value) => value);
  expect(path.match(/V/g)).toHaveLength(200);
});
