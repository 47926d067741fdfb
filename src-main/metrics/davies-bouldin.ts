import { blocks, type Pace, type Rows } from '../tensor/index.ts';
import { classCentres } from './class-centres.ts';

/** Distances below this count as none, as in scikit-learn (the absolute tolerance of `numpy.isclose`). */
const none = 1e-8;

/**
 * Davies-Bouldin index: the mean over classes of the worst `(sᵢ + sⱼ) / dᵢⱼ`, with `s` the mean distance of a
 * class's samples to its centre and `d` the distance between two centres.
 * @param source `rows × features`
 * @param labels one a row, at least 0; 2 to `rows - 1` different ones
 * @returns 0 and up; 0 where all classes are points, or all centres are one
 * @throws IsthmusError `cancelled`
 * Cost: two passes over the rows and classes² · features.
 * Source: Davies and Bouldin 1979; sklearn.metrics.davies_bouldin_score
 */
export async function daviesBouldin(source: Rows, labels: Int32Array, pace: Pace): Promise<number> {
  const { features } = source;
  const { codes, counts, centres } = await classCentres(source, labels, pace);
  const classes = counts.length;
  const spread = new Float64Array(classes);
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0; row < rows; row++) {
      const label = codes[start + row] ?? 0;
      const distance = euclidean(values, row * features, centres, label * features, features);
      spread[label] = (spread[label] ?? 0) + distance / (counts[label] ?? 1);
    }
    await pace.breathe();
  }
  return meanOfWorst(spread, centres, features);
}

function meanOfWorst(spread: Float64Array, centres: Float64Array, features: number): number {
  const classes = spread.length;
  let total = 0;
  let farthest = 0;
  for (let i = 0; i < classes; i++) {
    let worst = 0;
    for (let j = 0; j < classes; j++) {
      const distance = euclidean(centres, i * features, centres, j * features, features);
      farthest = Math.max(farthest, distance);
      if (distance > 0) worst = Math.max(worst, ((spread[i] ?? 0) + (spread[j] ?? 0)) / distance);
    }
    total += worst;
  }
  return farthest <= none || spread.every((value) => value <= none) ? 0 : total / classes;
}

/** Distance between `a[atA …]` and `b[atB …]` over `features` entries. */
function euclidean(
  a: Float32Array | Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  features: number,
): number {
  let total = 0;
  for (let f = 0; f < features; f++) {
    const difference = (a[atA + f] ?? 0) - (b[atB + f] ?? 0);
    total += difference * difference;
  }
  return Math.sqrt(total);
}
