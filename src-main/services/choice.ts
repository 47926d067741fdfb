import {
  count,
  counted,
  fixed,
  significant,
  methodDefinition,
  type MethodName,
  type SweepChoice,
  type SweepPoint,
} from '../contract/index.ts';
import { percent } from './words.ts';

/** By what a code size is judged, the first that can be had. */
const judges = ['knn_accuracy', 'linear_accuracy', 'reconstruction_mse'] as const;

type Judged = Pick<SweepPoint, 'method' | 'dim'> & { mean: number; deviation: number; count: number };

/**
 * The code size that a sweep speaks for: of the method with the best figure, the smallest code that is as good as its best
 * within what seeds and held-out samples let it vary; without labels, where the error's curve bends most.
 * @param points of the finished runs
 * @param features of a sample
 * @param heldOut samples the figures were measured on
 * @returns null where the method with the best figure has fewer than two sizes yet; without labels, fewer than three
 * Source: the rule of one standard error, Breiman et al. 1984, Classification and Regression Trees, section 3.4.3; the
 *   bend: Satopää et al. 2011, https://doi.org/10.1109/ICDCSW.2011.20, on the logarithm of the size
 */
export function chooseSize(
  points: readonly SweepPoint[],
  features: number,
  heldOut: number,
): SweepChoice | null {
  const ascending = points.toSorted((a, b) => a.dim - b.dim);
  for (const metric of judges) {
    const judged = ascending.flatMap(({ method, dim, metrics }): Judged[] => {
      const { choosesDim, supervised } = methodDefinition(method);
      const figure = metrics[metric];
      if (figure === undefined || !choosesDim || supervised) return [];
      return [{ method, dim, mean: figure.mean, deviation: figure.deviation, count: figure.count }];
    });
    if (judged.length === 0) continue;
    return metric === 'reconstruction_mse'
      ? byBend(judged, features)
      : byOneError(judged, metric, features, heldOut);
  }
  return null;
}

const said = { knn_accuracy: 'neighbour accuracy', linear_accuracy: 'linear accuracy' } as const;

function byOneError(
  judged: readonly Judged[],
  metric: 'knn_accuracy' | 'linear_accuracy',
  features: number,
  heldOut: number,
): SweepChoice | null {
  const best = judged.reduce((most, each) => (each.mean > most.mean ? each : most));
  const curve = curveOf(judged, best.method);
  if (curve.length < 2) return null;
  const sampling = samplingError(best.mean, heldOut);
  const tolerance = Math.max(best.deviation, sampling);
  const chosen = curve.find(({ mean }) => mean >= best.mean - tolerance) ?? best;
  const why =
    best.deviation > sampling
      ? `what ${count(best.count)} seeds differ by`
      : `what other ${counted(heldOut, 'held-out sample')} would change`;
  const share = `${percent(chosen.mean)} ${said[metric]}`;
  const reason =
    chosen.dim < best.dim
      ? `${share}, within ${pointsOf(tolerance, Math.ceil)} (${why}) of the best, ${percent(best.mean)} with ${count(best.dim)}.`
      : chosen.dim === curve[0]?.dim
        ? `${share}, and no larger code that was tried does better.`
        : `${share}, and no smaller code that was tried comes within ${pointsOf(tolerance, Math.floor)} (${why}) of it.`;
  return {
    method: best.method,
    dim: chosen.dim,
    metric,
    sentence: `${named(chosen, features)}: ${reason}${besidePca(judged, chosen, percent)}`,
  };
}

/**
 * What a share of held-out samples would vary by with other samples: its standard error, by the rule of succession, as
 * a share of all or none is known no better than others.
 */
function samplingError(share: number, samples: number): number {
  const expected = (share * samples + 1) / (samples + 2);
  return Math.sqrt((expected * (1 - expected)) / Math.max(1, samples));
}

/** A difference in percentage points, rounded so that what is said of it stays true; never to none. */
function pointsOf(difference: number, round: (value: number) => number): string {
  const decimals = Math.max(1, -Math.floor(Math.log10(100 * difference)));
  const text = fixed(round(100 * difference * 10 ** decimals) / 10 ** decimals, decimals);
  return `${text} ${text === '1.0' ? 'point' : 'points'}`;
}

function byBend(judged: readonly Judged[], features: number): SweepChoice | null {
  const largest = Math.max(...judged.map(({ dim }) => dim));
  const ends = judged.filter(({ dim }) => dim === largest);
  const best = ends.reduce((least, each) => (each.mean < least.mean ? each : least));
  const curve = curveOf(judged, best.method);
  const [first, last] = [curve[0], curve.at(-1)];
  if (curve.length < 3 || first === undefined || last === undefined) return null;
  const [chosen, reason] = bendOf(curve, first, last, features);
  return {
    method: best.method,
    dim: chosen.dim,
    metric: 'reconstruction_mse',
    sentence: `${named(chosen, features)}: ${reason}${besidePca(judged, chosen, error)}`,
  };
}

/** Where a curve of errors bends most, and why that one is chosen; where it has no bend, its lowest point. */
function bendOf(
  curve: readonly Judged[],
  first: Judged,
  last: Judged,
  features: number,
): [chosen: Judged, reason: string] {
  if (first.mean <= last.mean) {
    const lowest = curve.reduce((least, each) => (each.mean < least.mean ? each : least));
    return [lowest, `its mean squared error is lowest there, at ${error(lowest.mean)}.`];
  }
  const depth = ({ dim, mean }: Judged): number => {
    const along = Math.log(dim / first.dim) / Math.log(last.dim / first.dim);
    return 1 - along - (mean - last.mean) / (first.mean - last.mean);
  };
  const deepest = curve.reduce((most, each) => (depth(each) > depth(most) ? each : most));
  if (depth(deepest) > 1e-9) {
    const ends = `${error(first.mean)} with ${count(first.dim)} and ${error(last.mean)} with ${count(last.dim)}`;
    const here = `at a mean squared error of ${error(deepest.mean)}`;
    return [deepest, `there its error's curve bends most, ${here}; it is ${ends}.`];
  }
  const more = last.dim < features ? ', so that a larger code may be better still' : '';
  const lowest = `its mean squared error is lowest there, at ${error(last.mean)}`;
  return [last, `${lowest}, and has not levelled off before${more}.`];
}

function error(value: number): string {
  return significant(value, 3);
}

function curveOf(judged: readonly Judged[], method: MethodName): Judged[] {
  return judged.filter((each) => each.method === method);
}

/** What PCA comes to at the same size, where it is another method's choice. */
function besidePca(judged: readonly Judged[], chosen: Judged, show: (value: number) => string): string {
  const pca = judged.find(({ method, dim }) => method === 'pca' && dim === chosen.dim);
  return pca === undefined || chosen.method === 'pca' ? '' : ` PCA comes to ${show(pca.mean)} there.`;
}

/** "PCA with 8 numbers per sample instead of 64". */
function named({ method, dim }: Judged, features: number): string {
  const { title } = methodDefinition(method);
  return `${title} with ${counted(dim, 'number')} per sample instead of ${count(features)}`;
}
