import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resamples } from '../../../src-main/metrics/bootstrap.ts';
import { DenseRows, everyRow } from '../../../src-main/tensor/index.ts';

/** Figures of rows in classes; null: there is none. */
interface ClassFigures {
  davies_bouldin: number | null;
  calinski_harabasz: number | null;
  fisher_ratio: number | null;
}

/** A dozen rows and what scikit-learn 1.9.1, SciPy 1.17.1 and NumPy 2.4.6 say of them; see make_small.py. */
export const small = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/sklearn/small.json'), 'utf8'),
) as {
  labels: number[];
  rows: number[][];
  flat: number[][];
  wide: number[][];
  reconstructed: number[][];
  predicted: number[];
  draws: number[][];
  whole: ClassFigures & {
    silhouette: number[];
    explained_variance: number;
    feature_errors: number[];
    f1: number;
    confusion: number[][];
    distance_correlation: number;
    stress: number;
    stress_per_row: number[];
    trustworthiness: number;
    continuity: number;
  };
  of_wide: { fisher_ratio: number };
  of_draws: (ClassFigures & { explained_variance: number; f1: number; distance_correlation: number })[];
  neighbours: number[][];
  votes: number[];
  overlaps: number[];
};

export const smallLabels = Int32Array.from(small.labels);

export function rowsOf(rows: readonly (readonly number[])[]): DenseRows {
  return new DenseRows(Float32Array.from(rows.flat()), rows[0]?.length ?? 0);
}

/** Draws in which each row counts as often as is said. */
export class GivenDraws extends Resamples {
  readonly #draws: readonly (readonly number[])[];

  constructor(draws: readonly (readonly number[])[]) {
    super(everyRow(draws[0]?.length ?? 0), draws.length);
    this.#draws = draws;
  }

  override weights(draw: number, into: Float64Array | Float32Array | Int32Array): void {
    into.set(this.#draws[draw] ?? []);
  }
}

/** Those of the fixture. */
export const smallDraws = new GivenDraws(small.draws);
