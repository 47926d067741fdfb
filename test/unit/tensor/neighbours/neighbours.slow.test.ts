import { beforeAll, describe, expect, test } from 'vitest';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  nearestNeighbours,
  nearestTo,
  nearestToOne,
  approximateNearestNeighbours,
  Pace,
  Random,
  smallest,
} from '../../../../src-main/tensor/index.ts';
import { findDuplicateRows } from '../../../../src-main/tensor/neighbours/duplicate-rows.ts';
import { search } from '../../../../src-main/tensor/neighbours/search.ts';

/** Memory in which only a few rows are looked at together. */
const tight = { held: 0, lists: 20_000, asked: 2_000 };

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

/** A normal draw divided by the square of another: some are a million times as far out as most. */
function wild(random: Random): number {
  return random.normal() / Math.max(1e-4, Math.abs(random.normal())) ** 2;
}

const cases: [string, DenseRows][] = [
  ['normal draws', drawn(3_000, 7, (random) => random.normal())],
  ['a large offset and a small spread', drawn(2_500, 5, (random) => 10_000 + 0.01 * random.normal())],
  ['many duplicates', drawn(700, 3, (random) => random.int(3))],
  ['a constant column', drawn(333, 4, (random, feature) => (feature === 2 ? 4.25 : random.normal()))],
  ['fewer rows than a group', drawn(5, 2, (random) => random.normal())],
  ['two rows', drawn(2, 3, (random) => random.normal())],
  ['rows that are all the same', drawn(40, 3, () => 1.5)],
  [
    'many that are all 0 among others',
    drawn(900, 4, (random) => (random.float() < 0.85 ? 0 : random.normal())),
  ],
  ['zeros of both signs', drawn(64, 2, (random) => (random.float() < 0.5 ? 0 : -0))],
  ['ties without copies', drawn(1_500, 12, (random) => random.int(2))],
  ['numbers near the least of float32', drawn(1_200, 6, (random) => 3e-20 * random.normal())],
  ['numbers near the largest of float32', drawn(1_200, 6, (random) => 1e36 * random.normal())],
  ['rows far out in every direction', drawn(1_100, 5, wild)],
  [
    'two tight clusters far from each other',
    drawn(1_300, 1, (random) => (random.float() < 0.5 ? 100 : -100) + 1e-3 * random.normal()),
  ],
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

  test.each(cases)('are the same where memory holds few rows at once, of %s', async (_, source) => {
    const k = Math.min(6, source.rows - 1);
    const { kept } = await findDuplicateRows(source, k, pace);
    const some = kept === null ? source : new DenseRows(source.gather(kept), source.features);
    if (some.rows <= k) return;
    const [few, all] = [
      await search(some, null, k, pace, () => undefined, tight),
      await search(some, null, k, pace, () => undefined),
    ];
    expect(few).toEqual(all);
  });

  test('of queries are those of comparing each with each', async () => {
    const train = drawn(5_000, 9, (random) => random.normal());
    const queries = drawn(600, 9, (random) => random.normal());
    const { indices } = await nearestTo(train, queries, 5, pace);
    expect([...indices]).toEqual(exhaustive(train, queries, 5, false));
  });

  test.each(cases)(
    'of queries elsewhere are those of comparing each with each, among %s',
    async (_, train) => {
      const { features } = train;
      const queries = drawn(90, features, (random) => 50 + 40 * random.normal());
      queries.values.set(train.values.subarray(0, features));
      queries.values.fill(1e20, features, 2 * features);
      const k = Math.min(4, train.rows);
      const { indices } = await nearestTo(train, queries, k, pace);
      expect([...indices]).toEqual(exhaustive(train, queries, k, false));
    },
  );

  test('may be nearly all rows', async () => {
    const source = drawn(150, 3, (random) => random.normal());
    const { indices } = await nearestNeighbours(source, 149, pace);
    expect([...indices]).toEqual(exhaustive(source, source, 149, true));
    const to = await nearestTo(source, source, 150, pace);
    expect([...to.indices]).toEqual(exhaustive(source, source, 150, false));
  });

  test('tell how far they are, never going back', async () => {
    const shares: number[] = [];
    await nearestNeighbours(
      drawn(2_500, 5, (random) => random.normal()),
      3,
      pace,
      (share) => shares.push(share),
    );
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
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

describe('nearly the nearest neighbours', () => {
  const rows = drawn(2_000, 8, (random) => Math.round(4 * random.normal()) + random.normal() / 8);

  test('are the true ones but for as many as the recall says', async () => {
    const [k, truth] = [12, await nearestNeighbours(rows, 12, pace)];
    const found = await approximateNearestNeighbours(rows, k, pace);
    let near = 0;
    found?.distances.forEach((distance, at) => {
      const farthest = truth.distances[Math.floor(at / k) * k + k - 1] ?? 0;
      if (distance <= farthest) near++;
    });
    const share = near / (rows.rows * k);
    expect(share).toBeGreaterThan(0.99);
    expect(Math.abs(share - (found?.recall?.share ?? 0))).toBeLessThan(0.005);
    expect(found?.recall?.rows).toBe(1_000);
    expect(liveHandles()).toBe(0);
  });

  test('are the same each time, ascending, and never the row itself', async () => {
    const found = await approximateNearestNeighbours(rows, 12, pace);
    expect(await approximateNearestNeighbours(rows, 12, pace)).toEqual(found);
    found?.indices.forEach((other, at) => expect(other).not.toBe(Math.floor(at / 12)));
    found?.distances.forEach((distance, at) => {
      if (at % 12 > 0) expect(distance).toBeGreaterThanOrEqual(found.distances[at - 1] ?? 0);
    });
  });

  test('are true where most rows are the same, and where all are', async () => {
    const copied = new DenseRows(
      Float32Array.from(rows.values, (value, at) => (at < 150 * rows.features ? value : 0)),
      rows.features,
    );
    const found = await approximateNearestNeighbours(copied, 5, pace);
    expect(found?.distances).toEqual((await nearestNeighbours(copied, 5, pace)).distances);
    const same = new DenseRows(new Float32Array(80 * 3).fill(2), 3);
    expect((await approximateNearestNeighbours(same, 5, pace))?.distances).toEqual(new Float32Array(80 * 5));
  });

  test('are refused where there are too few rows, and given up when cancelled', async () => {
    await expect(approximateNearestNeighbours(rows, 2_000, pace)).rejects.toMatchObject({
      code: 'bad_input',
    });
    const cancelled = new Pace(AbortSignal.abort());
    await expect(approximateNearestNeighbours(rows, 5, cancelled)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(liveHandles()).toBe(0);
  });
});
