import {
  maxPool,
  maxPoolGradient,
  reshape,
  resizeNearest,
  resizeNearestGradient,
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

/** Pictures of any size brought to this one, every entry from the nearest. */
export function upsampling(height: number, width: number): Layer {
  return {
    slots: [],
    apply: (x) => resizeNearest(x, height, width),
    pass(x) {
      const [, h = 0, w = 0] = x.shape;
      return {
        y: resizeNearest(x, height, width),
        back: (dy, toInput) => ({
          gradients: [],
          dx: toInput ? resizeNearestGradient(dy, h, w) : null,
        }),
      };
    },
  };
}
