import { expect, test } from 'vitest';
import { valueScale } from '../../../../src-renderer/plots/line-chart.ts';

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
