import { lineSearch, type Probe } from '../../tensor/index.ts';

/** A function's value and gradient at a point. */
export interface ObjectiveValue {
  value: number;
  gradient: Float64Array;
}

/** Steps remembered, and evaluations one line search may take (as scikit-learn asks of SciPy). */
const memory = 10;
const searchLimit = 50;
/** Relative decrease below which nothing more is to be had: 64 times float64's precision. */
const stale = 64 * Number.EPSILON;

interface Pair {
  /** Change of the point. */
  s: Float64Array;
  /** Change of the gradient. */
  y: Float64Array;
  sy: number;
}

/**
 * Minimises a smooth function by L-BFGS with a Moré-Thuente line search.
 * @param start where to begin; not changed
 * @param evaluate value and gradient at a point
 * @param tolerance done when no entry of the gradient is larger than this
 * @param limit iterations at most
 * @returns the point, and how many iterations led to it
 * Cost: about 4 · 10 · n operations an iteration besides one or two evaluations; memory 20 · n.
 * Source: Liu and Nocedal 1989; stopping rules and constants of SciPy's L-BFGS-B as scikit-learn calls it
 */
export async function lbfgs(
  start: Float64Array,
  evaluate: (point: Float64Array) => Promise<ObjectiveValue>,
  tolerance: number,
  limit: number,
): Promise<{ point: Float64Array; iterations: number }> {
  let point = start;
  let { value, gradient } = await evaluate(point);
  let pairs: Pair[] = [];
  for (let iteration = 0; iteration < limit; iteration++) {
    if (gradient.every((entry) => Math.abs(entry) <= tolerance)) return { point, iterations: iteration };
    const direction = downhill(gradient, pairs);
    const slope = dot(gradient, direction);
    const from = point;
    let at = point;
    let there: ObjectiveValue = { value, gradient };
    const probe = async (step: number): Promise<Probe> => {
      at = from.map((entry, i) => entry + step * direction[i]);
      there = await evaluate(at);
      return { step, value: there.value, slope: dot(there.gradient, direction) };
    };
    const first = iteration === 0 ? 1 / Math.sqrt(dot(direction, direction)) : 1;
    const found = slope < 0 ? await lineSearch({ step: 0, value, slope }, first, probe, searchLimit) : null;
    if (found === null) {
      // The remembered curvature misled: once more from steepest descent, else this is as far as it goes.
      if (pairs.length === 0) return { point, iterations: iteration };
      pairs = [];
      continue;
    }
    const before = { value, gradient };
    point = at;
    ({ value, gradient } = there);
    if (before.value - value <= stale * Math.max(Math.abs(before.value), Math.abs(value), 1))
      return { point, iterations: iteration + 1 };
    remember(pairs, direction, found.step, before.gradient, gradient, slope);
  }
  return { point, iterations: limit };
}

/** Keeps what a step told of the curvature, unless it told of none. */
function remember(
  pairs: Pair[],
  direction: Float64Array,
  step: number,
  before: Float64Array,
  after: Float64Array,
  slope: number,
): void {
  const s = direction.map((entry) => step * entry);
  const y = after.map((entry, i) => entry - before[i]);
  const sy = dot(s, y);
  if (sy <= Number.EPSILON * step * -slope) return;
  pairs.push({ s, y, sy });
  if (pairs.length > memory) pairs.shift();
}

/** Minus the approximate inverse Hessian times the gradient (the two-loop recursion). */
function downhill(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const weights: number[] = [];
  for (const [i, { s, y, sy }] of [...pairs.entries()].reverse()) {
    const weight = dot(s, direction) / sy;
    weights[i] = weight;
    addScaled(direction, y, -weight);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = last.sy / dot(last.y, last.y);
    for (let i = 0; i < direction.length; i++) direction[i] = scale * direction[i];
  }
  for (const [i, { s, y, sy }] of pairs.entries()) {
    addScaled(direction, s, weights[i] - dot(y, direction) / sy);
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

function addScaled(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * other[i];
}
