import { describe, expect, it } from 'vitest';
import { spreadOf } from '../../../src-main/services/spread.ts';

describe('a spread', () => {
  // statistics.mean and statistics.stdev of Python 3.12.
  it("has Python's mean and sample standard deviation, and the ends", () => {
    const { mean, deviation, ...rest } = spreadOf([0.91, 0.95, 0.94]);
    expect(mean).toBeCloseTo(0.9333333333333333, 12);
    expect(deviation).toBeCloseTo(0.020816659994661285, 12);
    expect(rest).toEqual({ low: 0.91, high: 0.95, count: 3 });
  });

  it('of one figure is that figure, which varies by nothing known', () => {
    expect(spreadOf([0.25])).toEqual({ mean: 0.25, low: 0.25, high: 0.25, deviation: 0, count: 1 });
  });

  it('of equal figures lies at them, whatever rounding makes of their sum', () => {
    expect(spreadOf([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, low: 0.1, high: 0.1, deviation: 0, count: 3 });
  });
});
