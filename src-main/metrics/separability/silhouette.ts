import {
  free,
  matMul,
  readFloat64,
  scope,
  sqrt,
  uploadFloat64,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import { distanceTiles } from '../distances.ts';
import { compactLabels } from '../labels.ts';

/**
 * Silhouette coefficient of every sample: `(b - a) / max(a, b)`, with `a` the mean distance to the others
 * of its class and `b` that to the nearest other class. A class of one sample counts 0.
 * @param source `rows × features`
 * @param labels one a row, at least 0; 2 to `rows - 1` different ones
 * @returns one a row, -1 to 1; 1 is perfectly apart
 * @throws IsthmusError `cancelled`
 * Cost: 2 · rows² · features operations in float64.
 * Source: Rousseeuw 1987; sklearn.metrics.silhouette_samples (Euclidean); its mean is silhouette_score
 */
export async function silhouettes(source: Rows, labels: Int32Array, pace: Pace): Promise<Float64Array> {
  const { codes, counts } = compactLabels(labels);
  const classes = counts.length;
  const membership = new Float64Array(source.rows * classes);
  codes.forEach((label, row) => (membership[row * classes + label] = 1));
  const members = uploadFloat64(membership, [source.rows, classes]);
  const found = new Float64Array(source.rows);
  try {
    for await (const { start, rows, squared } of distanceTiles(source, pace)) {
      const perClass = scope(() => matMul(sqrt(squared), members));
      const sums = readFloat64(perClass);
      free(perClass);
      for (let row = 0; row < rows; row++) {
        const own = codes[start + row];
        const line = sums.subarray(row * classes, (row + 1) * classes);
        found[start + row] = coefficient(line, own, counts);
      }
    }
  } finally {
    free(members);
  }
  return found;
}

/** One sample's coefficient from its summed distances to every class. */
function coefficient(sums: Float64Array, own: number, counts: Int32Array): number {
  const others = counts[own] - 1;
  if (others < 1) return 0;
  const within = sums[own] / others;
  let nearest = Infinity;
  for (let label = 0; label < sums.length; label++) {
    if (label !== own) nearest = Math.min(nearest, sums[label] / counts[label]);
  }
  const larger = Math.max(within, nearest);
  return larger > 0 ? (nearest - within) / larger : 0;
}
