import { beforeAll, describe, expect, test } from 'vitest';
import { Agreements } from '../../../../src-main/metrics/clustering/agreement.ts';
import { hdbscan } from '../../../../src-main/metrics/clustering/hdbscan.ts';
import {
  hdbscanClusters,
  smallestCluster,
} from '../../../../src-main/metrics/clustering/hdbscan-clusters.ts';
import { exactNeighbours } from '../../../../src-main/metrics/held-out-neighbours.ts';
import { reachabilityTree } from '../../../../src-main/metrics/clustering/reachability.ts';
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

async function clusters(source: Rows, smallest: number): Promise<Int32Array> {
  return hdbscan(source, await exactNeighbours(source, smallest - 1, pace), smallest, pace);
}

/** How far two ways of putting rows into clusters are the same, noise being one: 1 is exactly. */
function alike(a: ArrayLike<number>, b: Int32Array): number {
  return new Agreements(
    Int32Array.from(a, (cluster) => cluster + 1),
    b,
  ).value.adjusted_rand;
}

test('a cluster has a hundredth of the rows at least, and five where there are few', () => {
  expect([5, 100, 500, 549, 551, 1_250, 20_000, 70_000].map((rows) => smallestCluster(rows))).toEqual([
    5, 5, 5, 5, 6, 13, 200, 200,
  ]);
});

describe.each(everyCase)('HDBSCAN on %s, %s,', (name, which) => {
  test('finds the clusters of scikit-learn 1.9.1 where equally reachable rows join by distance', async () => {
    const { measured, scores } = await structureCase(name, which);
    for (const { smallest, labels_by_distance: wanted } of scores.hdbscan) {
      const made = await clusters(measured.codes, smallest);
      expect(alike(wanted, made)).toBe(1);
      expect([...made].map((cluster) => cluster < 0)).toEqual(wanted.map((cluster) => cluster < 0));
    }
    expect(liveHandles()).toBe(0);
  });

  test('is as near to what scikit-learn finds as that is to itself with its rows in another order', async () => {
    const { measured, scores } = await structureCase(name, which);
    // Six shuffles of the rows changed scikit-learn's own clusters by as much as 0.967 of adjusted Rand.
    for (const { smallest, labels } of scores.hdbscan)
      expect(alike(labels, await clusters(measured.codes, smallest))).toBeGreaterThan(0.965);
  });
});

/** Prim's algorithm on all pairs: the length of the shortest tree, and its longest edge. */
function shortest(source: DenseRows, core: Float64Array): { total: number; longest: number } {
  const { rows, features, values } = source;
  const away = new Float64Array(rows).fill(Infinity);
  const done = new Set<number>();
  let [total, longest, at] = [0, 0, 0];
  for (let step = 1; step < rows; step++) {
    done.add(at);
    let next = -1;
    for (let other = 0; other < rows; other++) {
      if (done.has(other)) continue;
      let squared = 0;
      for (let f = 0; f < features; f++)
        squared += ((values[at * features + f] ?? 0) - (values[other * features + f] ?? 0)) ** 2;
      away[other] = Math.min(away[other] ?? 0, Math.max(squared, core[at] ?? 0, core[other] ?? 0));
      if (next < 0 || (away[other] ?? 0) < (away[next] ?? 0)) next = other;
    }
    total += Math.sqrt(away[next] ?? 0);
    longest = Math.max(longest, Math.sqrt(away[next] ?? 0));
    at = next;
  }
  return { total, longest };
}

describe('the tree that joins all rows', () => {
  test('is the shortest, of groups that lie far apart, of twins and of rows on a grid', async () => {
    const random = new Random(8);
    for (let draw = 0; draw < 24; draw++) {
      const [rows, features, k] = [60 + random.int(90), 1 + random.int(4), 1 + random.int(6)];
      const grid = draw % 3 === 0;
      const values = Float32Array.from({ length: rows * features }, (_, at) => {
        const group = Math.floor(at / features) % 5;
        return grid ? random.int(4) : 40 * group * group + random.normal();
      });
      const source = new DenseRows(values, features);
      const near = await exactNeighbours(source, k, pace);
      const tree = await reachabilityTree(source, near, pace);
      const core = new Float64Array(rows).map((_, row) => near.squared[(row + 1) * k - 1] ?? 0);
      const wanted = shortest(source, core);
      const lengths = tree.lengths.map(Math.sqrt);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeCloseTo(wanted.total, 4);
      expect(Math.max(...lengths)).toBeCloseTo(wanted.longest, 4);
    }
    expect(liveHandles()).toBe(0);
  });
});

describe('HDBSCAN', () => {
  test('does not mind the order of the rows', async () => {
    const { measured } = await structureCase('digits', 'raw');
    const order = new Random(4).shuffle(everyRow(measured.codes.rows));
    const plain = await clusters(measured.codes, 5);
    const shuffled = await clusters(new SomeRows(measured.codes, order), 5);
    expect(
      alike(
        order.map((row) => plain[row] ?? -1),
        shuffled,
      ),
    ).toBe(1);
  });

  test('numbers the largest cluster 0 and leaves out what is alone', async () => {
    const values = [...Array(12).keys()].map((i) => i / 10);
    const made = await clusters(
      new DenseRows(Float32Array.from([...values, 500, ...values.slice(0, 8).map((v) => 100 + v)]), 1),
      5,
    );
    expect([...made]).toEqual([...Array<number>(12).fill(0), -1, ...Array<number>(8).fill(1)]);
  });

  test('of twins is finite: each place where enough of them lie is a cluster', async () => {
    const places = Float32Array.from({ length: 60 }, (_, row) => (row % 3) ** 2);
    const made = await clusters(new DenseRows(places, 1), 5);
    expect(new Set(made)).toEqual(new Set([0, 1, 2]));
    expect([...new Set(made.filter((_, row) => row % 3 === 1))]).toHaveLength(1);
  });

  test('says how it went about it, and is not to be had of fewer rows than a cluster has', async () => {
    const { measured } = await structureCase('blobs', 'raw');
    const made = await hdbscanClusters(measured.codes, null, pace);
    expect(made?.how).toBe('HDBSCAN with clusters of at least 5 rows, chosen by excess of mass.');
    expect(await hdbscanClusters(new SomeRows(measured.codes, everyRow(4)), null, pace)).toBeNull();
  });

  test('of more rows than it may take looks at so many of them, the same ones each time', async () => {
    const values = Float32Array.from({ length: 650 }, (_, row) => 5_000 * (row % 2) + row);
    const made = await hdbscanClusters(new DenseRows(values, 1), null, pace, 600);
    expect(made?.clusters).toBe(2);
    expect(made?.assigned.filter((cluster) => cluster === -2)).toHaveLength(50);
    expect(made?.how).toContain('on 600 of 650 rows drawn with seed 0');
    expect((await hdbscanClusters(new DenseRows(values, 1), null, pace, 600))?.assigned).toEqual(
      made?.assigned,
    );
  });
});
