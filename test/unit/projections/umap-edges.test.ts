import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitCurve } from '../../../src-main/projections/umap/curve.ts';
import { fuzzySet, smoothDistances } from '../../../src-main/projections/umap/fuzzy-set.ts';
import { connectedComponents, subgraph } from '../../../src-main/projections/umap/parts.ts';
import { spectralStart } from '../../../src-main/projections/umap/spectral.ts';
import type { EdgeList } from '../../../src-main/projections/edge-list.ts';
import {
  DenseRows,
  liveHandles,
  loadTensorFlow,
  nearestNeighbours,
  Pace,
  Random,
  type NeighbourGraph,
} from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';

/** What NumPy and SciPy say; see make_umap.py. */
interface Expected {
  k: number;
  rho: number[];
  sigma: number[];
  edges: Record<string, Record<string, number>>;
  total: number;
  count: number;
  eigenvalues: number[];
  waves: number[][];
  curves: { min_dist: number; spread: number; a: number; b: number }[];
}

const path = join(import.meta.dirname, '../../fixtures/maps/umap.json');
const expected = JSON.parse(readFileSync(path, 'utf8')) as Expected;
const pace = new Pace();
let graph: NeighbourGraph;
let edges: EdgeList;

beforeAll(async () => {
  await loadTensorFlow();
  graph = await nearestNeighbours(oracle('digits').all, expected.k, pace);
  edges = await fuzzySet(graph, pace);
});

/** The ties of a row by the other. */
function of({ starts, others, weights }: EdgeList, row: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++)
    found.set(others[at] ?? -1, weights[at] ?? 0);
  return found;
}

/** A path of rows, each tied to the next. */
function chain(rows: number): EdgeList {
  const lists = Array.from({ length: rows }, (_, row) =>
    [row - 1, row + 1].filter((other) => other >= 0 && other < rows),
  );
  const starts = new Int32Array(rows + 1);
  lists.forEach((list, row) => (starts[row + 1] = (starts[row] ?? 0) + list.length));
  const others = Int32Array.from(lists.flat());
  return { rows, starts, others, weights: new Float32Array(others.length).fill(0.5) };
}

describe('the fuzzy set', () => {
  test("has the nearest distances and reaches that SciPy's root finding gives", async () => {
    const { rho, sigma } = await smoothDistances(graph, pace);
    rho.forEach((value, row) => expect(value).toBeCloseTo(expected.rho[row] ?? NaN, 6));
    sigma.forEach((value, row) => expect(value / (expected.sigma[row] ?? NaN)).toBeCloseTo(1, 4));
  });

  test('ties the rows that NumPy ties, as strongly', () => {
    expect(edges.others.length).toBe(expected.count);
    expect(edges.weights.reduce((sum, weight) => sum + weight, 0) / expected.total).toBeCloseTo(1, 5);
    for (const [row, tied] of Object.entries(expected.edges)) {
      const found = of(edges, Number(row));
      expect([...found.keys()].map(String)).toEqual(Object.keys(tied));
      for (const [other, weight] of Object.entries(tied)) {
        expect(found.get(Number(other))).toBeCloseTo(weight, 4);
      }
    }
  });

  test('is the same in both directions', () => {
    for (let row = 0; row < edges.rows; row++) {
      for (const [other, weight] of of(edges, row)) expect(of(edges, other).get(row)).toBe(weight);
    }
  });

  test('ties rows that are all the same in full', async () => {
    const same = await nearestNeighbours(new DenseRows(new Float32Array(60).fill(2), 3), 5, pace);
    expect((await fuzzySet(same, pace)).weights.every((weight) => weight === 1)).toBe(true);
  });

  test('keeps ties to duplicates and to rows beyond them', async () => {
    const random = new Random(2);
    const values = Float32Array.from({ length: 200 }, () => random.int(3));
    const found = await fuzzySet(await nearestNeighbours(new DenseRows(values, 2), 14, pace), pace);
    expect(found.weights.every((weight) => weight > 0 && weight <= 1)).toBe(true);
  });

  test('hears a cancel', async () => {
    const cancelled = new Pace(AbortSignal.abort());
    await expect(fuzzySet(graph, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the curve of distances', () => {
  test.each(expected.curves)(
    "has the a and b of SciPy's curve_fit for a least distance of $min_dist and a spread of $spread",
    ({ min_dist, spread, a, b }) => {
      const found = fitCurve(min_dist, spread);
      expect(found.a / a).toBeCloseTo(1, 4);
      expect(found.b / b).toBeCloseTo(1, 4);
    },
  );

  test('is fitted wherever the form allows', () => {
    for (const minDist of [0, 0.3, 0.99]) {
      for (const spread of [0.1, 0.5, 3, 10]) {
        const { a, b } = fitCurve(minDist, spread);
        expect(a > 0 && b > 0 && Number.isFinite(a + b)).toBe(true);
      }
    }
  });
});

describe('the spectral start', () => {
  test("spans what SciPy's eigsh finds, wave by wave", async () => {
    const before = liveHandles();
    const found = await spectralStart(edges, 3, 0, pace);
    expect(liveHandles()).toBe(before);
    for (let wave = 0; wave < 3; wave++) {
      let dot = 0;
      for (let row = 0; row < edges.rows; row++) {
        dot += (found?.[row * 3 + wave] ?? NaN) * (expected.waves[row]?.[wave] ?? NaN);
      }
      expect(Math.abs(dot)).toBeGreaterThan(0.999);
    }
  });

  test('of few rows is exact: those of a path are cosines', async () => {
    const rows = 9;
    const found = await spectralStart(chain(rows), 2, 0, pace);
    for (const wave of [1, 2]) {
      let dot = 0;
      let length = 0;
      for (let row = 0; row < rows; row++) {
        const inner = row === 0 || row === rows - 1 ? Math.SQRT1_2 : 1;
        const value = inner * Math.cos((wave * Math.PI * row) / (rows - 1));
        dot += value * (found?.[row * 2 + wave - 1] ?? NaN);
        length += value * value;
      }
      expect(Math.abs(dot) / Math.sqrt(length)).toBeCloseTo(1, 9);
    }
  });

  test('of a path too long to be resolved is finite, slow, and the same again', async () => {
    const long = chain(5_000);
    const found = await spectralStart(long, 2, 1, pace);
    expect(found?.every(Number.isFinite)).toBe(true);
    let step = 0;
    for (let row = 1; row < long.rows; row++) {
      step += ((found?.[row * 2] ?? NaN) - (found?.[row * 2 - 2] ?? NaN)) ** 2;
    }
    expect(step).toBeLessThan(0.001);
    expect(await spectralStart(long, 2, 1, pace)).toEqual(found);
  });
});

describe('the parts of ties', () => {
  test('are found and cut out', () => {
    const one = chain(3);
    const both: EdgeList = {
      rows: 5,
      starts: Int32Array.of(0, 1, 2, 4, 5, 6),
      others: Int32Array.of(2, 3, 0, 4, 1, 2),
      weights: Float32Array.of(0.5, 0.9, 0.5, 0.5, 0.9, 0.5),
    };
    const parts = connectedComponents(both);
    expect(parts.map((rows) => [...rows])).toEqual([
      [0, 2, 4],
      [1, 3],
    ]);
    expect(subgraph(both, parts[0] ?? new Int32Array(0))).toEqual(one);
  });
});
