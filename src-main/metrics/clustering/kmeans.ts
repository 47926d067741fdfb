import { Random, type Pace, type Rows } from '../../tensor/index.ts';
import { Distances } from '../distances.ts';
import { lloyd, type Partition } from './lloyd.ts';

/** Tells these draws from all else that is drawn with a run's seed. */
const purpose = 0x6b6d_6561;

/**
 * k-means: from several starts, the clusters whose rows are nearest to their centres.
 * @param source `n × features`, kept in memory
 * @param k clusters, 1 to `n`
 * @param starts at least one
 * @param seed starts are drawn by it
 * @throws IsthmusError `cancelled`
 * Cost: 2 · n · k · features operations an iteration in float64, some tens of them a start; a start itself is
 *   2 + ln k times that.
 * Source: Arthur and Vassilvitskii 2007 (k-means++); sklearn.cluster.KMeans(init='k-means++', algorithm='lloyd')
 */
export async function kmeans(
  source: Rows,
  k: number,
  starts: number,
  seed: number,
  pace: Pace,
): Promise<Partition> {
  const distances = await Distances.over(source, pace);
  try {
    let best: Partition | null = null;
    for (let start = 0; start < starts; start++) {
      const centres = await plusPlus(source, distances, k, Random.of(seed, purpose, start), pace);
      const found = await lloyd(source, distances, centres, pace);
      if (best === null || found.inertia < best.inertia) best = found;
    }
    return best ?? { assigned: new Int32Array(source.rows), centres: new Float64Array(0), inertia: 0 };
  } finally {
    distances.dispose();
  }
}

/**
 * k-means from given centres.
 * @param centres `k × features`; not changed
 * @throws IsthmusError `cancelled`
 * Source: sklearn.cluster.KMeans(init=centres, n_init=1)
 */
export async function kmeansFrom(source: Rows, centres: Float64Array, pace: Pace): Promise<Partition> {
  const distances = await Distances.over(source, pace);
  try {
    return await lloyd(source, distances, centres, pace);
  } finally {
    distances.dispose();
  }
}

/**
 * Draws rows as first centres: each likelier the farther it is from those before, and of several so drawn the one that
 * brings all rows nearest to a centre.
 */
async function plusPlus(
  source: Rows,
  distances: Distances,
  k: number,
  random: Random,
  pace: Pace,
): Promise<Float64Array> {
  const { rows: n, features } = source;
  const centres = new Float64Array(k * features);
  const trials = 2 + Math.floor(Math.log(k));
  let nearest = new Float64Array(n).fill(Infinity);
  for (let centre = 0; centre < k; centre++) {
    const tried = Int32Array.from({ length: centre === 0 ? 1 : trials }, () =>
      centre === 0 ? random.int(n) : drawn(nearest, random.float()),
    );
    const values = source.gather(tried);
    const squared = new Float64Array(tried.length * n);
    distances.read(values, tried.length, squared);
    let [least, chosen] = [Infinity, 0];
    let after = nearest;
    for (let trial = 0; trial < tried.length; trial++) {
      const would = squared.subarray(trial * n, (trial + 1) * n);
      let total = 0;
      for (let row = 0; row < n; row++) {
        const distance = Math.min(would[row], nearest[row]);
        would[row] = distance;
        total += distance;
      }
      if (total < least) [least, chosen, after] = [total, trial, would];
    }
    nearest = after;
    centres.set(values.subarray(chosen * features, (chosen + 1) * features), centre * features);
    await pace.yieldToEventLoop();
  }
  return centres;
}

/** A position, each as likely as its weight is large; the last one where all are 0. */
function drawn(weights: Float64Array, share: number): number {
  let left = share * weights.reduce((sum, weight) => sum + weight, 0);
  for (let at = 0; at < weights.length; at++) {
    left -= weights[at];
    if (left < 0) return at;
  }
  return weights.length - 1;
}
