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
    slots: [],
    apply: (x) => reshape(x, [x.shape[0] ?? 0, ...shape]),
    pass: (x) => ({
      y: reshape(x, [x.shape[0] ?? 0, ...shape]),
      back: (dy) => ({ gradients: [], dx: reshape(dy, x.shape) }),
    }),
  };
}

/** The largest of every 2 × 2 entries: both sides become half, rounded up. */
export function maxPooling(): Layer {
  return {
    slots: [],
    apply: (x) => maxPool(x, 2),
    pass(x) {
      const y = maxPool(x, 2);
      return {
        y,
        back: (dy, toInput) => ({ gradients: [], dx: toInput ? maxPoolGradient(x, y, dy, 2) : null }),
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
    slots: [],
    apply: (x) => crop(doublePictures(x), height, width),
    pass: (x) => ({
      y: crop(doublePictures(x), height, width),
      back(dy, toInput) {
        if (!toInput) return { gradients: [], dx: null };
        const [, h = 0, w = 0] = x.shape;
        return { gradients: [], dx: doublePicturesGradient(uncrop(dy, 2 * h, 2 * w)) };
      },
    }),
  };
}
