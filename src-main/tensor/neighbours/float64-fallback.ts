import { free, scope, type Handle } from '../tf/handle.ts';
import { matMul } from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import { smallest } from './smallest.ts';
import { readFloat64, uploadFloat64 } from '../tf/float64.ts';
import type { NearestSoFar } from './distance.ts';
import { compareIndices, lengthsOf, valuesOf, type SearchIndex } from './search-index.ts';

/** Half the distance between 1 and the next float64. */
const roundOff = 2 ** -53;
/** Scores that are held at once (64 MB), and numbers in one part of the rows. */
const heldScores = 8_000_000;
const partValues = 1_000_000;
/** Scores in a tile. */
const tileScores = 500_000;

/**
 * The nearest rows of samples that have too many near ones for float32 to tell apart: rows as far from all others as they
 * are close to one another, or many that are equally near. Squared distances are made in float64 to all rows, and those that
 * may be among the nearest are compared one by one.
 * @param values `samples × features`
 * @param skips for each a row to leave out; -1: none
 * @param found is called for each sample with its nearest rows
 * @throws IsthmusError `cancelled`
 * Cost: 2 · samples · rows · features operations in float64, some four times what float32 takes.
 */
export async function nearestInFloat64(
  searched: SearchIndex,
  values: Float32Array,
  skips: Int32Array,
  best: NearestSoFar,
  pace: Pace,
  found: (sample: number) => void,
): Promise<void> {
  const { source, lengths, mean, scale } = searched;
  const { rows: n, features } = source;
  const share = roundOff * 2 * (features + 16);
  const most = Math.max(1, Math.min(512, Math.floor(heldScores / n)));
  const scores = new Float64Array(Math.min(most, skips.length) * n);
  const highest = new Float64Array(n);
  const candidates = new Int32Array(n);
  for (let start = 0; start < skips.length; start += most) {
    const count = Math.min(most, skips.length - start);
    const own = values.subarray(start * features, (start + count) * features);
    await scoresOf(searched, own, count, scores, pace);
    const asked = lengthsOf(own, count, mean, scale);
    for (let i = 0; i < count; i++) {
      const line = scores.subarray(i * n, (i + 1) * n);
      const skip = skips[start + i];
      const length = asked[i];
      for (let row = 0; row < n; row++) {
        highest[row] = line[row] + share * (length + lengths[row]) ** 2;
      }
      if (skip >= 0) highest[skip] = Infinity;
      const k = best.rows.length;
      const limit = highest[smallest(highest, k)[k - 1]];
      let near = 0;
      for (let row = 0; row < n; row++) {
        const lowest = line[row] - share * (length + lengths[row]) ** 2;
        if (lowest <= limit && row !== skip) candidates[near++] = row;
      }
      best.begin(Infinity);
      compareIndices(searched, candidates.subarray(0, near), own, i * features, best);
      found(start + i);
      await pace.yieldToEventLoop();
    }
  }
}

/** @param into `count × rows` */
async function scoresOf(
  searched: SearchIndex,
  values: Float32Array,
  count: number,
  into: Float64Array,
  pace: Pace,
): Promise<void> {
  const { rows: n, features } = searched.source;
  const most = Math.max(1, Math.min(Math.floor(tileScores / count), Math.floor(partValues / (features + 2))));
  const asked = formed(searched, values, count, -2);
  try {
    for (let start = 0; start < n; start += most) {
      const rows = Math.min(most, n - start);
      const made = scope(() =>
        matMul(asked, formed(searched, valuesOf(searched, start, rows), rows, 1), { transposeB: true }),
      );
      const part = readFloat64(made);
      free(made);
      for (let i = 0; i < count; i++) into.set(part.subarray(i * rows, (i + 1) * rows), i * n + start);
      await pace.yieldToEventLoop();
    }
  } finally {
    free(asked);
  }
}

/** As the tiles of float32 form them, see {@link Tiles}. */
function formed({ mean, scale }: SearchIndex, values: Float32Array, rows: number, factor: -2 | 1): Handle {
  const features = mean.length;
  const wide = features + 2;
  const made = new Float64Array(rows * wide);
  const [own, other] = factor === 1 ? [features + 1, features] : [features, features + 1];
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let f = 0; f < features; f++) {
      const value = (values[row * features + f] - mean[f]) * scale;
      made[row * wide + f] = factor * value;
      square += value * value;
    }
    made[row * wide + own] = square;
    made[row * wide + other] = 1;
  }
  return uploadFloat64(made, [rows, wide]);
}
