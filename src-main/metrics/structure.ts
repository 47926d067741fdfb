import type { Metric } from '../contract/index.ts';
import { SomeRows, type Pace, type Rows } from '../tensor/index.ts';
import type { Resamples } from './bootstrap.ts';
import { DistanceCorrelation } from './distance-correlation.ts';
import type { Course, Found, Measured } from './found.ts';
import { eachLine } from './held-out-neighbours.ts';
import { curveOf, NeighbourShare, sameClass, shared } from './neighborhood.ts';
import { isOnePoint } from './one-point.ts';
import { pairDistances, pairsOf, resamplePairs, sumPairs, type Pairs, type PairSums } from './pairs.ts';
import { smallest } from './smallest.ts';
import { Stress, stressOf } from './stress.ts';
import { intrusion, intrusionCost } from './trustworthiness.ts';

const againstOriginal = [
  'trustworthiness',
  'continuity',
  'neighborhood_preservation',
  'distance_correlation',
  'stress',
] as const;

/**
 * How far the held-out rows lie in a representation as they do in the original features, and how far neighbours there are
 * of one class.
 * @throws IsthmusError `cancelled`
 * Cost: one walk through the distances of all pairs in both spaces, 2 · rows² · (features + dim) operations in float64;
 *   the distance correlation besides on at most 200,000 pairs, which also give the interval of the stress.
 */
export async function structureFigures(measured: Measured, course: Course): Promise<Found> {
  const found: Found = { metrics: {}, perSample: {}, means: {}, resampled: {} };
  const { original, codes, test, k } = measured;
  const rows = test.length;
  const features = new SomeRows(original, test);
  const held = codes === original ? features : new SomeRows(codes, test);
  const reason = await nothing(features, held, course.pace);
  if (reason !== null) {
    for (const name of againstOriginal) found.metrics[name] = { value: null, rows, reason };
    found.metrics['neighborhood_hit'] = { value: null, rows, k, reason };
    for (const name of againstOriginal.slice(0, 3)) found.metrics[name] = { value: null, rows, k, reason };
    return found;
  }
  course.progress(0, 'Measuring: neighbours kept');
  const walk = new Walk(measured, features === held);
  await eachLine(features === held ? [held] : [features, held], course.pace, (row, lines) => {
    const [there, here] = lines;
    if (there !== undefined) walk.visit(row, there, here ?? there);
    course.progress((0.8 * row) / rows, 'Measuring: neighbours kept');
  });
  walk.tell(found);
  course.progress(0.8, 'Measuring: distances');
  if (features === held) sameSpace(found, rows, k);
  else await distancesKept(found, features, held, walk.stress, course.pace);
  return found;
}

/** Why nothing can be said; null where something can. */
async function nothing(features: Rows, held: Rows, pace: Pace): Promise<string | null> {
  if (held.rows === 0) return 'No row is held out.';
  if (held.rows === 1) return 'Only one row is held out.';
  if (await isOnePoint(held, pace)) return 'All held-out rows have the same code.';
  return features !== held && (await isOnePoint(features, pace))
    ? 'All held-out rows have the same features.'
    : null;
}

/** What is gathered in one walk over the held-out rows. */
class Walk {
  readonly stress: Stress;
  readonly #rows: number;
  readonly #k: number;
  readonly #same: boolean;
  readonly #most: number;
  readonly #kept: NeighbourShare | null;
  readonly #hit: NeighbourShare | null;
  readonly #hitReason: string | null;
  readonly #labels: Int32Array;
  readonly #allLabelled: boolean;
  readonly #hitMost: number;
  readonly #trust: Float64Array;
  readonly #continuity: Float64Array;
  readonly #places: Int32Array;

  /** @param same whether the representation is the original itself */
  constructor({ test, labels, k }: Measured, same: boolean) {
    const rows = test.length;
    this.#rows = rows;
    this.#k = k;
    this.#same = same;
    this.stress = new Stress(rows);
    this.#trust = new Float64Array(rows);
    this.#continuity = new Float64Array(rows);
    this.#places = new Int32Array(rows);
    const ks = curveOf(k, rows - 1);
    this.#kept = k < rows ? new NeighbourShare(rows, k, ks) : null;
    this.#labels = Int32Array.from(test, (row) => labels[row] ?? -1);
    const known = this.#labels.filter((label) => label >= 0);
    this.#allLabelled = known.length === rows;
    this.#hitReason = noHit(labels, known, k);
    const hitKs = curveOf(k, known.length - 1);
    this.#hit = this.#hitReason === null ? new NeighbourShare(rows, k, hitKs) : null;
    this.#hitMost = hitKs.at(-1) ?? 0;
    this.#most = Math.max(ks.at(-1) ?? 0, this.#allLabelled ? this.#hitMost : 0);
  }

