import { free, scope, upload, type Handle } from '../tf/handle.ts';
import { add, cast, matMul, splitColumns, sub } from '../tf/ops.ts';
import type { Pace } from '../pace.ts';
import { everyRow, stretch, type Rows } from '../rows/rows.ts';
import { readFloat64, uploadFloat64 } from '../tf/float64.ts';

/** Values of a block (32 MB): large enough to keep all cores busy, small enough to stay in their caches. */
const blockValues = 8_000_000;
/** Features of a panel, and how many panels there are at most: few enough, and each wide enough, to run at full speed. */
const panelWidth = 112;
const maxPanels = 8;
/** Numbers that a processor multiplies at once; panels of whole vectors are faster. */
const vector = 16;
/** The share that means have in the squares of all values from which on rows are moved by them. */
const farMeans = 0.75;

/** Columns that are multiplied together. */
interface Panel {
  index: number;
  /** Its first column. */
  start: number;
  width: number;
}

/**
 * `Xᵀ X` of the centred rows, in one pass over them: products of blocks in float32, summed in float64. It is the same on both
 * sides of its diagonal, so columns are taken in a few panels, and each is multiplied with itself and those after it; last
 * comes a column of ones, whose products are the sums.
 * @param source `rows × features`, of one row or more
 * @returns `values`: features × features; `mean` of every feature
 * @throws IsthmusError `cancelled`
 * Cost: 1.1 to 2 · rows · features² operations, the fewer the more features; memory two blocks and 24 · features² bytes.
 */
export async function scatterOf(
  source: Rows,
  pace: Pace,
): Promise<{ values: Float64Array; mean: Float64Array }> {
  const { rows, features } = source;
  // Of sixteen rows together the first number is aligned, if that of the first row is.
  const step = 16 * Math.max(1, Math.floor(blockValues / features / 16));
  const every = everyRow(rows);
  // Bytes are multiplied as they are; what they stand for is made of the sums.
  const unit = source.bytes === undefined ? 1 : 255;
  const shift = shiftFor(source, every, unit);
  const panels = panelsOf(features);
  const pairs = panels.flatMap((a, i) => panels.slice(i).map((b) => [a, b] as const));
  let totals = pairs.map(([a, b]) => uploadFloat64(new Float64Array(a.width * b.width), [a.width, b.width]));
  try {
    for (let start = 0; start < rows; start += step) {
      const end = Math.min(rows, start + step);
      const values = stretch(source, every, start, end);
      const before = totals;
      totals = scope(() => {
        const parts = partsOf(upload(values, [end - start, features]), panels, shift);
        return pairs.map(([a, b], i) => {
          const [left, right, total] = [parts[a.index], parts[b.index], before[i]];
          if (!left || !right || !total) throw new Error('A panel has no columns.');
          return add(total, cast(matMul(left, right, { transposeA: true }), 'float64'));
        });
      });
      free(...before);
      await pace.yieldToEventLoop();
    }
    const products = totals.map(readFloat64);
    const { values, sums } = assembled(features + 1, pairs, products, rows, unit);
    return { values, mean: sums.map((total, f) => (total / rows + (shift?.[f] ?? 0)) / unit) };
  } finally {
    free(...totals);
  }
}

function panelsOf(features: number): Panel[] {
  const count = Math.max(1, Math.min(maxPanels, Math.round(features / panelWidth)));
  const most = vector * Math.ceil(features / count / vector);
  const panels = Array.from({ length: Math.ceil(features / most) }, (_, index) => {
    const start = index * most;
    return { index, start, width: Math.min(most, features - start) };
  });
  return [...panels, { index: panels.length, start: features, width: 1 }];
}

/** The panels of a block as they are multiplied: in float32, moved if rows are, and the ones. */
function partsOf(block: Handle, panels: readonly Panel[], shift: Float32Array | null): Handle[] {
  const [rows = 0] = block.shape;
  const columns = panels.slice(0, -1);
  const given = splitColumns(
    block,
    columns.map(({ width }) => width),
  );
  const parts = columns.map(({ index, start, width }) => {
    const panel = given[index];
    const x = panel.dtype === 'float32' ? panel : cast(panel, 'float32');
    return shift === null ? x : sub(x, upload(shift.slice(start, start + width), [width]));
  });
  return [...parts, upload(new Float32Array(rows).fill(1), [rows, 1])];
}

/** The whole matrix from the products of its panels, less what the rows' mean makes of it; and the sums of the features. */
function assembled(
  size: number,
  pairs: readonly (readonly [Panel, Panel])[],
  products: readonly Float64Array[],
  rows: number,
  unit: number,
): { values: Float64Array; sums: Float64Array } {
  const all = new Float64Array(size * size);
  pairs.forEach(([a, b], i) => {
    const product = products[i];
    for (let row = 0; row < a.width; row++) {
      all.set(product.subarray(row * b.width, (row + 1) * b.width), (a.start + row) * size + b.start);
    }
    if (a === b) return;
    for (let column = 0; column < b.width; column++) {
      const to = (b.start + column) * size + a.start;
      for (let row = 0; row < a.width; row++) all[to + row] = product[row * b.width + column];
    }
  });
  const features = size - 1;
  const sums = Float64Array.from({ length: features }, (_, f) => all[f * size + features]);
  const values = new Float64Array(features * features);
  for (let row = 0, at = 0; row < features; row++) {
    const share = sums[row] / rows;
    for (let column = 0; column < features; column++, at++) {
      values[at] = (all[row * size + column] - share * sums[column]) / unit ** 2;
    }
  }
  return { values, sums };
}

/**
 * What rows are moved by before they are multiplied: the means of the first of them, where those are far from 0, because
 * float32 has no digits to spare for them; null where they are not.
 * @param unit what 1 is, as rows are multiplied
 */
function shiftFor(source: Rows, every: Int32Array, unit: number): Float32Array | null {
  const { features } = source;
  const count = Math.min(source.rows, 200);
  const sums = new Float64Array(features);
  let squares = 0;
  const values = source.gather(every, 0, count);
  for (let row = 0, at = 0; row < count; row++) {
    for (let f = 0; f < features; f++, at++) {
      const value = values[at];
      sums[f] += value;
      squares += value * value;
    }
  }
  const means = sums.map((total) => total / count);
  const ofMeans = count * means.reduce((total, mean) => total + mean * mean, 0);
  return ofMeans > farMeans * squares ? new Float32Array(means.map((mean) => unit * mean)) : null;
}
