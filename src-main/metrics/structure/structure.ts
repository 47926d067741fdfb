/**
 * How well codes keep the structure of the original features: neighbourhoods, ranks and distances. All are measured
 * in one walk over pairs of rows.
 */

import { SomeRows, type Pace, type Rows } from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';
import { DistanceCorrelation } from './distance-correlation.ts';
import {
  missing,
  mergeResults,
  type ProgressContext,
  type MetricGroupResult,
  type EvaluationInput,
} from '../metric-group.ts';
import { eachLine, rememberNear } from '../held-out-neighbours.ts';
import { isOnePoint } from '../degenerate.ts';
import { pairDistances, pairsOf, resamplePairs, sumPairs, type Pairs, type PairSums } from './pairs.ts';
import { stressOf, type Stress } from './stress.ts';
import { StructureWalk } from './structure-walk.ts';

/** Rows after which it is told how far the walk is. */
const progressEvery = 64;
const ofNeighbours = ['trustworthiness', 'continuity', 'neighborhood_preservation', 'neighborhood_hit'];
const ofDistances = ['distance_correlation', 'stress'];

/**
 * How far the held-out rows lie in a representation as they do in the original features, and how far neighbours there are
 * of one class.
 * @throws IsthmusError `cancelled`
 * Cost: one walk through the distances of all pairs in both spaces, 2 · rows² · (features + dim) operations in float64;
 *   the distance correlation besides on at most 200,000 pairs, which also give the interval of the stress.
 */
export async function structureFigures(
  input: EvaluationInput,
  context: ProgressContext,
): Promise<MetricGroupResult> {
  const { original, codes, test, k } = input;
  const rows = test.length;
  const features = new SomeRows(original, test);
  const held = codes === original ? features : new SomeRows(codes, test);
  const reason = await nothing(features, held, context.pace);
  if (reason !== null)
    return mergeResults([missing(ofNeighbours, { rows, k, reason }), missing(ofDistances, { rows, reason })]);
  context.progress(0, 'Evaluating: neighbours kept');
  const walk = new StructureWalk(input, features === held);
  await eachLine(features === held ? [held] : [features, held], context.pace, (row, lines) => {
    const [there, here] = lines;
    if (there !== undefined) walk.visit(row, there, here ?? there);
    if (row % progressEvery === 0) context.progress((0.8 * row) / rows, 'Evaluating: neighbours kept');
  });
  rememberNear(input, walk.near);
  const found = walk.found();
  context.progress(0.8, 'Evaluating: distances');
  if (features === held) sameSpace(found, rows);
  else await distancesKept(found, features, held, walk.stress, context.pace);
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

/** Distances of a representation that is the original itself are kept, without computing any. */
function sameSpace(found: MetricGroupResult, rows: number): void {
  for (const [name, value] of [
    ['distance_correlation', 1],
    ['stress', 0],
  ] as const) {
    found.metrics[name] = { value, rows };
    found.resampled[name] = ({ count }: Resamples) => Promise.resolve(new Float64Array(count).fill(value));
  }
  found.perSample['stress'] = new Float32Array(rows);
}

/** How far distances here go with those in the original. */
async function distancesKept(
  found: MetricGroupResult,
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
