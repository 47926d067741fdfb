import { beforeAll, describe, expect, test } from 'vitest';
import type { EdgeList } from '../../../../src-main/projections/edge-list.ts';
import { smoothDistances } from '../../../../src-main/projections/umap/fuzzy-set.ts';
import { startOf } from '../../../../src-main/projections/umap/start.ts';
import { DenseRows, everyRow, loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

test("a start lies between 0 and 10 on every axis, each row shaken by umap-learn's deviation of 0.0001", async () => {
  // Three places of 300 rows each: -1, 0 and 1, which are spread from -10 to 10 before they are shaken.
  const rows = 900;
  const codes = new DenseRows(
    Float32Array.from({ length: rows }, (_, row) => (row % 3) - 1),
    1,
  );
  const none: EdgeList = {
    rows,
    starts: new Int32Array(rows + 1),
    others: new Int32Array(0),
    weights: new Float32Array(0),
  };
  const { start, why } = await startOf(
    {
      codes,
      train: everyRow(rows),
      labels: new Int32Array(rows),
      columns: 2,
      params: {},
      seed: 4,
      pace,
      graph: () => Promise.reject(new Error('It needs no neighbours.')),
      progress: () => undefined,
      live: () => undefined,
      stopRequested: () => false,
    },
    none,
    'pca',
  );
  expect(why).toBeNull();
  for (const axis of [0, 1]) {
    const values = [...start].filter((_, at) => at % 2 === axis);
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 10]);
  }
  for (const place of [0, 1, 2]) {
    const own = [...start].filter((_, at) => at % 2 === 0 && (at / 2) % 3 === place);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    expect(mean).toBeCloseTo(5 * place, 3);
    const deviation = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length);
    // From a width of 20 to one of 10.
    expect(Math.abs(deviation / 0.5e-4 - 1)).toBeLessThan(0.15);
  }
});

describe('how far a row reaches', () => {
  const smooth = (distances: number[], k: number): ReturnType<typeof smoothDistances> => {
    const rows = distances.length / k;
    return smoothDistances(
      { rows, k, indices: new Int32Array(rows * k), distances: Float32Array.from(distances) },
      pace,
    );
  };

  test('begins at its nearest row that is no duplicate, and is a thousandth of the mean distance at least', async () => {
    // Three memberships of 1 are more than log2(5) already, so that it is as small as may be.
    const { rho, sigma } = await smooth([0, 0, 1, 2], 4);
    expect(rho[0]).toBe(1);
    // The row itself, at distance 0, counts in the mean.
    expect(sigma[0]).toBeCloseTo(1e-3 * (3 / 5), 12);
  });

  test('is a thousandth of the mean over all rows where all neighbours are duplicates', async () => {
    const { rho, sigma } = await smooth([0, 0, 0, 3, 4, 5], 3);
    expect([rho[0], rho[1]]).toEqual([0, 3]);
    expect(sigma[0]).toBeCloseTo(1e-3 * (12 / 8), 12);
    // 1 + exp(-1 / s) + exp(-2 / s) = log2(4), so exp(-1 / s) is the golden ratio's inverse.
    expect(sigma[1]).toBeCloseTo(1 / Math.log((1 + Math.sqrt(5)) / 2), 3);
  });
});
