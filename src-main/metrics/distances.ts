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
  scope,
  setDiagonal,
  square,
  sub,
  sum,
  upload,
  uploadWide,
  type Handle,
  type Pace,
  type Rows,
} from '../tensor/index.ts';

/** How many numbers are held at once. */
export interface Limits {
  /** In a tile. */
  tile: number;
  /** Of the source as float64; a larger source is kept as float32 and widened at each use. */
  wide: number;
  /** Of the source in one array. */
  part: number;
}

/** Tiles of 8 MB, which TensorFlow hands out many times faster than larger ones; 256 MB of float64. */
const usual: Limits = { tile: 1_000_000, wide: 32_000_000, part: 16_000_000 };

/** Squared distances of some rows to all rows. */
export interface DistanceTile {
  start: number;
  rows: number;
  /** float64, `rows × all rows`; at least 0, and 0 from a row to itself. Valid until the next tile. */
  squared: Handle;
}

/**
 * Walks through the squared Euclidean distances among all rows in float64, some rows at a time.
 * Centred first, which changes no distance and keeps the differences exact.
 * @param source `n × features`
 * @param limits for memory; they change no answer
 * @throws IsthmusError `cancelled`
 * Cost: 2 · n² · features operations; memory n · features · 8 bytes up to 256 MB, half of that beyond.
 * Source: sklearn.metrics.pairwise.euclidean_distances (|a|² + |b|² - 2ab, the diagonal set to 0)
 */
export async function* distanceTiles(
  source: Rows,
  pace: Pace,
  limits: Limits = usual,
): AsyncGenerator<DistanceTile> {
  const { rows: n, features } = source;
  const mean = uploadWide(await columnMeans(source, pace), [1, features]);
  const wide = n * features <= limits.wide;
  const parts: Handle[] = [];
  const norms: Handle[] = [];
  const widen = (part: Handle): Handle => (wide ? part : sub(cast(part, 'float64'), mean));
  try {
    for (const { rows, values } of blocks(source, blockRows(features, limits.part))) {
      const part = scope(() =>
        wide
          ? sub(cast(upload(values, [rows, features]), 'float64'), mean)
          : upload(values.slice(), [rows, features]),
      );
      parts.push(part);
      norms.push(scope(() => sum(square(widen(part)), [1])));
      await pace.breathe();
    }
    const most = Math.max(16, Math.min(1_024, Math.floor(limits.tile / n)));
    for (const { start, rows, values } of blocks(source, most)) {
      const squared = scope(() => {
        const x = sub(cast(upload(values, [rows, features]), 'float64'), mean);
        const own = sum(square(x), [1], true);
        const minusTwice = mul(x, uploadWide(Float64Array.of(-2), []));
        const columns = parts.map((part, i) => {
          const product = matMul(minusTwice, widen(part), { transposeB: true });
          return add(product, norms[i] ?? own);
        });
        const positive = maximum(add(concatColumns(columns), own), uploadWide(Float64Array.of(0), []));
        return setDiagonal(positive, uploadWide(new Float64Array(rows), [rows]), start);
      });
      try {
        yield { start, rows, squared };
      } finally {
        free(squared);
      }
      await pace.breathe();
    }
  } finally {
    free(mean, ...parts, ...norms);
  }
}
