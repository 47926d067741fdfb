import { methodDefinition, type MethodName, type SweepChoice, type SweepPoint } from '../contract/index.ts';
import { percent, points as inPoints } from './words.ts';

/** By what a code size is judged, the first that can be had. */
const judges = ['knn_accuracy', 'linear_accuracy', 'reconstruction_mse'] as const;

type Judged = Pick<SweepPoint, 'method' | 'dim'> & { mean: number; deviation: number; count: number };

/**
 * The code size that a sweep speaks for: of the method with the best figure, the smallest code that is as good as its best
 * within what seeds and held-out samples let it vary; without labels, where the error's curve bends most.
 * @param points of the finished runs
 * @param features of a sample
 * @param heldOut samples the figures were measured on
 * @returns null where no method that reduces has two sizes yet
 * Source: the rule of one standard error, Breiman et al. 1984, Classification and Regression Trees, section 3.4.3; the
 *   bend: Satopää et al. 2011, https://doi.org/10.1109/ICDCSW.2011.20, on the logarithm of the size
 */
export function chooseSize(
  points: readonly SweepPoint[],
  features: number,
  heldOut: number,
): SweepChoice | null {
  for (const metric of judges) {
    const judged = points.flatMap(({ method, dim, metrics }): Judged[] => {
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
  const sampling = Math.sqrt((best.mean * (1 - best.mean)) / Math.max(1, heldOut));
  const tolerance = Math.max(best.deviation, sampling);
  const chosen = curve.find(({ mean }) => mean >= best.mean - tolerance) ?? best;
  const { title } = methodDefinition(best.method);
  const why =
    best.deviation >= sampling
      ? `what ${best.count} seeds differ by`
      : `what other ${heldOut.toLocaleString('en')} held-out samples would change`;
  const share = `${percent(chosen.mean)} ${said[metric]}`;
  const sentence =
    chosen.dim === best.dim
      ? `${title} with ${numbers(chosen.dim, features)}: no smaller code comes within ${inPoints(tolerance)} (${why}) of its ${share}.`
      : `${title} with ${numbers(chosen.dim, features)}: ${share}, within ${inPoints(tolerance)} (${why}) of the best, ${percent(best.mean)} with ${best.dim}.`;
  return {
    method: best.method,
    dim: chosen.dim,
    metric,
    sentence: `${sentence}${besidePca(judged, chosen, percent)}`,
  };
}

function byBend(judged: readonly Judged[], features: number): SweepChoice | null {
  const largest = Math.max(...judged.map(({ dim }) => dim));
  const ends = judged.filter(({ dim }) => dim === largest);
  const best = ends.reduce((least, each) => (each.mean < least.mean ? each : least));
  const curve = curveOf(judged, best.method);
  const [first, last] = [curve[0], curve.at(-1)];
  if (curve.length < 3 || first === undefined || last === undefined || first.mean <= last.mean) return null;
  const depth = ({ dim, mean }: Judged): number => {
    const along = Math.log(dim / first.dim) / Math.log(last.dim / first.dim);
    return 1 - along - (mean - last.mean) / (first.mean - last.mean);
  };
  const chosen = curve.reduce((most, each) => (depth(each) > depth(most) ? each : most));
  const { title } = methodDefinition(best.method);
  const show = (value: number): string => String(Number(value.toPrecision(3)));
  const sentence =
    `${title} with ${numbers(chosen.dim, features)}: there its error's curve bends most, at a mean squared error of ` +
    `${show(chosen.mean)} between ${show(first.mean)} with ${first.dim} and ${show(last.mean)} with ${last.dim}.`;
  return {
    method: best.method,
    dim: chosen.dim,
    metric: 'reconstruction_mse',
    sentence: `${sentence}${besidePca(judged, chosen, show)}`,
  };
}

function curveOf(judged: readonly Judged[], method: MethodName): Judged[] {
  return judged.filter((each) => each.method === method).sort((a, b) => a.dim - b.dim);
}

/** What PCA comes to at the same size, where it is another method's choice. */
function besidePca(judged: readonly Judged[], chosen: Judged, show: (value: number) => string): string {
  const pca = judged.find(({ method, dim }) => method === 'pca' && dim === chosen.dim);
  return pca === undefined || chosen.method === 'pca' ? '' : ` PCA comes to ${show(pca.mean)} there.`;
}

function numbers(dim: number, features: number): string {
  return `${dim} ${dim === 1 ? 'number' : 'numbers'} a sample instead of ${features.toLocaleString('en')}`;
}
