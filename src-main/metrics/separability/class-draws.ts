import {
  cast,
  concatColumns,
  free,
  matMul,
  readFloat64,
  reshape,
  scope,
  square,
  sub,
  sum,
  upload,
  uploadFloat64,
  columnMeans,
  type Handle,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import type { Resamples } from '../bootstrap.ts';
import { compactLabels } from '../labels.ts';

/** Classes; numbers of the rows, which are held in float64 (256 MB); and operations on the distances between centres. */
const maxClasses = 300;
const maxValues = 32_000_000;
const maxPairWork = 1e8;
/** Numbers in what is worked on at once. */
const blockValues = 4_000_000;
const maxDraws = 128;

/**
 * Whether resamples of classes are affordable: up to 300 classes, 32 million values in the rows (40,000 rows of 784
 * features), and classes² · features of 100 million.
 */
export function canResampleClasses({ rows, features }: Rows, classes: number): boolean {
  return classes <= maxClasses && rows * features <= maxValues && classes ** 2 * features <= maxPairWork;
}

/** The rows of a class. */
interface ClassRows {
  /** float64, `rows × features`, about the mean of all rows. */
  values: Handle;
  /** Which rows of the source they are. */
  places: Int32Array;
  /** Their squared lengths. */
  norms: Float64Array;
}

/** Some resamples, consecutive, of rows in classes. */
export interface DrawnClasses {
  first: number;
  draws: number;
  classes: readonly ClassRows[];
  /** By class: how often each of its rows is in each draw; float64, `draws × rows`. */
  weights: readonly Handle[];
  /** Sums of the rows, float64, `draws × classes × features`. */
  sums: Handle;
  /** How many rows, and their squared lengths summed: `draws × classes`. */
  sizes: Float64Array;
  squares: Float64Array;
}

/**
 * Walks through resamples of rows in classes, some draws at a time. What is given is valid until the next.
 * @param source `rows × features`; see {@link canResampleClasses}
 * @param labels one a row
 * @param resamples whose positions are the rows, in this order
 * @throws IsthmusError `cancelled`
 * Cost: 2 · draws · rows · features operations in float64.
 */
export async function* classDraws(
  source: Rows,
  labels: Int32Array,
  resamples: Resamples,
  pace: Pace,
): AsyncGenerator<DrawnClasses> {
  const classes = await rowsOfClasses(source, labels, pace);
  const { count } = resamples;
  const most = Math.max(source.rows, classes.length * source.features, classes.length ** 2);
  const step = Math.max(1, Math.min(maxDraws, Math.floor(blockValues / most)));
  const own = new Float64Array(source.rows);
  try {
    for (let first = 0; first < count; first += step) {
      const draws = Math.min(step, count - first);
      const counts = classes.map(({ places }) => new Float64Array(draws * places.length));
      const sizes = new Float64Array(draws * classes.length);
      const squares = new Float64Array(draws * classes.length);
      for (let draw = 0; draw < draws; draw++) {
        resamples.weights(first + draw, own);
        classes.forEach(({ places, norms }, code) => {
          const line = counts[code].subarray(draw * places.length, (draw + 1) * places.length);
          let [size, total] = [0, 0];
          for (let i = 0; i < line.length; i++) {
            const weight = own[places[i]];
            line[i] = weight;
            size += weight;
            total += weight * norms[i];
          }
          sizes[draw * classes.length + code] = size;
          squares[draw * classes.length + code] = total;
        });
      }
      const made = scope(() => {
        const weights = counts.map((line) => uploadFloat64(line, [draws, line.length / draws]));
        const columns = weights.map((each, code) => matMul(each, classes[code]?.values ?? each));
        return [
          reshape(concatColumns(columns), [draws, classes.length, source.features]),
          ...weights,
        ] as const;
      });
      const [sums, ...weights] = made;
      try {
        yield { first, draws, classes, weights, sums, sizes, squares };
      } finally {
        free(...made);
      }
      await pace.yieldToEventLoop();
    }
  } finally {
    free(...classes.map(({ values }) => values));
  }
}

async function rowsOfClasses(source: Rows, labels: Int32Array, pace: Pace): Promise<ClassRows[]> {
  const { features } = source;
  const { codes, counts } = compactLabels(labels);
  const places = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(counts.length);
  codes.forEach((code, row) => {
    places[code][filled[code]] = row;
    filled[code]++;
  });
  const mean = uploadFloat64(await columnMeans(source, pace), [1, features]);
  const found: ClassRows[] = [];
  try {
    for (const own of places) {
      const values = scope(() =>
        sub(cast(upload(source.gather(own), [own.length, features]), 'float64'), mean),
      );
      const squared = scope(() => sum(square(values), [1]));
      found.push({ values, places: own, norms: readFloat64(squared) });
      free(squared);
      await pace.yieldToEventLoop();
    }
    return found;
  } catch (error) {
    free(...found.map(({ values }) => values));
    throw error;
  } finally {
    free(mean);
  }
}
