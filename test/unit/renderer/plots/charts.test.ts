import { expect, test } from 'vitest';
import { partSpots, valueScale } from '../../../../src-renderer/plots/charts/line-chart.ts';

test('a loss that falls by more than a factor of five is shown on a logarithmic scale', () => {
  const scale = valueScale([0.5, 0.05]).range([0, 1]);
  expect(scale(Math.sqrt(0.5 * 0.05))).toBeCloseTo(0.5);
});

test('a loss that hardly moves, or is not positive, is shown on a linear scale with room about it', () => {
  for (const values of [[0.5, 0.45], [-0.2, 0.4], [0.3]]) {
    const scale = valueScale(values).range([0, 1]);
    for (const value of values) {
      expect(scale(value)).toBeGreaterThanOrEqual(0);
      expect(scale(value)).toBeLessThanOrEqual(1);
    }
    const [low = 0, high = 0] = scale.domain();
    expect(scale((low + high) / 2)).toBeCloseTo(0.5);
  }
});

test('no values at all still make a scale', () => {
  expect(valueScale([]).range([0, 1])(0.5)).toBeGreaterThan(0);
});

test('where equal steps matter the scale is linear from 0 on, whatever the values span', () => {
  const scale = valueScale([0.005, 0.00001], true).range([0, 1]);
  expect(scale(0)).toBe(0);
  expect(scale(0.0025) * 2).toBeCloseTo(scale(0.005));
});

test('parts begin between two values, and are named as far as there is room', () => {
  const x = (value: number): number => 10 * value;
  const parts = [
    { name: 'layer 1', from: 1, to: 10 },
    { name: 'a very long name', from: 11, to: 20 },
    { name: 'last', from: 21, to: 22 },
  ];
  expect(partSpots(parts, x, 220)).toEqual([
    { start: 10, text: 'layer 1' },
    { start: 105, text: 'a very long name' },
    { start: 205, text: '' },
  ]);
  expect(partSpots(parts.slice(1), x, 190)[0]?.text).toMatch(/^a very .*…$/);
});