  /**
   * @param there squared distances of a row in the original, 0 to itself; changed
   * @param here in the representation
   */
  visit(row: number, there: Float64Array, here: Float64Array): void {
    if (!this.#same) this.stress.add(row, there, here);
    there[row] = here[row] = Infinity;
    const near = smallest(here, this.#most);
    if (!this.#same) this.#compare(row, there, here, near);
    const own = this.#labels[row] ?? -1;
    if (this.#hit === null || own < 0) return;
    this.#hit.add(row, sameClass(this.#allLabelled ? near : this.#labelled(here), this.#labels, own));
  }

  #compare(row: number, there: Float64Array, here: Float64Array, near: Int32Array): void {
    const k = this.#k;
    const known = smallest(there, this.#most);
    this.#kept?.add(row, shared(known, near, this.#places));
    if (k >= this.#rows / 2) return;
    const cost = intrusionCost(this.#rows, k);
    const [nearest, origin] = [near.subarray(0, k), known.subarray(0, k)];
    this.#trust[row] = 1 - cost * intrusion(nearest, origin, there);
    this.#continuity[row] = 1 - cost * intrusion(origin, nearest, here);
  }

  /** The nearest among the rows that have a label. */
  #labelled(here: Float64Array): Int32Array {
    for (let row = 0; row < this.#rows; row++) if ((this.#labels[row] ?? -1) < 0) here[row] = Infinity;
    return smallest(here, this.#hitMost);
  }

  tell(found: Found): void {
    const [rows, k] = [this.#rows, this.#k];
    if (!this.#same) {
      const few = k >= rows / 2 ? `There are ${rows} held-out rows; it needs more than ${2 * k}.` : null;
      mean(found, 'trustworthiness', few ?? { rows, k }, this.#trust, { rows, k });
      mean(found, 'continuity', few ?? { rows, k }, this.#continuity, { rows, k });
      const kept = this.#kept;
      const fewer = `There are ${rows} held-out rows; it needs more than ${k}.`;
      mean(found, 'neighborhood_preservation', kept?.metric() ?? fewer, kept?.shares, { rows, k });
    }
    const labelled = this.#labels.filter((label) => label >= 0).length;
    const hit = this.#hit?.metric() ?? this.#hitReason ?? '';
    mean(found, 'neighborhood_hit', hit, this.#hit?.shares, { rows: labelled, k });
  }
}

/** Why there is no neighbourhood hit; null where there is one. */
function noHit(labels: Int32Array, known: Int32Array, k: number): string | null {
  if (known.length === 0)
    return labels.some((label) => label >= 0) ? 'No held-out row has a label.' : 'The data has no labels.';
  if (new Set(known).size === 1) return 'All labelled held-out rows are of one class.';
  return k >= known.length
    ? `There are ${known.length} labelled held-out rows; it needs more than ${k}.`
    : null;
}

/** Puts down a metric that is a mean over rows, or the reason why there is none. */
function mean(
  found: Found,
  name: string,
  metric: Omit<Metric, 'value'> | string,
  values: Float64Array | undefined,
  about: { rows: number; k: number },
): void {
  if (typeof metric === 'string' || values === undefined) {
    found.metrics[name] = { value: null, ...about, reason: typeof metric === 'string' ? metric : '' };
    return;
  }
  const known = values.filter((value) => !Number.isNaN(value));
  const value = known.reduce((sum, each) => sum + each, 0) / known.length;
  found.metrics[name] = { ...metric, value };
  found.means[name] = values;
  found.perSample[name] = Float32Array.from(values);
}

/** What is so of a representation that is the original itself, without computing it. */
function sameSpace(found: Found, rows: number, k: number): void {
  const ones = new Float64Array(rows).fill(1);
  const ks = curveOf(k, rows - 1);
  for (const name of ['trustworthiness', 'continuity', 'neighborhood_preservation']) {
    mean(found, name, { rows, k }, ones, { rows, k });
  }
  const kept = found.metrics['neighborhood_preservation'];
  if (kept !== undefined) kept.curve = ks.map((step) => ({ k: step, value: 1 }));
  for (const [name, value] of [
    ['distance_correlation', 1],
    ['stress', 0],
  ] as const) {
    found.metrics[name] = { value, rows };
    found.resampled[name] = ({ count }: Resamples) => Promise.resolve(new Float64Array(count).fill(value));
  }
  found.perSample['stress'] = new Float32Array(rows);
}

async function distancesKept(
  found: Found,
  features: Rows,
  held: Rows,
  stress: Stress,
  pace: Pace,
): Promise<void> {
  const { rows } = held;
  const pairs = pairsOf(rows);
  const there = await pairDistances(features, pairs, pace);
  const here = await pairDistances(held, pairs, pace);
  const correlation = new DistanceCorrelation(there, here);
  if (Number.isNaN(correlation.value)) {
    const reason =
      rows === 2 ? 'Two held-out rows are one pair.' : 'All pairs of held-out rows are equally far apart.';
    found.metrics['distance_correlation'] = { value: null, rows, reason };
  } else {
    const compared = { count: pairs.left.length, of: pairs.of, seed: pairs.seed };
    found.metrics['distance_correlation'] = { value: correlation.value, rows, pairs: compared };
    found.resampled['distance_correlation'] = (resamples) =>
      correlation.resampled(resamples, pairs, rows, pace);
  }
  const { value } = stress;
  found.metrics['stress'] = { value, rows };
  found.perSample['stress'] = stress.perRow();
  found.resampled['stress'] = (resamples) =>
    resampledStress(resamples, value, { pairs, there, here }, rows, pace);
}

/**
 * The stress on every resample, from the drawn pairs; scaled so that on those pairs it is what it is on all.
 */
function resampledStress(
  resamples: Resamples,
  value: number,
  { pairs, there, here }: { pairs: Pairs; there: Float64Array; here: Float64Array },
  rows: number,
  pace: Pace,
): Promise<Float64Array> {
  const figure = ({ xx, xy, yy }: PairSums): number => (xx > 0 && yy > 0 ? stressOf(xx, xy, yy) : NaN);
  const drawn = figure(sumPairs(there, here));
  const scale = drawn > 0 ? value / drawn : 1;
  return resamplePairs(resamples, pairs, rows, { x: there, y: here }, (sums) => scale * figure(sums), pace);
}
