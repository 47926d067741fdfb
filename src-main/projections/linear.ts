import { blocks, projectOnto, type Components, type Pace, type Rows } from '../tensor/index.ts';

/**
 * Codes along some directions; columns that lack a direction are 0.
 * @param codes `rows × dim`
 * @param columns 2 or 3
 * @returns `rows × columns`
 * @throws IsthmusError `cancelled`
 */
export async function alongComponents(
  codes: Rows,
  components: Components,
  columns: number,
  pace: Pace,
): Promise<Float32Array> {
  const { count } = components;
  const kept = Math.min(count, columns);
  const map = new Float32Array(codes.rows * columns);
  for (const { start, rows, values } of blocks(codes)) {
    const projected = projectOnto(components, values);
    for (let row = 0; row < rows; row++) {
      map.set(projected.subarray(row * count, row * count + kept), (start + row) * columns);
    }
    await pace.breathe();
  }
  return map;
}
