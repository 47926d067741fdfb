import {
  crop,
  doublePictures,
  doublePicturesGradient,
  maxPool,
  maxPoolGradient,
  reshape,
  uncrop,
} from '../../tensor/index.ts';
import type { Layer } from './layer.ts';

/** Height, width and channels of a picture. */
export type PictureShape = readonly [height: number, width: number, channels: number];

/** Rows of numbers as pictures, or the other way, or with any other shape of a sample. */
export function reshaped(shape: readonly number[]): Layer {
  return {
    parameters: [],
    forward: (x) => reshape(x, [x.shape[0], ...shape]),
    forwardTraining: (x) => ({
      y: reshape(x, [x.shape[0], ...shape]),
      backward: (dy) => ({ gradients: [], dx: reshape(dy, x.shape) }),
    }),
  };
}

/** The largest of every 2 × 2 entries: both sides become half, rounded up. */
export function maxPooling(): Layer {
  return {
    parameters: [],
    forward: (x) => maxPool(x, 2),
    forwardTraining(x) {
      const y = maxPool(x, 2);
      return {
        y,
        backward: (dy, toInput) => ({ gradients: [], dx: toInput ? maxPoolGradient(x, y, dy, 2) : null }),
      };
    },
  };
}

/**
 * Every entry repeated in a square of 2 × 2, and the last row and column left off where the sides are odd: the mirror of a
 * layer that made half of them, rounded up.
 * @param height of what goes out
 * @param width of what goes out
 */
export function upsampling(height: number, width: number): Layer {
  return {
    parameters: [],
    forward: (x) => crop(doublePictures(x), height, width),
    forwardTraining: (x) => ({
      y: crop(doublePictures(x), height, width),
      backward(dy, toInput) {
        if (!toInput) return { gradients: [], dx: null };
        const [, h = 0, w = 0] = x.shape;
        return { gradients: [], dx: doublePicturesGradient(uncrop(dy, 2 * h, 2 * w)) };
      },
    }),
  };
}
