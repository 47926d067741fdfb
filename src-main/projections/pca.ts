import { blocks, principalComponents, projectOnto, SomeRows, type Pace, type Rows } from '../tensor/index.ts';

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
  const map = new Float32Array(codes.rows * columns);
  for (const { start, rows, values } of blocks(codes)) {
    const projected = projectOnto(components, values);
    for (let row = 0; row < rows; row++) {
      map.set(projected.subarray(row * count, (row + 1) * count), (start + row) * columns);
    }
    await pace.breathe();
  }
  return map;
}
