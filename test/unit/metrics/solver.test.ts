import { describe, expect, test } from 'vitest';
import { lbfgs, type ObjectiveValue } from '../../../src-main/metrics/classifiers/lbfgs.ts';
import { lineSearch, type Probe } from '../../../src-main/tensor/line-search.ts';

/** Rosenbrock's valley: 0 at (1, 1). */
function rosenbrock(point: Float64Array): Promise<ObjectiveValue> {
  const [x = 0, y = 0] = point;
  return Promise.resolve({
    value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
  });
}

describe('L-BFGS', () => {
  test("finds the bottom of Rosenbrock's valley in as few steps as SciPy 1.17.1 needs, give or take two", async () => {
    const { point, iterations } = await lbfgs(Float64Array.of(-1.2, 1), rosenbrock, 1e-6, 1_000);
    expect(point[0]).toBeCloseTo(1, 5);
    expect(point[1]).toBeCloseTo(1, 5);
    expect(Math.abs(iterations - 37)).toBeLessThanOrEqual(2);
  });

  test('stays where the gradient is flat enough already', async () => {
    const start = Float64Array.of(1, 1);
    expect(await lbfgs(start, rosenbrock, 1e-6, 10)).toEqual({ point: start, iterations: 0 });
  });

  test('ends at the limit of iterations', async () => {
    const { iterations } = await lbfgs(Float64Array.of(-1.2, 1), rosenbrock, 1e-6, 5);
    expect(iterations).toBe(5);
  });

  test('ends on a function that falls for ever', async () => {
    const slide = (point: Float64Array): Promise<ObjectiveValue> =>
      Promise.resolve({ value: -(point[0] ?? 0), gradient: Float64Array.of(-1) });
    const { iterations } = await lbfgs(Float64Array.of(0), slide, 1e-6, 50);
    expect(iterations).toBeLessThanOrEqual(50);
  });
});

describe('the line search ends where the strong Wolfe conditions hold', () => {
  /** The first is function 1 of Moré and Thuente 1994, section 5. */
  const functions: [string, (a: number) => number, (a: number) => number][] = [
    ['-a / (a² + 2)', (a) => -a / (a * a + 2), (a) => (a * a - 2) / (a * a + 2) ** 2],
    ['(a - 2)⁴', (a) => (a - 2) ** 4, (a) => 4 * (a - 2) ** 3],
    ['a parabola', (a) => (a - 3) ** 2, (a) => 2 * (a - 3)],
    ['√(1 + (a - 5)²)', (a) => Math.hypot(1, a - 5), (a) => (a - 5) / Math.hypot(1, a - 5)],
  ];
  const firsts = [1e-3, 1e-1, 1, 1e1, 1e3];

  test.each(
    functions.flatMap(([name, value, slope]) => firsts.map((first) => [name, first, value, slope] as const)),
  )('%s from a first step of %d', async (_, first, value, slope) => {
    const probe = (step: number): Promise<Probe> =>
      Promise.resolve({ step, value: value(step), slope: slope(step) });
    const start = await probe(0);
    const found = await lineSearch(start, first, probe, 50);
    expect(found).not.toBeNull();
    if (found === null) return;
    expect(found.value).toBeLessThanOrEqual(start.value + 1e-3 * found.step * start.slope);
    expect(Math.abs(found.slope)).toBeLessThanOrEqual(0.9 * Math.abs(start.slope));
  });
});
