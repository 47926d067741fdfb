import {
  add,
  blocks,
  blockRows,
  cast,
  columnMeans,
  concatColumns,
  free,
  matMul,
  maximum,
  mul,
  readFloat64,
  scope,
  setDiagonal,
  square,
  sub,
  sum,
  upload,
  uploadFloat64,
  type Handle,
  type Pace,
  type Rows,
} from '../tensor/index.ts';

/** How many numbers are held at once. */
export interface DistanceLimits {
  /** In a tile. */
  tile: number;
  /** Of the source as float64; a larger source is kept as float32 and widened at each use. */
  wide: number;
  /** Of the source in one array. */
  part: number;
}

/** Tiles of 8 MB, which TensorFlow hands out many times faster than larger ones; 256 MB of float64. */
const usual: DistanceLimits = { tile: 1_000_000, wide: 32_000_000, part: 16_000_000 };
/** Rows of one part at most, so that a tile against it stays small however many rows there are. */
const partRows = 16_384;

/** Squared distances of some rows to all rows. */
export interface DistanceTile {
  start: number;
  rows: number;
  /** float64, `rows × all rows`; at least 0, and 0 from a row to itself. Valid until the next tile. */
  squared: Handle;
}

/** Squared distances of some samples to consecutive rows. */
export interface DistancePart {
  /** The first of the rows. */
  from: number;
  /** How many rows. */
  columns: number;
  /** `samples × columns`. */
  squared: Float64Array;
}

/**
 * Rows kept in TensorFlow, to which squared Euclidean distances are asked for, in float64.
 * Centred first, which changes no distance and keeps the differences exact.
 * Source: sklearn.metrics.pairwise.euclidean_distances (|a|² + |b|² - 2ab)
 */
export class Distances {
  /** How many rows there are. */
  readonly rows: number;
  /** Samples to ask for at once. */
  readonly most: number;
  readonly #features: number;
  readonly #wide: boolean;
  readonly #mean: Handle;
  readonly #parts: Handle[] = [];
  readonly #norms: Handle[] = [];

  private constructor({ rows, features }: Rows, mean: Handle, limits: DistanceLimits) {
    this.rows = rows;
    this.most = Math.max(16, Math.min(1_024, Math.floor(limits.tile / rows)));
    this.#features = features;
    this.#wide = rows * features <= limits.wide;
    this.#mean = mean;
  }

  /**
   * Takes the rows into TensorFlow until {@link dispose}.
   * @param source `n × features`
   * @param limits for memory; they change no answer
   * @throws IsthmusError `cancelled`
   * Cost: memory n · features · 8 bytes up to 256 MB, half of that beyond.
   */
  static async over(source: Rows, pace: Pace, limits: DistanceLimits = usual): Promise<Distances> {
    const { features } = source;
    const mean = uploadFloat64(await columnMeans(source, pace), [1, features]);
    const made = new Distances(source, mean, limits);
    try {
      const most = Math.min(partRows, blockRows(features, limits.part));
      for (const { rows, values } of blocks(source, most)) {
        const part = scope(() =>
          made.#wide
            ? sub(cast(upload(values, [rows, features]), 'float64'), mean)
            : upload(values.slice(), [rows, features]),
        );
        made.#parts.push(part);
        made.#norms.push(scope(() => sum(square(made.#widen(part)), [1])));
        await pace.yieldToEventLoop();
      }
    } catch (error) {
      made.dispose();
      throw error;
    }
    return made;
  }

  /**
   * Squared distances of samples to all rows.
   * @param values `samples × features`, row-major
   * @returns float64, `samples × rows`, at least 0
   * Cost: 2 · samples · rows · features operations.
   */
  tile(values: Float32Array | Float64Array, samples: number): Handle {
    return scope(() => {
      const { minusTwice, own } = this.#asked(values, samples);
      return concatColumns(this.#parts.map((_, i) => this.#part(i, minusTwice, own)));
    });
  }

  /** The same, read out for some of the rows after the other. */
  *parts(values: Float32Array | Float64Array, samples: number): Generator<DistancePart> {
    const asked = scope(() => this.#asked(values, samples));
    try {
      for (let i = 0, from = 0; i < this.#parts.length; i++) {
        const made = scope(() => this.#part(i, asked.minusTwice, asked.own));
        const columns = made.shape[1];
        const squared = readFloat64(made);
        free(made);
        yield { from, columns, squared };
        from += columns;
      }
    } finally {
      free(asked.minusTwice, asked.own);
    }
  }

  /**
   * The same, read out.
   * @param into its first `samples × rows` values are written
   */
  read(values: Float32Array | Float64Array, samples: number, into: Float64Array): void {
    const n = this.rows;
    for (const { from, columns, squared } of this.parts(values, samples)) {
      if (columns === n) into.set(squared);
      else
        for (let row = 0; row < samples; row++)
          into.set(squared.subarray(row * columns, (row + 1) * columns), row * n + from);
    }
  }

  /** Squared distances of all rows to their mean, summed. */
  spread(): number {
    return this.#norms.reduce((all, norms) => readFloat64(norms).reduce((sum, norm) => sum + norm, all), 0);
  }

  dispose(): void {
    free(this.#mean, ...this.#parts, ...this.#norms);
  }

  #asked(values: Float32Array | Float64Array, samples: number): { minusTwice: Handle; own: Handle } {
    const shape = [samples, this.#features];
    const given =
      values instanceof Float64Array ? uploadFloat64(values, shape) : cast(upload(values, shape), 'float64');
    const x = sub(given, this.#mean);
    return { minusTwice: mul(x, uploadFloat64(Float64Array.of(-2), [])), own: sum(square(x), [1], true) };
  }

  #part(i: number, minusTwice: Handle, own: Handle): Handle {
    const [part, norms] = [this.#parts[i], this.#norms[i]];
    const product = matMul(minusTwice, this.#widen(part), { transposeB: true });
    return maximum(add(add(product, norms), own), uploadFloat64(Float64Array.of(0), []));
  }

  #widen(part: Handle): Handle {
    return this.#wide ? part : sub(cast(part, 'float64'), this.#mean);
  }
}

/**
 * Walks through the squared Euclidean distances among all rows in float64, some rows at a time.
 * @param source `n × features`
 * @param limits for memory; they change no answer
 * @throws IsthmusError `cancelled`
 * Cost: 2 · n² · features operations; memory as {@link Distances.over}, and a tile.
 * Source: sklearn.metrics.pairwise.euclidean_distances, the diagonal set to 0
 */
export async function* distanceTiles(
  source: Rows,
  pace: Pace,
  limits: DistanceLimits = usual,
): AsyncGenerator<DistanceTile> {
  const distances = await Distances.over(source, pace, limits);
  try {
    for (const { start, rows, values } of blocks(source, distances.most)) {
      const squared = scope(() => {
        const zeros = uploadFloat64(new Float64Array(rows), [rows]);
        return setDiagonal(distances.tile(values, rows), zeros, start);
      });
      try {
        yield { start, rows, squared };
      } finally {
        free(squared);
      }
      await pace.yieldToEventLoop();
    }
  } finally {
    distances.dispose();
  }
}
