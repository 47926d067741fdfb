import { badInput } from '../contract/index.ts';
import { readNpy } from '../store/arrays.ts';
import type { Model } from './codes.ts';

/** What one unit of a first layer looks for. */
interface Unit {
  weights: Float32Array;
  /** The length of its weights. */
  strength: number;
}

/**
 * The weights of a model's first layer, unit by unit: kernels of networks and Boltzmann machines and filters of
 * convolutions, the strongest first; directions of linear methods in their own order, for all are as long but for rounding.
 * @param count at most so many
 * @returns `shape` of one unit's weights as a picture: height, width, channels
 * @throws IsthmusError `bad_input` where the method has none
 */
export async function firstLayer(
  { run, dataset, files }: Model,
  count: number,
): Promise<{ units: Unit[]; shape: number[]; total: number }> {
  const name = ['encoder-0-kernel.npy', 'components.npy'].find((each) => files.has(each));
  if (name === undefined) throw badInput(`${run.name} has no first layer to look at.`);
  const { data, shape } = await readNpy(files.pathOf(name));
  // Directions are rows; a kernel has a unit a column, the last axis.
  const byRow = name === 'components.npy';
  const total = byRow ? (shape[0] ?? 0) : (shape.at(-1) ?? 0);
  const size = data.length / total;
  const units = Array.from({ length: total }, (_, unit): Unit => {
    const weights = Float32Array.from(
      { length: size },
      (_, i) => data[byRow ? unit * size + i : i * total + unit] ?? 0,
    );
    const squares = weights.reduce((sum, value) => sum + value * value, 0);
    return { weights, strength: Math.sqrt(squares) };
  });
  if (!byRow) units.sort((a, b) => b.strength - a.strength);
  const isConvolution = shape.length === 4;
  return {
    units: units.slice(0, count),
    shape: isConvolution ? shape.slice(0, 3) : [...dataset.shape],
    total,
  };
}
