import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ReconstructedRows } from '../../../src-main/compute/reconstructed-rows.ts';
import { Matrix } from '../../../src-main/datasets/matrix.ts';
import {
  Agreements,
  agreementNames,
  type Agreement,
} from '../../../src-main/metrics/clustering/agreement.ts';
import { evaluate, squaredErrors, type EvaluationInput } from '../../../src-main/metrics/index.ts';
import {
  blocks,
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  Pace,
  principalComponents,
  projectOnto,
  reconstructFrom,
  SomeRows,
} from '../../../src-main/tensor/index.ts';
import { deviationOf } from '../../bench/children/tolerances.ts';
import { skipWhen } from '../../skip.ts';
import { digits, keep, readArray } from '../datasets/help.ts';

/** What scikit-learn and SciPy say of a representation; see test/fixtures/oracle/README.md. */
interface Expected {
  metrics: Record<string, number>;
  clusterings: Record<string, Agreement & { assigned: number[] }>;
}

type Method = 'raw' | 'pca' | 'autoencoder';
type Expectations = Record<Method, Expected> & { sha256: Record<string, string>; dim: number };

const fixtures = resolve(import.meta.dirname, '../../fixtures/oracle');
const { datasets } = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as {
  datasets: Record<string, Expectations>;
};
const data = process.env['ISTHMUS_DATA'] ?? '';
const cases: readonly (readonly [name: string, path: string | null])[] = [
  ['digits', null],
  ['dry-bean', 'tabular/Dry_Bean_Dataset.csv'],
  ['orl-faces', 'orl-faces'],
  ['single-cell', 'single-cell'],
];
const pace = new Pace();

beforeAll(loadTensorFlow);

/** The dataset as an import keeps it, but for its representation. */
async function imported(name: string, path: string | null): Promise<Omit<EvaluationInput, 'codes'>> {
  const { folder, dataset, labels, split } = await keep(path === null ? digits : join(data, path));
  for (const [file, sha256] of Object.entries(datasets[name]?.sha256 ?? {}))
    expect(dataset.artifacts.find((each) => each.name === file)?.sha256, file).toBe(sha256);
  const rows = everyRow(labels.length);
  return {
    original: Matrix.open(join(folder, 'matrix.npy')),
    labels: Int32Array.from(labels),
    classes: dataset.classes.length,
    train: rows.filter((row) => split[row] === 0),
    test: rows.filter((row) => split[row] === 1),
    errors: null,
    reconstructed: null,
    k: 5,
    seed: 0,
  };
}

/** The same as principal components, which reconstruct it. */
async function reduced(given: Omit<EvaluationInput, 'codes'>, dim: number): Promise<EvaluationInput> {
  const { original, train } = given;
  const components = await principalComponents(new SomeRows(original, train), dim, pace);
  const values = new Float32Array(original.rows * dim);
  for (const block of blocks(original)) values.set(projectOnto(components, block.values), block.start * dim);
  const codes = new DenseRows(values, dim);
  const reconstructed = new ReconstructedRows(codes, original.features, (block) =>
    reconstructFrom(components, block),
  );
  const errors = new Float64Array(original.rows);
  for (const { start, rows, values: truth } of blocks(original)) {
    const again = reconstructed.gather(everyRow(original.rows), start, start + rows);
    errors.set(squaredErrors(truth.subarray(0, rows * original.features), again, original.features), start);
  }
  return { ...given, codes, reconstructed, errors };
}

async function represented(
  given: Omit<EvaluationInput, 'codes'>,
  method: Method,
  name: string,
  dim: number,
): Promise<EvaluationInput> {
  if (method === 'raw') return { ...given, codes: given.original };
  if (method === 'pca') return reduced(given, dim);
  const { data: codes, shape } = readArray(join(fixtures, `${name}-autoencoder.npy`));
  expect(shape).toEqual([given.original.rows, dim]);
  return { ...given, codes: new DenseRows(Float32Array.from(codes), dim) };
}

describe.each(cases)('on %s, as scikit-learn and SciPy have it,', (name, path) => {
  const expected = datasets[name];
  let given: Omit<EvaluationInput, 'codes'>;

  beforeEach((context) => {
    const isAbsent = path !== null && (data === '' || !existsSync(join(data, path)));
    skipWhen(context, isAbsent, 'ISTHMUS_DATA names no folder with this dataset');
  });
  beforeAll(async () => {
    if (path === null || (data !== '' && existsSync(join(data, path)))) given = await imported(name, path);
  });

  test.each(['raw', 'pca', 'autoencoder'] as const)('every metric of %s', async (method) => {
    const wanted = expected?.[method].metrics ?? {};
    const measured = await represented(given, method, name, expected?.dim ?? 0);
    const { metrics } = await evaluate(measured, { pace, progress: () => undefined });
    const truth = given.test.map((row) => given.labels[row] ?? -1);
    const tooFar = Object.entries(wanted).flatMap(([metric, theirs]) => {
      const own = metrics[metric]?.value ?? NaN;
      const { by, most } = deviationOf(metric, own, theirs, truth);
      return by <= most ? [] : [{ metric, own, theirs, by }];
    });
    expect(Object.keys(wanted).length).toBeGreaterThanOrEqual(12);
    expect(tooFar).toEqual([]);
    expect(liveHandles()).toBe(0);
  });

  test.each(['raw', 'pca', 'autoencoder'] as const)(
    'how far clusters of %s agree with the labels',
    (method) => {
      const truth = given.test.map((row) => given.labels[row] ?? -1);
      for (const [algorithm, wanted] of Object.entries(expected?.[method].clusterings ?? {})) {
        const { value } = new Agreements(truth, Int32Array.from(wanted.assigned));
        for (const figure of agreementNames)
          expect(Math.abs(value[figure] - wanted[figure]), `${algorithm} ${figure}`).toBeLessThanOrEqual(
            1e-6 * Math.abs(wanted[figure]),
          );
      }
    },
  );
});
