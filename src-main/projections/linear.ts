import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Artifact } from '../contract/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../store/arrays.ts';
import { blocks, projectOnto, type Components, type Pace, type Rows } from '../tensor/index.ts';
import type { PlaceInput } from './projection.ts';

/** `<prefix>-about.json`: what the arrays beside it do not say of themselves. */
const About = z.object({
  count: z.number().int(),
  features: z.number().int(),
  precision: z.enum(['float32', 'float64']),
  total_variance: z.number(),
});

/**
 * Codes along some directions; columns that lack a direction are 0.
 * @param codes `rows × dim`
 * @param components at most `columns` of them, perhaps none
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
  const map = new Float32Array(codes.rows * columns);
  if (count === 0) return map;
  for (const { start, rows, values } of blocks(codes)) {
    const projected = projectOnto(components, values);
    for (let row = 0; row < rows; row++) {
      map.set(projected.subarray(row * count, (row + 1) * count), (start + row) * columns);
    }
    await pace.yieldToEventLoop();
  }
  return map;
}

/** The strongest of some directions. */
export function strongestOf(components: Components, count: number): Components {
  if (components.count <= count) return components;
  const { features, directions, variance } = components;
  return {
    ...components,
    count,
    directions: directions.slice(0, count * features),
    variance: variance.slice(0, count),
  };
}

/** Writes the directions of a map: `<prefix>-directions.npy` (axes × dim), `<prefix>-mean.npy`, `<prefix>-about.json`. */
export function saveComponents(folder: string, prefix: string, components: Components): Artifact[] {
  const { count, features, directions, mean, precision, totalVariance } = components;
  const to = (name: string): string => join(folder, `${prefix}-${name}`);
  return [
    writeNpy(to('directions.npy'), directions, [count, features]),
    writeNpy(to('mean.npy'), mean, [features]),
    writeJson(to('about.json'), { count, features, precision, total_variance: totalVariance }),
  ];
}

/**
 * New rows along the directions that {@link saveComponents} wrote.
 * @returns `new rows × columns`
 * @throws IsthmusError `cancelled`
 */
export async function placeAlong({
  folder,
  prefix,
  codes,
  columns,
  pace,
}: PlaceInput): Promise<Float32Array> {
  const from = (name: string): string => join(folder, `${prefix}-${name}`);
  const about = About.parse(JSON.parse(await readFile(from('about.json'), 'utf8')));
  const { data: directions } = await readNpyAs(from('directions.npy'), 'float64');
  const { data: mean } = await readNpyAs(from('mean.npy'), 'float64');
  const { count, features, precision, total_variance: totalVariance } = about;
  const variance = new Float64Array(count);
  const components = { count, features, directions, mean, variance, precision, totalVariance };
  return alongComponents(codes, components, columns, pace);
}
