import type { Spread } from '../contract/index.ts';

/**
 * Mean, ends and standard deviation of some figures.
 * @param values at least one
 */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Rounding may push the mean of equal values past them.
  const mean = Math.min(high, Math.max(low, values.reduce((total, value) => total + value, 0) / count));
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return {
    mean,
    low,
    high,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
    count,
  };
}
