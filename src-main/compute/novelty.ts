import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { count, counted } from '../contract/index.ts';
import { Matrix } from '../datasets/matrix.ts';
import type { FittedMethod } from '../methods/index.ts';
import { squaredErrors } from '../metrics/index.ts';
import { readNpyAs } from '../store/arrays.ts';
import { blocks, SomeRows } from '../tensor/index.ts';
import { openSplit } from './dataset-files.ts';

/** What a value may differ by for rounding: a share of what its feature ranges over, or of an error. */
const rounding = 1e-5;
/** A row is reconstructed badly where it is reconstructed worse than this share of the held-out rows. */
const commonShare = 0.99;

/** What each feature ranged over when the run was made, in the training and the held-out rows. */
interface Ranges {
  least: Float32Array;
  most: Float32Array;
}

/** How badly the held-out rows are reconstructed. */
interface Errors {
  /** Above this is worse than 99 % of them. */
  limit: number;
  /** The share of rows like them that would be above it too. */
  expected: number;
}

/** Tells new rows that are unlike those a run was made with. */
export class NoveltyCheck {
  readonly #fitted: FittedMethod;
  readonly #ranges: Ranges | null;
  readonly #errors: Errors | null;
  readonly #outside: Uint8Array;
  #rows = 0;
  #rowsOutside = 0;
  #rowsBad = 0;

  private constructor(fitted: FittedMethod, ranges: Ranges | null, errors: Errors | null) {
    this.#fitted = fitted;
    this.#ranges = ranges;
    this.#errors = errors;
    this.#outside = new Uint8Array(fitted.features);
  }

  /** @param folder of the run; what it did not keep (older runs, raw features) is not looked at */
  static async open(fitted: FittedMethod, folder: string, datasetFolder: string): Promise<NoveltyCheck> {
    return new NoveltyCheck(
      fitted,
      await rangesOf(folder, datasetFolder),
      fitted.decode === undefined ? null : await errorsOf(folder, datasetFolder),
    );
  }

  /**
   * Looks at some rows.
   * @param values `rows × features`, row-major
   * @param codes of these rows, `rows × dim`
   */
  look(values: Float32Array, codes: Float32Array): void {
    const { features } = this.#fitted;
    const rows = values.length / features;
    this.#rows += rows;
    for (let row = 0; row < rows; row++) this.#rowsOutside += Number(this.#isOutside(values, row * features));
    const reconstructed = this.#errors === null ? null : (this.#fitted.decode?.(codes) ?? null);
    if (this.#errors === null || reconstructed === null) return;
    for (const error of squaredErrors(values, reconstructed, features)) {
      if (error > this.#errors.limit) this.#rowsBad++;
    }
  }

  /** One sentence for each way in which some of the rows are strange. */
  warnings(): string[] {
    const warnings: string[] = [];
    const of = ` of ${counted(this.#rows, 'row')}`;
    if (this.#rowsOutside > 0) {
      const one = this.#rowsOutside === 1;
      const features = this.#outside.reduce((total, outside) => total + outside, 0);
      warnings.push(
        `${count(this.#rowsOutside)}${of} ${one ? 'has' : 'have'} values outside the range that the run was trained on ` +
          `(in ${count(features)} of ${counted(this.#fitted.features, 'feature')}): ${one ? 'its code' : 'their codes'} may mean little.`,
      );
    }
    // Some rows of the common kind are among the worst too; so many that chance would hardly have it are news.
    const expected = (this.#errors?.expected ?? 0) * this.#rows;
    if (this.#rowsBad > expected + 3 * Math.sqrt(expected)) {
      warnings.push(
        `${count(this.#rowsBad)}${of} ${this.#rowsBad === 1 ? 'is' : 'are'} reconstructed worse than ${100 * commonShare} % of the held-out rows: the run has not learned what such rows look like.`,
      );
    }
    return warnings;
  }

  #isOutside(values: Float32Array, start: number): boolean {
    if (this.#ranges === null) return false;
    const { least, most } = this.#ranges;
    let found = false;
    for (let f = 0; f < this.#outside.length; f++) {
      const low = least[f] ?? 0;
      const high = most[f] ?? 0;
      const value = values[start + f] ?? 0;
      const slack = rounding * (high - low);
      if (value >= low - slack && value <= high + slack) continue;
      this.#outside[f] = 1;
      found = true;
    }
    return found;
  }
}

/** The ranges of the training rows, widened to those of the held-out rows, which the run was measured on. */
async function rangesOf(folder: string, datasetFolder: string): Promise<Ranges | null> {
  const file = join(folder, 'feature-ranges.npy');
  if (!existsSync(file)) return null;
  const { data, shape } = await readNpyAs(file, 'float32');
  const features = shape[1] ?? 0;
  const least = data.slice(0, features);
  const most = data.slice(features, 2 * features);
  const matrix = Matrix.open(join(datasetFolder, 'matrix.npy'));
  try {
    const { test } = await openSplit(datasetFolder);
    for (const { values } of blocks(new SomeRows(matrix, test))) {
      for (let i = 0, f = 0; i < values.length; i++, f = f + 1 === features ? 0 : f + 1) {
        const value = values[i] ?? 0;
        if (value < (least[f] ?? 0)) least[f] = value;
        if (value > (most[f] ?? 0)) most[f] = value;
      }
    }
  } finally {
    matrix.close();
  }
  return { least, most };
}

async function errorsOf(folder: string, datasetFolder: string): Promise<Errors | null> {
  const file = join(folder, 'errors.npy');
  if (!existsSync(file)) return null;
  const { data } = await readNpyAs(file, 'float32');
  const { test } = await openSplit(datasetFolder);
  const sorted = Float32Array.from(test, (row) => data[row] ?? 0).sort();
  const rank = Math.ceil(commonShare * sorted.length);
  const limit = (sorted[rank - 1] ?? Infinity) * (1 + rounding);
  // A new row of the same kind falls into each gap between the sorted ones alike often.
  return { limit, expected: (sorted.length + 1 - rank) / (sorted.length + 1) };
}
