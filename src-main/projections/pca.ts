import { principalComponents, SomeRows, type Components, type Pace, type Rows } from '../tensor/index.ts';
import { alongComponents, placeAlong, saveComponents } from './linear.ts';
import type { Projection } from './projection.ts';

/**
 * Codes along their own principal components, found on the training rows; the largest entry of each direction
 * is positive, so that the same codes always give the same map.
 * @param codes `rows × dim`
 * @param train row numbers, at least one
 * @param columns 2 or 3; where rows or codes allow fewer components, the rest is 0
 * @returns `rows × columns`
 * @throws IsthmusError `cancelled`
 * Cost: that of `principalComponents` on the training rows.
 * Source: sklearn.decomposition.PCA
 */
export async function pcaMap(
  codes: Rows,
  train: Int32Array,
  columns: number,
  pace: Pace,
): Promise<Float32Array> {
  return alongComponents(codes, await componentsOf(codes, train, columns, pace), columns, pace);
}

function componentsOf(codes: Rows, train: Int32Array, columns: number, pace: Pace): Promise<Components> {
  const count = Math.min(columns, train.length, codes.features);
  return principalComponents(new SomeRows(codes, train), count, pace);
}

/** The map of {@link pcaMap} with what it needs to place new rows, and the share of the variance that it shows. */
export const pca: Projection = {
  async make({ codes, train, columns, pace, progress }) {
    progress(null, 'Finding the principal components', null);
    const components = await componentsOf(codes, train, columns, pace);
    const { count, variance, totalVariance } = components;
    const shown = variance.reduce((total, value) => total + value, 0);
    return {
      map: await alongComponents(codes, components, columns, pace),
      fittedOn: 'train',
      repeatable: true,
      facts: { explained_variance_ratio_sum: totalVariance > 0 ? shown / totalVariance : 0 },
      message:
        count < columns
          ? `There ${count === 1 ? 'is one principal component' : `are ${count} principal components`} here; the other axes are 0.`
          : null,
      save: (folder, prefix) => saveComponents(folder, prefix, components),
    };
  },

  place: placeAlong,
};
