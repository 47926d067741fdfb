import type { Dataset, Decoded, Run, Sample } from '../../../src-main/contract/index.ts';
import { fetchArray } from '../../api/arrays.ts';

/** One feature of some decoded samples, in its own units. */
export interface FeatureRow {
  name: string;
  values: readonly number[];
}

/** What features range over among the training rows, in their own units. */
export interface Spans {
  min: readonly number[];
  max: readonly number[];
}

/**
 * `feature-ranges.npy` in the units of the data.
 * @param ranges 4 × features: least, greatest, mean, standard deviation
 */
export function spansOf({ recipe }: Pick<Dataset, 'recipe'>, ranges: ArrayLike<number>): Spans {
  const features = Math.floor(ranges.length / 4);
  const line = (at: number): number[] =>
    Array.from({ length: features }, (_, f) => {
      const value = ranges[at * features + f] ?? 0;
      if (recipe.kind === 'images') return value;
      return value * (recipe.scale[f] ?? 1) + (recipe.offset[f] ?? 0);
    });
  return { min: line(0), max: line(1) };
}

/** Reads what the features of a run's dataset range over. */
export async function readSpans({ id }: Run, dataset: Dataset): Promise<Spans> {
  const { data } = await fetchArray('runs', id, 'feature-ranges.npy');
  return spansOf(dataset, data);
}

/** Where a value lies in the span of its feature: 0 at the least, 1 at the greatest, held to that. */
export function shareOf(value: number, feature: number, { min, max }: Spans): number {
  const low = min[feature] ?? 0;
  const span = (max[feature] ?? 0) - low;
  return span > 0 ? Math.max(0, Math.min(1, (value - low) / span)) : 0.5;
}

/** Features by how much they change over some samples, those that change most first, against what they range over. */
export function bySpread({ columns }: Decoded, { min, max }: Spans): FeatureRow[] {
  const changes = columns.map((column, f) => {
    const span = (max[f] ?? 0) - (min[f] ?? 0);
    return {
      column,
      change: span > 0 ? (Math.max(...column.values) - Math.min(...column.values)) / span : 0,
    };
  });
  return changes.toSorted((a, b) => b.change - a.change).map(({ column }) => column);
}

/** How a feature of a sample was reconstructed. */
export interface ReconstructedFeature {
  name: string;
  value: number;
  reconstructed: number;
}

/**
 * The features of a sample that a run reconstructed worst, by what counts in its error: differences as scaled by the recipe.
 * @param limit at most so many
 */
export function worstReconstructedFeatures(
  { values }: Pick<Sample, 'values'>,
  run: string,
  { recipe }: Pick<Dataset, 'recipe'>,
  limit: number,
): ReconstructedFeature[] {
  const scaleOf = (feature: number): number =>
    recipe.kind === 'images' ? 1 : Math.abs(recipe.scale[feature] ?? 1) || 1;
  return values
    .flatMap(({ name, value, reconstructed }, f) => {
      const back = reconstructed[run];
      return back === undefined
        ? []
        : [{ name, value, reconstructed: back, size: Math.abs(back - value) / scaleOf(f) }];
    })
    .toSorted((a, b) => b.size - a.size)
    .slice(0, limit)
    .map(({ name, value, reconstructed }) => ({ name, value, reconstructed }));
}

/** What one unit looks for in a table: the features with the largest weights, with their signs. */
export interface UnitWeights {
  strength: number;
  features: { name: string; weight: number }[];
}

/** The strongest features of every unit. */
export function strongestFeatures(
  { columns }: Decoded,
  strengths: readonly number[],
  limit: number,
): UnitWeights[] {
  return strengths.map((strength, unit) => ({
    strength,
    features: columns
      .map(({ name, values }) => ({ name, weight: values[unit] ?? 0 }))
      .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .slice(0, limit),
  }));
}
