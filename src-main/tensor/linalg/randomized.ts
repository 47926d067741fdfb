import { complete, type Eigendecomposition } from './eigen.ts';
import { free, keep, readFloats, scope, upload, type Handle } from '../tf/handle.ts';
import {
  add,
  cast,
  concatRows,
  halfSquares,
  matMul,
  randomFloats,
  splitRows,
  sub,
  uploadSamples,
} from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import { everyRow, stretch, type Rows } from '../rows/rows.ts';
import { qr, readFloat64, symmetricEigen } from '../tf/float64.ts';

/** Directions carried along beyond those asked for. */
const spare = 10;
/** Values of a block (64 MB), and of all rows up to which they stay in TensorFlow (512 MB). */
const blockValues = 16_000_000;
const maxKept = 128_000_000;
/** A singular value below this share of the largest is nothing, in float32. */
const nothing = 1e-6;
const seed = [0, 0x5eed] as const;

/**
 * The strongest eigenvalues and directions of the centred `Xᵀ X` by a randomized singular value decomposition, in float32:
 * for data with many features and many rows. How near they come depends on how fast the eigenvalues fall; for 30 of
 * pictures' components some 1e-5.
 * @param mean of every feature
 * @param count well below rows and features
 * @throws IsthmusError `cancelled`
 * Cost: 4 · rows · features · (count + 10) operations a round, 8 rounds; memory 8 · (rows + features) · count bytes, and up
 *   to 512 MB of the rows themselves.
 * Source: Halko, Martinsson and Tropp 2011, https://doi.org/10.1137/090771806, algorithms 4.4 and 5.1; rounds and width as
 *   in sklearn.utils.extmath.randomized_svd
 */
export async function bySketch(
  source: Rows,
  mean: Float64Array,
  count: number,
  pace: Pace,
): Promise<Eigendecomposition> {
  const { rows, features } = source;
  const side = Math.min(rows, features);
  const width = Math.min(count + spare, side);
  const rounds = count < 0.1 * side ? 7 : 4;
  const data = new Centred(source, mean);
  let wide = scope(() => randomFloats('normal', [features, width], upload(Int32Array.from(seed), [2])));
  let tall: Handle | null = null;
  try {
    for (let round = 0; round <= rounds; round++) {
      const image = await data.times(wide, pace);
      free(tall ?? undefined, wide);
      tall = scope(() => qr(image));
      free(image);
      wide = await data.transposedTimes(tall, pace);
      await pace.yieldToEventLoop();
    }
    return { ...fromImage(wide, count), trace: data.squares };
  } finally {
    free(wide, tall ?? undefined);
    data.dispose();
  }
}

/** Eigenvalues and directions from `Xᵀ Q`, features × width, where the columns of Q span the strongest directions of the rows. */
function fromImage(image: Handle, count: number): Omit<Eigendecomposition, 'trace'> {
  const [features = 0, width = 0] = image.shape;
  const { values, turned } = scope(() => {
    const z = cast(image, 'float64');
    const eigen = symmetricEigen(matMul(z, z, { transposeA: true }));
    return { values: eigen.values, turned: matMul(z, eigen.vectors) };
  });
  const ascending = readFloat64(values);
  const columns = readFloat64(turned);
  free(values, turned);
  const spectrum = Float64Array.from({ length: width }, (_, i) => Math.max(0, ascending[width - 1 - i]));
  const least = nothing ** 2 * spectrum[0];
  const directions = new Float64Array(count * features);
  for (let i = 0; i < count; i++) {
    const value = spectrum[i];
    const column = width - 1 - i;
    if (value > least) {
      const length = Math.sqrt(value);
      for (let f = 0; f < features; f++) {
        directions[i * features + f] = columns[f * width + column] / length;
      }
    } else {
      spectrum[i] = 0;
      complete(directions, i, features);
    }
  }
  return { values: spectrum.slice(0, count), directions, spectrum: spectrum.slice(0, count) };
}

/** Centred rows that are multiplied again and again, block by block; in TensorFlow where they are few enough. */
class Centred {
  readonly #source: Rows;
  readonly #mean: Handle;
  readonly #starts: number[];
  readonly #step: number;
  readonly #kept: Handle[] | null;
  readonly #every: Int32Array;
  /** The sum of the squares of all entries, once they were all seen. */
  squares = 0;
  #counted = false;

  constructor(source: Rows, mean: Float64Array) {
    const { rows, features } = source;
    this.#source = source;
    this.#mean = keep(upload(Float32Array.from(mean), [features]));
    this.#step = Math.max(1, Math.floor(blockValues / features));
    this.#starts = Array.from({ length: Math.ceil(rows / this.#step) }, (_, i) => i * this.#step);
    this.#kept = rows * features <= maxKept ? [] : null;
    this.#every = everyRow(rows);
  }

  /** `X · wide`: rows × width. */
  async times(wide: Handle, pace: Pace): Promise<Handle> {
    const parts: Handle[] = [];
    try {
      for (const [i] of this.#starts.entries()) {
        parts.push(this.#with(i, (x) => matMul(x, wide)));
        await pace.yieldToEventLoop();
      }
    } catch (error) {
      free(...parts);
      throw error;
    }
    this.#counted = true;
    const whole = scope(() => concatRows(parts));
    free(...parts.filter((part) => part !== whole));
    return whole;
  }

  /** `Xᵀ · tall`: features × width. */
  async transposedTimes(tall: Handle, pace: Pace): Promise<Handle> {
    const [, width = 0] = tall.shape;
    const { rows, features } = this.#source;
    const sizes = this.#starts.map((start) => Math.min(rows, start + this.#step) - start);
    const pieces = sizes.length === 1 ? [tall] : scope(() => splitRows(tall, sizes));
    let total = scope(() => upload(new Float32Array(features * width), [features, width]));
    try {
      for (const [i, piece] of pieces.entries()) {
        const before = total;
        total = this.#with(i, (x) => add(before, matMul(x, piece, { transposeA: true })));
        free(before);
        await pace.yieldToEventLoop();
      }
      return total;
    } catch (error) {
      free(total);
      throw error;
    } finally {
      if (pieces.length > 1) free(...pieces);
    }
  }

  dispose(): void {
    free(this.#mean, ...(this.#kept ?? []));
  }

  #with(i: number, work: (x: Handle) => Handle): Handle {
    const kept = this.#kept?.[i];
    if (kept !== undefined) return scope(() => work(kept));
    const { rows, features } = this.#source;
    const start = this.#starts[i];
    const values = stretch(this.#source, this.#every, start, Math.min(rows, start + this.#step));
    const x = keep(scope(() => sub(uploadSamples(values, features), this.#mean)));
    if (!this.#counted) this.#count(x);
    const result = scope(() => work(x));
    if (this.#kept === null) free(x);
    else this.#kept[i] = x;
    return result;
  }

  #count(x: Handle): void {
    const half = scope(() => halfSquares(x));
    this.squares += 2 * readFloats(half)[0];
    free(half);
  }
}
