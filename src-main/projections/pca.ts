import { principalComponents, SomeRows, type Pace, type Rows } from '../tensor/index.ts';
import { alongComponents } from './linear.ts';
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
  const count = Math.min(columns, train.length, codes.features);
  const components = await principalComponents(new SomeRows(codes, train), count, pace);
  return alongComponents(codes, components, columns, pace);
}

/** The map of principal components, as a kind of map. */
export const pca: Projection = {
  async make({ codes, train, columns, pace, progress }) {
    progress(null, 'Finding principal components', null);
    const map = await pcaMap(codes, train, columns, pace);
    return { map, fittedOn: 'train', repeatable: true, facts: {}, message: null };
  },
};
