import {
  alignedFloats,
  take,
  uploadSamples,
  type Handle,
  type Random,
  type Rows,
} from '../../tensor/index.ts';

/** Values up to which all rows are shuffled together (256 MB as float32). */
const together = 64_000_000;
/** Values of a window beyond that (64 MB), and the blocks of consecutive rows that are mixed in one. */
const windowValues = 16_000_000;
const blocksInWindow = 64;

/** Rows in the order in which an epoch takes them. */
export interface EpochOrder {
  rows: Int32Array;
  /** How many of them belong together: they lie in few stretches of the file. A multiple of the batch size. */
  window: number;
}

/**
 * Shuffles rows for an epoch. Up to 64 million values any row may follow any other; beyond that, blocks of some
 * hundred consecutive rows are shuffled, and the rows of 64 blocks at a time, so that a file on disk is read in long
 * stretches while rows of one class, which often lie together, still meet those of others in every batch.
 * @param training row numbers, ascending
 * @param features of a row
 * @param batch rows of a batch
 */
export function epochOrder(
  training: Int32Array,
  features: number,
  batch: number,
  random: Random,
): EpochOrder {
  const count = training.length;
  if (count * features <= together) return { rows: random.shuffle(training.slice()), window: count };
  const window = Math.max(1, Math.floor(windowValues / features / batch)) * batch;
  const block = Math.max(1, Math.floor(window / blocksInWindow));
  const starts = Int32Array.from({ length: Math.ceil(count / block) }, (_, i) => i * block);
  const rows = new Int32Array(count);
  let at = 0;
  for (const start of random.shuffle(starts)) {
    const part = training.subarray(start, start + block);
    rows.set(part, at);
    at += part.length;
  }
  for (let from = 0; from < count; from += window) random.shuffle(rows.subarray(from, from + window));
  return { rows, window };
}

/** Gives the batches of an epoch; from a disk, it reads a window at a time, from its first row to its last. */
export class Feed {
  readonly #source: Rows;
  readonly #order: EpochOrder;
  /** Where the last batch was put together: the next is written over it. */
  #room = new Float32Array(0);
  #window: { start: number; values: Float32Array | Uint8Array; places: Int32Array } | null = null;

  constructor(source: Rows, order: EpochOrder) {
    this.#source = source;
    this.#order = order;
  }

  /**
   * Rows of the order, inside TensorFlow; to be freed before the next are asked for.
   * @param from a multiple of the batch size
   * @returns `(to - from) × features`
   */
  batch(from: number, to: number): Handle {
    const { features, far } = this.#source;
    const { rows } = this.#order;
    if (far !== true) {
      const length = (to - from) * features;
      if (this.#room.length < length) this.#room = alignedFloats(length);
      return uploadSamples(take(this.#source, rows, from, to, this.#room), features);
    }
    const { start, values, places } = this.#windowOf(from);
    const batch =
      values instanceof Uint8Array
        ? new Uint8Array((to - from) * features)
        : new Float32Array((to - from) * features);
    for (let i = from; i < to; i++) {
      const at = places[i - start] * features;
      batch.set(values.subarray(at, at + features), (i - from) * features);
    }
    return uploadSamples(batch, features);
  }

  #windowOf(from: number): { start: number; values: Float32Array | Uint8Array; places: Int32Array } {
    const { rows, window } = this.#order;
    const start = Math.floor(from / window) * window;
    if (this.#window?.start === start) return this.#window;
    this.#window = null;
    const part = rows.subarray(start, start + window);
    // Sorted by row, each with its place in the window: both fit one double.
    const keys = Float64Array.from(part, (row, place) => row * part.length + place).sort();
    const sorted = new Int32Array(part.length);
    const places = new Int32Array(part.length);
    keys.forEach((key, i) => {
      sorted[i] = Math.floor(key / part.length);
      places[key % part.length] = i;
    });
    this.#window = { start, values: take(this.#source, sorted), places };
    return this.#window;
  }
}
