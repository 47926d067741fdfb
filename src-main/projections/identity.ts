import { blocks, type Pace, type Rows } from '../tensor/index.ts';

/**
 * The codes themselves as a map, where they have no more columns than it; columns that lack are 0.
 * @param codes `rows × dim`, dim at most `columns`
 * @returns `rows × columns`
 * @throws IsthmusError `cancelled`
 */
export async function identityMap(codes: Rows, columns: number, pace: Pace): Promise<Float32Array> {
  const map = new Float32Array(codes.rows * columns);
  for (const { start, rows, values } of blocks(codes)) {
    for (let row = 0; row < rows; row++) {
      const code = values.subarray(row * codes.features, (row + 1) * codes.features);
      map.set(code, (start + row) * columns);
    }
    await pace.breathe();
  }
  return map;
}
