import type { Missing, Scaling, TableColumn, TableSource } from './table-source.ts';
import { clean } from './table-survey.ts';
import { ProgressPhase, type Work } from '../work.ts';

/** What a table's recipe needs, learned from the training rows alone. */
export interface FittedScaler {
  /** One a source column: what stands for a missing number; 0 for categories. */
  fill: number[];
  /** One a feature each: `feature = (value - offset) / scale`. */
  offset: number[];
  scale: number[];
}

export interface FitRows {
  /** The rows that stay, ascending; null for all. */
  kept: Int32Array | null;
  /** One a row that stays: 0 train, 1 test. */
  split: Uint8Array;
  scaling: Scaling;
  missing: Missing;
}

/** One a source column, over the training rows. */
interface Moments {
  rows: number;
  count: Float64Array;
  sum: Float64Array;
  min: Float64Array;
  max: Float64Array;
}

/** Medians are taken of copies of columns, as many at a time as fit in this many values. */
const medianCells = 16_000_000;

/**
 * Learns fill, offset and scale from the training rows, as scikit-learn's `SimpleImputer` and then `StandardScaler`
 * (population standard deviation) or `MinMaxScaler` do; a constant column has scale 1. Features of categories stay
 * 0 and 1.
 * @param rows which of the table's rows are training rows; nothing is learned from the others
 * @throws IsthmusError `cancelled`
 * Cost: two passes over the data, and for the median one more for every 16 million cells; memory for those cells,
 *   128 MB, or for one column where that is more.
 * Source: sklearn.impute.SimpleImputer, sklearn.preprocessing.StandardScaler and MinMaxScaler
 */
export async function fitScaling(table: TableSource, rows: FitRows, work: Work): Promise<FittedScaler> {
  const first = await moments(table, rows, work);
  const columns = table.columns.length;
  const mean = Float64Array.from(first.sum, (sum, i) => (first.count[i] ? sum / (first.count[i] ?? 1) : 0));
  const fill = rows.missing === 'median' ? await medians(table, rows, work) : mean;
  // After filling: what the filled cells add to the mean and the variance counts too.
  const filledMean = Float64Array.from({ length: columns }, (_, i) => {
    const gaps = first.rows - (first.count[i] ?? 0);
    const value = ((first.sum[i] ?? 0) + gaps * (fill[i] ?? 0)) / Math.max(1, first.rows);
    return first.min[i] === first.max[i] && gaps === 0 ? (first.min[i] ?? 0) : value;
  });
  const squares = rows.scaling === 'standard' ? await sumOfSquares(table, rows, filledMean, work) : null;
  const fitted: FittedScaler = { fill: [], offset: [], scale: [] };
  table.columns.forEach(({ values }, i) => {
    fitted.fill.push(values === null ? (fill[i] ?? 0) : 0);
    if (values !== null) {
      fitted.offset.push(...values.map(() => 0));
      fitted.scale.push(...values.map(() => 1));
      return;
    }
    const min = first.min[i] ?? NaN;
    const max = first.max[i] ?? NaN;
    const constant = !(max > min);
    if (squares !== null) {
      const center = filledMean[i] ?? 0;
      const gaps = first.rows - (first.count[i] ?? 0);
      const variance = ((squares[i] ?? 0) + gaps * ((fill[i] ?? 0) - center) ** 2) / Math.max(1, first.rows);
      fitted.offset.push(center);
      fitted.scale.push(constant || variance === 0 ? 1 : Math.sqrt(variance));
    } else if (rows.scaling === 'minmax') {
      fitted.offset.push(Number.isNaN(min) ? 0 : min);
      fitted.scale.push(constant ? 1 : max - min);
    } else {
      fitted.offset.push(0);
      fitted.scale.push(1);
    }
  });
  return fitted;
}

/**
 * Applies a fitted recipe to a block of rows.
 * @param values `rows × columns`, NaN for a missing cell; a category's cells are places in its `values`
 * @param keep whether a row of the block stays
 * @returns `rows that stay × features`
 */
