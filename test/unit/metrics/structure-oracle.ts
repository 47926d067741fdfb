import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationInput } from '../../../src-main/metrics/metric-group.ts';
import {
  blocks,
  DenseRows,
  everyRow,
  Pace,
  principalComponents,
  projectOnto,
  reconstructFrom,
  SomeRows,
} from '../../../src-main/tensor/index.ts';
import { squaredErrors } from '../../../src-main/metrics/reconstruction/reconstruction.ts';
import { caseNames, oracle, type CaseName } from '../oracle.ts';

interface Agreement {
  adjusted_rand: number;
  normalized_mutual_info: number;
  homogeneity: number;
  completeness: number;
}

/** What is said of one representation of a case; see make_structure.py. */
export interface StructureScores {
  trustworthiness: number;
  continuity: number;
  neighborhood_preservation: Record<string, number>;
  neighborhood_hit: Record<string, number>;
  distance_correlation: number;
  stress: number;
  intrinsic_dimension_twonn: number;
  intrinsic_dimension_mle: number;
  kmeans: {
    /** Positions among the held-out rows. */
    start: number[];
    centres: number[][];
    labels: number[];
    inertia: number;
    agreement: Agreement;
  };
  /** On all rows. */
  hdbscan: { smallest: number; labels: number[]; labels_by_distance: number[]; agreement: Agreement }[];
}

export interface StructureExpected {
  raw: StructureScores;
  pca: StructureScores;
  explained_variance: number;
  feature_errors: number[];
}

const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/sklearn/expected_structure.json'), 'utf8'),
) as Record<CaseName, StructureExpected>;

const representations = ['raw', 'pca'] as const;

/** Each case with each representation. */
export const everyCase = caseNames.flatMap((name) => representations.map((which) => [name, which] as const));

/** What is measured of a case, and what is expected of it. */
export async function structureCase(
  name: CaseName,
  which: 'raw' | 'pca',
): Promise<{ measured: EvaluationInput; scores: StructureScores; expected: StructureExpected }> {
  const { all, labels, train, test, expected } = oracle(name);
  const { dim } = expected;
  const components = await principalComponents(new SomeRows(all, train), dim, new Pace());
  const codes = new Float32Array(all.rows * dim);
  for (const { start, values } of blocks(all)) codes.set(projectOnto(components, values), start * dim);
  const reconstructed = reconstructFrom(components, codes);
  const errors = squaredErrors(all.gather(everyRow(all.rows)), reconstructed, all.features);
  const pca = which === 'pca';
  return {
    measured: {
      original: all,
      codes: pca ? new DenseRows(codes, dim) : all,
      labels,
      classes: new Set(labels).size,
      train,
      test,
      errors: pca ? errors : null,
      reconstructed: pca ? new DenseRows(reconstructed, all.features) : null,
      k: 5,
      seed: 3,
    },
    scores: document[name][which],
    expected: document[name],
  };
}
