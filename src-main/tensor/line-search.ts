/** A function's value and slope at a step along a line. */
export interface Probe {
  step: number;
  value: number;
  slope: number;
}

/** How much of the slope's promise a step must keep. */
const sufficientDecrease = 1e-3;
/** The interval is small enough at this share of its upper end. */
const narrow = 0.1;
const longest = 1e10;

/**
 * The line search of Moré and Thuente: a step that decreases a function enough and ends where it is flat enough
 * (the strong Wolfe conditions), by cubic and quadratic interpolation in a shrinking interval.
 * @param start value and slope at step 0; the slope negative
 * @param first the step tried first, above 0
 * @param probe evaluates at a step
 * @param most evaluations at most
 * @param curvature how flat it must be where it ends, as a share of the slope at the start
 * @returns the last probe; null where no step below the start was found in so many evaluations
 * Source: Moré and Thuente 1994, https://doi.org/10.1145/192115.192132; constants as in L-BFGS-B 3.0
 */
export async function lineSearch(
  start: Probe,
  first: number,
  probe: (step: number) => Promise<Probe>,
  most: number,
  curvature = 0.9,
): Promise<Probe | null> {
  const promise = sufficientDecrease * start.slope;
  let best: Probe = { ...start, step: 0 };
  let end: Probe = { ...start, step: 0 };
  let bracketed = false;
  let firstStage = true;
  let width = longest;
  let widthBefore = 2 * longest;
  let low = 0;
  let high = 5 * first;
  let step = first;
  for (let evaluations = 0; evaluations < most; evaluations++) {
    const here = await probe(step);
    const allowed = start.value + step * promise;
    if (firstStage && here.value <= allowed && here.slope >= 0) firstStage = false;
    if (here.value <= allowed && Math.abs(here.slope) <= curvature * -start.slope) return here;
    const stuck = bracketed && (step <= low || step >= high || high - low <= narrow * high);
    if (stuck || (step === longest && here.value <= allowed && here.slope <= promise)) return here;

    // While no step kept the promise, the search is for a minimum of the function less what was promised.
    const auxiliary = firstStage && here.value <= best.value && here.value > allowed;
    const tilt = auxiliary ? promise : 0;
    const next = refine(tilted(best, tilt), tilted(end, tilt), tilted(here, tilt), bracketed, low, high);
    best = tilted(next.best, -tilt);
    end = tilted(next.end, -tilt);
    bracketed = next.bracketed;
    step = next.step;

    if (bracketed) {
      if (Math.abs(end.step - best.step) >= 0.66 * widthBefore)
        step = best.step + 0.5 * (end.step - best.step);
      widthBefore = width;
      width = Math.abs(end.step - best.step);
      low = Math.min(best.step, end.step);
      high = Math.max(best.step, end.step);
    } else {
      low = step + 1.1 * (step - best.step);
      high = step + 4 * (step - best.step);
    }
    step = Math.min(longest, Math.max(0, step));
    if (bracketed && (step <= low || step >= high || high - low <= narrow * high)) step = best.step;
  }
  return null;
}

/** The probe with `tilt · step` taken from the function. */
function tilted(probe: Probe, tilt: number): Probe {
  if (tilt === 0) return probe;
  return { step: probe.step, value: probe.value - tilt * probe.step, slope: probe.slope - tilt };
}

/**
 * One step of the search: where to look next, and the interval (`best`, `end`) it leaves.
 * The four cases are those of the paper, section 4.
 */
function refine(
  best: Probe,
  end: Probe,
  here: Probe,
  bracketed: boolean,
  low: number,
  high: number,
): { best: Probe; end: Probe; bracketed: boolean; step: number } {
  const turned = Math.sign(here.slope) * Math.sign(best.slope) < 0;
  if (here.value > best.value) {
    const cubic = cubicMinimum(best, here);
    const quadratic = best.step + quadraticStep(best, here);
    const nearer = Math.abs(cubic - best.step) < Math.abs(quadratic - best.step);
    return {
      best,
      end: here,
      bracketed: true,
      step: nearer ? cubic : cubic + (quadratic - cubic) / 2,
    };
  }
  if (turned) {
    const cubic = cubicMinimum(here, best);
    const secant = secantMinimum(best, here);
    const farther = Math.abs(cubic - here.step) > Math.abs(secant - here.step);
    return { best: here, end: best, bracketed: true, step: farther ? cubic : secant };
  }
  if (Math.abs(here.slope) < Math.abs(best.slope)) {
    const cubic = cubicAhead(best, here, low, high);
    const secant = secantMinimum(best, here);
    const cubicNearer = Math.abs(cubic - here.step) < Math.abs(secant - here.step);
    if (!bracketed) {
      const step = cubicNearer ? secant : cubic;
      return { best: here, end, bracketed, step: Math.min(high, Math.max(low, step)) };
    }
    const step = cubicNearer ? cubic : secant;
    const bound = here.step + 0.66 * (end.step - here.step);
    const bounded = here.step > best.step ? Math.min(bound, step) : Math.max(bound, step);
    return { best: here, end, bracketed, step: bounded };
  }
  const onward = here.step > best.step ? high : low;
  return { best: here, end, bracketed, step: bracketed ? cubicMinimum(here, end) : onward };
}

/** Coefficients of the cubic through two probes that the formulas below share. */
function cubicTerms(from: Probe, to: Probe): { theta: number; scale: number; root: number } {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope));
  return { theta, scale, root: (theta / scale) ** 2 - (from.slope / scale) * (to.slope / scale) };
}

/** The minimum, seen from `from`, of the cubic that has the values and slopes of both probes. */
function cubicMinimum(from: Probe, to: Probe): number {
  const { theta, scale, root } = cubicTerms(from, to);
  const gamma = Math.sign(to.step - from.step) * scale * Math.sqrt(root);
  const ratio = (gamma - from.slope + theta) / (gamma - from.slope + gamma + to.slope);
  return from.step + ratio * (to.step - from.step);
}

/** The same for slopes of one sign: the minimum beyond `here`, or the end of what may be tried. */
function cubicAhead(best: Probe, here: Probe, low: number, high: number): number {
  const { theta, scale, root } = cubicTerms(best, here);
  const ahead = here.step > best.step;
  const gamma = (ahead ? -1 : 1) * scale * Math.sqrt(Math.max(0, root));
  const ratio = (gamma - here.slope + theta) / (gamma + (best.slope - here.slope) + gamma);
  if (ratio < 0 && gamma !== 0) return here.step + ratio * (best.step - here.step);
  return ahead ? high : low;
}

/** From `from` to the minimum of the parabola with its value and slope and the value of `to`. */
function quadraticStep(from: Probe, to: Probe): number {
  const distance = to.step - from.step;
  return (from.slope / ((from.value - to.value) / distance + from.slope) / 2) * distance;
}

/** Where the slope would be 0 if it changed evenly from `from` to `to`. */
function secantMinimum(from: Probe, to: Probe): number {
  return to.step + (to.slope / (to.slope - from.slope)) * (from.step - to.step);
}
