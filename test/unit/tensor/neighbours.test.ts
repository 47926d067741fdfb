import { beforeAll, describe, expect, test } from 'vitest';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  nearestNeighbours,
  nearestTo,
  nearestToOne,
  Pace,
  Random,
  smallest,
} from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

/** The nearest rows by float64 distances to every row, ties to the lower row. */
function exhaustive(train: DenseRows, queries: DenseRows, k: number, own: boolean): number[] {
  const { features } = train;
  return Array.from({ length: queries.rows }, (_, query) => {
    const distances = Float64Array.from({ length: train.rows }, (_, row) => {
      let total = 0;
      for (let f = 0; f < features; f++) {
        const difference =
          (train.values[row * features + f] ?? 0) - (queries.values[query * features + f] ?? 0);
        total += difference * difference;
      }
      return own && row === query ? Infinity : total;
    });
    const order = [...everyRow(train.rows)].sort(
      (a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b,
    );
    return order.slice(0, k);
  }).flat();
}

function drawn(
  rows: number,
  features: number,
  value: (random: Random, feature: number) => number,
): DenseRows {
  const random = new Random(rows + features);
  return new DenseRows(
    Float32Array.from({ length: rows * features }, (_, i) => value(random, i % features)),
    features,
  );
}

const cases: [string, DenseRows][] = [
  ['normal draws', drawn(3_000, 7, (random) => random.normal())],
  ['a large offset and a small spread', drawn(2_500, 5, (random) => 10_000 + 0.01 * random.normal())],
  ['many duplicates', drawn(700, 3, (random) => random.int(3))],
  ['a constant column', drawn(333, 4, (random, feature) => (feature === 2 ? 4.25 : random.normal()))],
  ['fewer rows than a group', drawn(5, 2, (random) => random.normal())],
  ['two rows', drawn(2, 3, (random) => random.normal())],
  ['rows that are all the same', drawn(40, 3, () => 1.5)],
];

describe('nearest neighbours', () => {
  test.each(cases)('are those of comparing each with each, of %s', async (_, source) => {
    const k = Math.min(6, source.rows - 1);
    const before = liveHandles();
    const graph = await nearestNeighbours(source, k, pace);
    expect([...graph.indices]).toEqual(exhaustive(source, source, k, true));
    expect(
      graph.distances.every((distance, i) => i % k === 0 || distance >= (graph.distances[i - 1] ?? 0)),
    ).toBe(true);
    expect(liveHandles()).toBe(before);
  });

  test('of queries are those of comparing each with each', async () => {
    const train = drawn(5_000, 9, (random) => random.normal());
    const queries = drawn(600, 9, (random) => random.normal());
    const { indices } = await nearestTo(train, queries, 5, pace);
    expect([...indices]).toEqual(exhaustive(train, queries, 5, false));
  });

  test('of one sample are the same as among all', async () => {
    const source = drawn(400, 6, (random) => random.normal());
    const { indices } = await nearestNeighbours(source, 4, pace);
    const one = await nearestToOne(source, source.values.slice(7 * 6, 8 * 6), 4, 7, pace);
    expect([...one.indices]).toEqual([...indices.subarray(7 * 4, 8 * 4)]);
  });

  test('are refused plainly where there are too few rows', async () => {
    const [, source] = cases[4] ?? cases[0] ?? ['', drawn(5, 2, () => 0)];
    await expect(nearestNeighbours(source, 5, pace)).rejects.toThrow('There are 4 other rows, fewer than 5');
    await expect(nearestTo(source, source, 6, pace)).rejects.toThrow('ask for at most 5');
  });

  test('stop when they are no longer wanted, and leave nothing behind', async () => {
    const before = liveHandles();
    const given = AbortSignal.abort();
    await expect(
      nearestNeighbours(cases[0]?.[1] ?? drawn(9, 2, () => 0), 3, new Pace(given)),
    ).rejects.toThrow();
    expect(liveHandles()).toBe(before);
  });
});

describe('the smallest values', () => {
  test('come in order, ties by position', () => {
    expect([...smallest(Float64Array.of(3, 1, 2, 1, 0, 1), 4)]).toEqual([4, 1, 3, 5]);
  });

  test('are those of sorting, on a thousand random draws with many ties', () => {
    const random = new Random(1);
    for (let draw = 0; draw < 1_000; draw++) {
      const values = Float64Array.from({ length: 1 + random.int(30) }, () => random.int(9));
      const k = 1 + random.int(values.length);
      const sorted = [...everyRow(values.length)].sort(
        (a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b,
      );
      expect([...smallest(values, k)]).toEqual(sorted.slice(0, k));
    }
  });

  test('may be infinite', () => {
    expect([...smallest(Float64Array.of(Infinity, 2, Infinity), 3)]).toEqual([1, 0, 2]);
  });
});
