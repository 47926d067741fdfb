import type { Dataset } from '../../../src-main/contract/index.ts';

/** How badly one feature of a table is reconstructed. */
export interface FeatureError {
  name: string;
  /** Mean squared error over the held-out samples, in the scale that the features are given to a method in. */
  error: number;
  /** Of the errors of all features together. */
  share: number;
}

/** The features of a table, those that are reconstructed worst first. */
export function sortedFeatureErrors(errors: ArrayLike<number>, names: readonly string[]): FeatureError[] {
  const total = Array.from(errors).reduce((sum, error) => sum + error, 0);
  return Array.from(errors, (error, at) => ({
    name: names[at] ?? `Feature ${at + 1}`,
    error,
    share: total > 0 ? error / total : 0,
  })).sort((a, b) => b.error - a.error);
}

/** A value for every pixel of a picture, row-major. */
export interface PixelValues {
  width: number;
  height: number;
  values: Float32Array;
  /** Of the largest value: its line and column, from 1. */
  worst: { line: number; column: number; value: number };
}

/**
 * How badly each pixel is reconstructed: the mean over its channels.
 * @param errors as many as there are features
 * @returns null where these are no pictures of so many numbers
 */
export function pixelErrors(
  errors: ArrayLike<number>,
  { kind, shape }: Pick<Dataset, 'kind' | 'shape'>,
): PixelValues | null {
  const [height = 0, width = 0, channels = 0] = shape;
  if (kind !== 'images' || errors.length !== height * width * channels || errors.length === 0) return null;
  const values = new Float32Array(width * height);
  let largest = 0;
  for (let at = 0; at < errors.length; at++) {
    const pixel = Math.floor(at / channels);
    values[pixel] = (values[pixel] ?? 0) + (errors[at] ?? 0) / channels;
  }
  for (let pixel = 1; pixel < values.length; pixel++) {
    if ((values[pixel] ?? 0) > (values[largest] ?? 0)) largest = pixel;
  }
  const worst = {
    line: Math.floor(largest / width) + 1,
    column: (largest % width) + 1,
    value: values[largest] ?? 0,
  };
  return { width, height, values, worst };
}
