import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bandPath,
  placeBands,
  silhouetteBands,
} from '../../../../../src-renderer/plots/charts/silhouette-shape.ts';

const rows = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    ),
    fc.integer({ min: -1, max: 3 }),
  ),
  { maxLength: 40 },
);
const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });

test('every labelled row with a value is in the band of its class, from the best to the worst, in the order asked for', () => {
  fc.assert(
    fc.property(rows, orders, (given, order) => {
      const bands = silhouetteBands(
        given.map(([value]) => value),
        Int32Array.from(given, ([, label]) => label),
        order,
      );
      const expected = order.flatMap((label) => {
        const own = given
          .filter(([value, one]) => one === label && !Number.isNaN(value))
          .map(([value]) => value);
        return own.length === 0 ? [] : [{ index: label, values: own.toSorted((a, b) => b - a) }];
      });
      expect(bands.map(({ index, values }) => ({ index, values: [...values] }))).toEqual(expected);
      bands.forEach(({ mean, values }) => {
        expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6);
      });
      const placed = placeBands(bands, 120);
      const total = bands.reduce((sum, { values }) => sum + values.length, 0);
      const gap = bands.length > 1 ? Math.min(4, 24 / (bands.length - 1)) : 0;
      placed.forEach(({ top, bottom, values }, i) => {
        expect(top).toBeCloseTo(i === 0 ? 0 : (placed[i - 1]?.bottom ?? NaN) + gap, 9);
        expect((bottom - top) / values.length).toBeCloseTo((120 - gap * (bands.length - 1)) / total, 9);
      });
      if (placed.length > 0) expect(placed.at(-1)?.bottom).toBeCloseTo(120, 9);
    }),
    { seed: 11, numRuns: 200 },
  );
});

test('gaps are 4 pixels, and a fifth of the height together where that is less', () => {
  const band = { index: 0, values: Float32Array.of(1), mean: 1 };
  const gaps = (count: number, height: number): number => {
    const placed = placeBands(
      Array.from({ length: count }, () => band),
      height,
    );
    return (placed[1]?.top ?? NaN) - (placed[0]?.bottom ?? NaN);
  };
  expect(gaps(6, 100)).toBeCloseTo(4);
  expect(gaps(11, 100)).toBeCloseTo(2);
  expect(placeBands([band], 50)).toEqual([{ ...band, top: 0, bottom: 50 }]);
});

test('more rows than half pixels are shown by the one in the middle of each, to a hundredth of a pixel', () => {
  const values = Float32Array.of(1, 0.875, 0.75, 0.625, 0.5, 0.375);
  const path = bandPath({ index: 0, values, mean: 0, top: 1, bottom: 2 }, (value) => 10 * value + 1 / 3);
  expect(path).toBe('M0.33 1H9.08V1.5H5.33V2H0.33Z');
});