export function transform(
  values: Float64Array,
  columns: readonly TableColumn[],
  { fill, offset, scale }: FittedScaler,
  keep: (row: number) => boolean,
): Float32Array {
  const rows = values.length / columns.length;
  const out = new Float32Array(rows * offset.length);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    if (!keep(row)) continue;
    const line = row * columns.length;
    let feature = 0;
    for (let column = 0; column < columns.length; column++) {
      const value = clean(values[line + column] ?? NaN);
      const categories = columns[column]?.values ?? null;
      if (categories !== null) {
        if (!Number.isNaN(value)) out[at + feature + value] = 1;
        feature += categories.length;
        continue;
      }
      const filled = Number.isNaN(value) ? (fill[column] ?? 0) : value;
      out[at + feature] = (filled - (offset[feature] ?? 0)) / (scale[feature] ?? 1);
      feature++;
    }
    at += offset.length;
  }
  return at === out.length ? out : out.slice(0, at);
}

async function moments(table: TableSource, rows: FitRows, work: Work): Promise<Moments> {
  const columns = table.columns.length;
  const found: Moments = {
    rows: 0,
    count: new Float64Array(columns),
    sum: new Float64Array(columns),
    min: new Float64Array(columns).fill(NaN),
    max: new Float64Array(columns).fill(NaN),
  };
  const { count, sum, min, max } = found;
  for await (const { values, at } of trainingRows(table, rows, work, 'Measuring rows', [0.3, 0.5])) {
    found.rows++;
    for (let column = 0; column < columns; column++) {
      const value = clean(values[at + column] ?? NaN);
      if (Number.isNaN(value)) continue;
      count[column] = (count[column] ?? 0) + 1;
      sum[column] = (sum[column] ?? 0) + value;
      if (!(value >= (min[column] ?? NaN))) min[column] = value;
      if (!(value <= (max[column] ?? NaN))) max[column] = value;
    }
  }
  return found;
}

/** Around the mean that is already known: squares of raw values would lose the digits that matter. */
async function sumOfSquares(
  table: TableSource,
  rows: FitRows,
  mean: Float64Array,
  work: Work,
): Promise<Float64Array> {
  const squares = new Float64Array(mean.length);
  for await (const { values, at } of trainingRows(table, rows, work, 'Scaling rows', [0.5, 0.7])) {
    for (let column = 0; column < squares.length; column++) {
      const value = clean(values[at + column] ?? NaN);
      if (!Number.isNaN(value)) squares[column] = (squares[column] ?? 0) + (value - (mean[column] ?? 0)) ** 2;
    }
  }
  return squares;
}

async function medians(table: TableSource, rows: FitRows, work: Work): Promise<Float64Array> {
  const columns = table.columns.length;
  const found = new Float64Array(columns);
  const atOnce = Math.max(1, Math.floor(medianCells / Math.max(1, rows.split.length)));
  for (let from = 0; from < columns; from += atOnce) {
    const width = Math.min(atOnce, columns - from);
    const copies = Array.from({ length: width }, () => new Float64Array(rows.split.length));
    const filled = new Int32Array(width);
    for await (const { values, at } of trainingRows(table, rows, work, 'Finding medians', [0.5, 0.5])) {
      for (let i = 0; i < width; i++) {
        const value = clean(values[at + from + i] ?? NaN);
        const copy = copies[i];
        const next = filled[i] ?? 0;
        if (Number.isNaN(value) || !copy) continue;
        copy[next] = value;
        filled[i] = next + 1;
      }
    }
    copies.forEach((copy, i) => {
      found[from + i] = medianOf(copy.subarray(0, filled[i]).sort());
    });
  }
  return found;
}

function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** The places of the training rows, block by block. */
async function* trainingRows(
  table: TableSource,
  { kept, split }: FitRows,
  work: Work,
  verb: string,
  span: readonly [number, number],
): AsyncIterable<{ values: Float64Array; at: number }> {
  const phase = new ProgressPhase(work, verb, table.rows, span);
  let row = 0;
  let next = 0;
  for await (const values of table.blocks()) {
    for (let at = 0; at < values.length; at += table.columns.length, row++) {
      if (kept !== null && kept[next] !== row) continue;
      if (split[next++] === 0) yield { values, at };
    }
    await phase.at(row);
  }
}
