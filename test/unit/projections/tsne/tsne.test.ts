import { beforeAll, describe, expect, test } from 'vitest';
import type { TsneParams } from '../../../../src-main/contract/index.ts';
import { tsne as definition } from '../../../../src-main/contract/maps/tsne.ts';
import { tsne } from '../../../../src-main/projections/tsne/index.ts';
import {
  DenseRows,
  everyRow,
  loadTensorFlow,
  nearestNeighbours,
  Pace,
  Random,
} from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

/** Rows whose columns are independent, each of half the deviation of the one before. */
function rowsOf(rows: number): DenseRows {
  const random = new Random(1);
  return new DenseRows(
    Float32Array.from({ length: rows * 4 }, (_, at) => random.normal() / 2 ** (at % 4)),
    4,
  );
}

async function mapOf(codes: DenseRows, params: Partial<TsneParams>): Promise<Float32Array> {
  const facts = { rows: codes.rows, dim: 4, classes: 0, columns: 2 };
  const { map } = await tsne.make({
    codes,
    train: everyRow(codes.rows),
    labels: new Int32Array(codes.rows),
    columns: 2,
    params: { ...definition.defaults(facts), perplexity: 5, ...params },
    seed: 3,
    pace,
    graph: (k) => nearestNeighbours(codes, k, pace),
    progress: () => undefined,
    live: () => undefined,
    stopRequested: () => false,
  });
  return map;
}

/** Population deviation of a column. */
function deviation(map: Float32Array, column: number): number {
  const values = [...map].filter((_, at) => at % 2 === column);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('where t-SNE sets out from', () => {
  const still = { n_iter: 1, learning_rate: 1e-15 };

  test("by principal components, the first has scikit-learn's deviation of 0.0001, the second its share of that", async () => {
    const codes = rowsOf(300);
    const map = await mapOf(codes, { ...still, init: 'pca' });
    expect(deviation(map, 0) / 1e-4).toBeCloseTo(1, 5);
    // About half; and the columns are uncorrelated, as components are.
    expect(deviation(map, 1) / 1e-4).toBeGreaterThan(0.4);
    expect(deviation(map, 1) / 1e-4).toBeLessThan(0.6);
    let product = 0;
    for (let at = 0; at < map.length; at += 2) product += (map[at] ?? 0) * (map[at + 1] ?? 0);
    expect(Math.abs(product / 300 / 1e-8)).toBeLessThan(1e-4);
  });

  test('at random, each column has a deviation of about 0.0001', async () => {
    const map = await mapOf(rowsOf(1_000), { ...still, init: 'random' });
    for (const column of [0, 1]) expect(deviation(map, column) / 1e-4).toBeCloseTo(1, 1);
  });
});

test.each([
  [60, 12, 50],
  [60, 1, 50],
  [400, 1, 100],
  [800, 2, 100],
])(
  "of %i rows at an exaggeration of %d the learning rate is scikit-learn's %d where none is given",
  async (rows, early_exaggeration, learning_rate) => {
    const set = { n_iter: 3, early_exaggeration };
    const chosen = await mapOf(rowsOf(rows), { ...set, learning_rate: 0 });
    expect(chosen).toEqual(await mapOf(rowsOf(rows), { ...set, learning_rate }));
    expect(chosen).not.toEqual(await mapOf(rowsOf(rows), { ...set, learning_rate: learning_rate * 1.01 }));
  },
);
