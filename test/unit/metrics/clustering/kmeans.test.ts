import { beforeAll, describe, expect, test } from 'vitest';
import { kmeans, kmeansFrom } from '../../../../src-main/metrics/clustering/kmeans.ts';
import { kmeansClusters } from '../../../../src-main/metrics/clustering/kmeans-clusters.ts';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
  SomeRows,
  type Rows,
} from '../../../../src-main/tensor/index.ts';
import { everyCase, structureCase } from '../structure-oracle.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

/** So many rows around each of some points of the plane. */
function around(points: readonly (readonly [number, number])[], rows: number): DenseRows {
  const random = new Random(1);
  const values = points.flatMap(([x, y]) =>
    Array.from({ length: rows }, () => [x + 0.2 * random.normal(), y + 0.2 * random.normal()]).flat(),
  );
  return new DenseRows(Float32Array.from(values), 2);
}

describe.each(everyCase)('k-means on %s, %s, from the same centres', (name, which) => {
  test('comes to where scikit-learn 1.9.1 comes', async () => {
    const { measured, scores } = await structureCase(name, which);
    const held = new SomeRows(measured.codes, measured.test);
    const { start, centres, labels, inertia } = scores.kmeans;
    const made = await kmeansFrom(held, Float64Array.from(held.gather(Int32Array.from(start))), pace);
    expect([...made.assigned]).toEqual(labels);
    expect(made.inertia / inertia).toBeCloseTo(1, 5);
    // A principal component may point either way.
    centres
      .flat()
      .forEach((value, at) => expect(Math.abs(made.centres[at] ?? 0)).toBeCloseTo(Math.abs(value), 4));
    expect(liveHandles()).toBe(0);
  });

  test('is no worse from several drawn starts than from one of them', async () => {
    const { measured, scores } = await structureCase(name, which);
    const held = new SomeRows(measured.codes, measured.test);
    const k = scores.kmeans.start.length;
    const [one, many] = [await kmeans(held, k, 1, 5, pace), await kmeans(held, k, 10, 5, pace)];
    expect(many.inertia).toBeLessThanOrEqual(one.inertia);
    // The best of ten starts of k-means++ is hardly ever worse than the first row of each class.
    expect(many.inertia).toBeLessThan(scores.kmeans.inertia * 1.01);
  });
});

describe('k-means', () => {
  const corners = around(
    [
      [0, 0],
      [9, 0],
      [0, 9],
      [9, 9],
    ],
    12,
  );

  test('finds clusters that lie apart, the same ones for the same seed', async () => {
    const { assigned } = await kmeans(corners, 4, 3, 7, pace);
    for (let row = 0; row < 48; row++) expect(assigned[row]).toBe(assigned[12 * Math.floor(row / 12)]);
    expect(new Set(assigned).size).toBe(4);
    expect((await kmeans(corners, 4, 3, 7, pace)).assigned).toEqual(assigned);
  });

  test('fills a cluster that lost all its rows with the row that is farthest from its centre', async () => {
    const far = Float64Array.of(0, 0, 9, 0, 0, 9, 500, 500);
    const made = await kmeansFrom(corners, far, pace);
    expect(new Set(made.assigned).size).toBe(4);
  });

  test('fills it as scikit-learn 1.9.1 does, whose clusters and inertia these are', async () => {
    const line = new DenseRows(Float32Array.of(0, 1, 2, 10, 100), 1);
    const made = await kmeansFrom(line, Float64Array.of(1, 1_000, 5), pace);
    expect([...made.assigned]).toEqual([0, 0, 0, 2, 1]);
    expect([...made.centres]).toEqual([1, 100, 10]);
    expect(made.inertia).toBe(2);
  });

  test("draws as many rows for each further start as scikit-learn's greedy k-means++: 2 + ln k", async () => {
    const asked: number[] = [];
    const source: Rows = {
      rows: corners.rows,
      features: 2,
      gather(rows, from, to) {
        asked.push(rows.length);
        return corners.gather(rows, from, to);
      },
    };
    await kmeans(source, 20, 1, 3, pace);
    const first = asked.indexOf(1);
    expect(asked.slice(first, first + 20)).toEqual([1, ...new Array<number>(19).fill(4)]);
  });

  test('of rows that are all the same, and of as many clusters as rows, is finite', async () => {
    const same = await kmeans(new DenseRows(new Float32Array(20).fill(3), 2), 4, 2, 1, pace);
    expect(same.inertia).toBe(0);
    expect(same.centres.every(Number.isFinite)).toBe(true);
    const each = await kmeans(new SomeRows(corners, everyRow(5)), 5, 5, 1, pace);
    expect(each.inertia).toBeCloseTo(0, 9);
  });

  test('with no classes given takes the number of clusters with the best silhouette, and says so', async () => {
    const chosen = await kmeansClusters(corners, 0, 1, pace);
    expect(chosen?.clusters).toBe(4);
    expect(chosen?.how).toBe(
      'k-means with 4 clusters, of 2 to 10 the number with the best silhouette on all 48 rows, the best of 10 starts (k-means++).',
    );
    const given = await kmeansClusters(corners, 3, 1, pace);
    expect(given?.how).toBe(
      'k-means with as many clusters as there are classes (3), the best of 10 starts (k-means++).',
    );
    expect(await kmeansClusters(new SomeRows(corners, everyRow(2)), 0, 1, pace)).toBeNull();
  });

  test('ends with a cancel, and leaves nothing in TensorFlow', async () => {
    const cancel = new AbortController();
    cancel.abort();
    const run = kmeans(corners, 4, 3, 7, new Pace(cancel.signal));
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(0);
  });
});
