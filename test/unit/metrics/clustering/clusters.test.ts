import { beforeAll, describe, expect, test } from 'vitest';
import { Metric, metricInfos } from '../../../../src-main/contract/index.ts';
import { Resamples } from '../../../../src-main/metrics/bootstrap.ts';
import { clusterFigures } from '../../../../src-main/metrics/clustering/clusters.ts';
import type {
  ProgressContext,
  ClustersResult,
  EvaluationInput,
} from '../../../../src-main/metrics/metric-group.ts';
import { hopkins } from '../../../../src-main/metrics/clustering/hopkins.ts';
import { levinaBickel, twoNearest } from '../../../../src-main/metrics/clustering/intrinsic-dimension.ts';
import { exactDistances, exactNeighbours } from '../../../../src-main/metrics/held-out-neighbours.ts';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
} from '../../../../src-main/tensor/index.ts';
import { everyCase, structureCase } from '../structure-oracle.ts';

beforeAll(loadTensorFlow);
const course: ProgressContext = { pace: new Pace(), progress: () => undefined };
const names = metricInfos.filter(({ group }) => group === 'clusters').map(({ name }) => name);
const labelled = metricInfos
  .filter(({ group, needsLabels }) => group === 'clusters' && needsLabels)
  .map(({ name }) => name);

const random = new Random(21);
const values = Float32Array.from(
  { length: 90 * 3 },
  (_, at) => 6 * (Math.floor(at / 3) % 3) + random.normal(),
);

/** 90 rows of 3 features in 3 classes that lie apart, the last 60 held out. */
function measured(more: Partial<EvaluationInput> = {}): EvaluationInput {
  const original = new DenseRows(values, 3);
  return {
    original,
    codes: original,
    labels: Int32Array.from({ length: 90 }, (_, row) => row % 3),
    classes: 3,
    train: everyRow(90).slice(0, 30),
    test: everyRow(90).slice(30),
    errors: null,
    reconstructed: null,
    k: 5,
    seed: 1,
    ...more,
  };
}

async function found(more: Partial<EvaluationInput> = {}): Promise<ClustersResult> {
  const given = measured(more);
  const made = await clusterFigures(given, course);
  expect(Object.keys(made.metrics).sort()).toEqual([...names].sort());
  for (const [name, metric] of Object.entries(made.metrics)) {
    Metric.parse(metric);
    expect(Number.isFinite(metric.value ?? 0), name).toBe(true);
    expect(metric.value === null, name).toBe(metric.reason !== undefined);
    if (metric.reason !== undefined) expect(metric.reason).toMatch(/^[A-Z].*\.$/);
  }
  for (const { assigned } of made.clusterings) expect(assigned).toHaveLength(given.test.length);
  expect(liveHandles()).toBe(0);
  return made;
}

/** The metrics of the group that have no value. */
const without = ({ metrics }: ClustersResult): string[] =>
  names.filter((name) => metrics[name]?.value === null);

describe.each(everyCase)('the intrinsic dimensions of %s, %s,', (name, which) => {
  test('are those of their papers, computed with NumPy', async () => {
    const { measured: given, scores } = await structureCase(name, which);
    const { metrics } = await clusterFigures(given, course);
    for (const each of ['intrinsic_dimension_twonn', 'intrinsic_dimension_mle'] as const)
      expect(metrics[each]?.value, each).toBeCloseTo(scores[each], 6);
    expect(metrics['intrinsic_dimension_mle']?.k).toBe(10);
  });
});

describe('figures without labels', () => {
  test('find classes that lie apart', async () => {
    const { metrics, clusterings, resampled, means } = await found();
    for (const algorithm of ['kmeans', 'hdbscan']) {
      expect(metrics[`${algorithm}_clusters`]?.value).toBe(3);
      expect(metrics[`${algorithm}_adjusted_rand`]?.value).toBeGreaterThan(0.8);
      expect(metrics[`${algorithm}_adjusted_rand`]?.rows).toBe(60);
    }
    expect(clusterings.map(({ name }) => name)).toEqual(['kmeans', 'hdbscan']);
    expect(metrics['hopkins']?.drawn).toEqual({ of: 60, seed: 0 });
    const noise = means['hdbscan_noise'] ?? new Float64Array(0);
    expect(noise.reduce((sum, each) => sum + each, 0) / 60).toBeCloseTo(
      metrics['hdbscan_noise']?.value ?? -1,
      12,
    );
    for (const name of ['intrinsic_dimension_twonn', 'intrinsic_dimension_mle', 'kmeans_homogeneity']) {
      const draws = (await resampled[name]?.(new Resamples(everyRow(60), 40))) ?? new Float64Array(0);
      expect(draws.every(Number.isFinite), name).toBe(true);
      const value = metrics[name]?.value ?? 0;
      expect(Math.min(...draws)).toBeLessThanOrEqual(value);
      expect(Math.max(...draws)).toBeGreaterThanOrEqual(value);
    }
  });

  test('are the same each time, whatever the seed of the run', async () => {
    expect((await found({ seed: 7 })).metrics).toEqual((await found()).metrics);
  });

  test('hold clusters against labelled rows alone', async () => {
    const labels = Int32Array.from({ length: 90 }, (_, row) => (row % 4 === 0 ? -1 : row % 3));
    const { metrics } = await found({ labels });
    for (const name of labelled) expect(metrics[name]?.rows, name).toBe(45);
    expect(metrics['kmeans_clusters']?.rows).toBe(60);
  });

  test('need no labels but to be held against them', async () => {
    expect(without(await found({ labels: new Int32Array(90).fill(-1) }))).toEqual(labelled);
    expect(without(await found({ labels: new Int32Array(90) }))).toEqual(labelled);
  });

  test('of a thousand classes, or a class for each row, are finite', async () => {
    const many = Float32Array.from({ length: 1_500 }, () => random.normal());
    const made = await found({
      codes: new DenseRows(many, 1),
      labels: everyRow(1_500).map((row) => row % 1_000),
      test: everyRow(1_500),
    });
    expect(made.metrics['kmeans_clusters']?.value).toBe(1_000);
    expect(without(await found({ labels: everyRow(90) }))).toEqual([]);
  });

  test('of a column that is always the same are those without it', async () => {
    const wider = Float32Array.from({ length: 90 * 4 }, (_, at) =>
      at % 4 === 3 ? 2.5 : (values[3 * Math.floor(at / 4) + (at % 4)] ?? 0),
    );
    const [plain, with_] = [await found(), await found({ codes: new DenseRows(wider, 4) })];
    for (const name of names.filter((each) => each !== 'hopkins'))
      expect(with_.metrics[name]?.value, name).toBeCloseTo(plain.metrics[name]?.value ?? 0, 9);
  });

  test.each([
    ['no held-out row', { test: new Int32Array(0) }, names],
    ['one held-out row', { test: Int32Array.of(3) }, names],
    ['a code that is always the same', { codes: new DenseRows(new Float32Array(90), 1) }, names],
  ] as const)('of %s say why there are none', async (_, more, wanted) => {
    expect(without(await found(more))).toEqual([...wanted]);
  });

  test('of two to six held-out rows are finite, or say why there are none', async () => {
    for (let rows = 2; rows <= 6; rows++) await found({ test: everyRow(rows) });
    const unlabelled = new Int32Array(90).fill(-1);
    for (let rows = 2; rows <= 6; rows++) await found({ test: everyRow(rows), labels: unlabelled });
  });

  test('of rows that all have a twin have no dimension', async () => {
    const twice = new DenseRows(Float32Array.from([...values, ...values]), 3);
    const labels = Int32Array.from({ length: 180 }, (_, row) => row % 3);
    const { metrics } = await found({ codes: twice, labels, test: everyRow(180) });
    expect(metrics['intrinsic_dimension_twonn']).toMatchObject({
      rows: 0,
      reason: 'Every held-out row has a duplicate.',
    });
    expect(metrics['hdbscan_clusters']?.value).toBeGreaterThan(0);
  });

  test('end with a cancel, and leave nothing in TensorFlow', async () => {
    for (const phase of ['k-means', 'nearest neighbours', 'HDBSCAN', 'intrinsic dimension']) {
      const cancel = new AbortController();
      const run = clusterFigures(measured(), {
        pace: new Pace(cancel.signal),
        progress: (_, said) => said === `Evaluating: ${phase}` && cancel.abort(),
      });
      await expect(run).rejects.toMatchObject({ code: 'cancelled' });
      expect(liveHandles()).toBe(0);
    }
  });
});

describe('intrinsic dimension', () => {
  test.each([1, 2, 5])('of points drawn evenly from %i directions within 20 is about that', async (dim) => {
    const draw = new Random(dim);
    const points = Float32Array.from({ length: 1_500 * 20 }, (_, at) => (at % 20 < dim ? draw.float() : 1));
    const source = new DenseRows(points, 20);
    const distances = await exactDistances(
      source,
      await exactNeighbours(source, 10, course.pace),
      10,
      course.pace,
    );
    // Points near the sides have fewer around them, which takes a little off, the more the more directions.
    for (const { value } of [twoNearest(distances, 10), levinaBickel(distances, 10)])
      expect(Math.abs(value / dim - 1)).toBeLessThan(0.15);
  });
});

describe('the Hopkins statistic', () => {
  test('is about a half of points drawn evenly, and near 1 of points that gather', async () => {
    const draw = new Random(4);
    const evenly = new DenseRows(
      Float32Array.from({ length: 4_000 }, () => draw.float()),
      2,
    );
    const { value, resampled } = await hopkins(evenly, course.pace);
    expect(value).toBeCloseTo(0.5, 1);
    const values = await resampled(new Resamples(everyRow(evenly.rows), 200), course.pace);
    const mean = values.reduce((total, each) => total + each, 0) / 200;
    expect(Math.abs(mean - value)).toBeLessThan(0.02);
    expect(new Set(values).size).toBe(200);
    const none = new Resamples(Int32Array.of(), 1);
    expect((await resampled(none, course.pace))[0]).toBeNaN();
    const gathered = Float32Array.from(
      { length: 4_000 },
      (_, at) => 50 * ((at >> 1) % 3) + draw.normal() / 10,
    );
    expect((await hopkins(new DenseRows(gathered, 2), course.pace)).value).toBeGreaterThan(0.95);
  });

  test.each([
    [10, 1],
    [11, 2],
    [240, 24],
    [5_100, 500],
  ])('of %i rows is by a tenth of them, 500 at most: %i, by its definition', async (rows, wanted) => {
    const draw = new Random(rows);
    const points = Float32Array.from({ length: 2 * rows }, () => draw.normal());
    const { value, drawn } = await hopkins(new DenseRows(points, 2), course.pace);
    expect(drawn).toBe(wanted);
    // The same rows and points, and distances to every row.
    const again = new Random(0);
    const chosen = again.shuffle(everyRow(rows)).slice(0, wanted);
    const ends = [0, 1].map((axis) => {
      const values = points.filter((_, at) => at % 2 === axis);
      return [Math.min(...values), Math.max(...values)] as const;
    });
    const nearestTo = (x: number, y: number, self: number): number => {
      let least = Infinity;
      for (let row = 0; row < rows; row++) {
        if (row !== self)
          least = Math.min(least, Math.hypot(x - (points[2 * row] ?? 0), y - (points[2 * row + 1] ?? 0)));
      }
      return least;
    };
    const within = (axis: number): number => {
      const [low = NaN, high = NaN] = ends[axis] ?? [];
      return low + again.float() * (high - low);
    };
    const places = Array.from(chosen, () => [within(0), within(1)] as const);
    const u = places.reduce((sum, [x, y]) => sum + nearestTo(x, y, -1), 0);
    const w = chosen.reduce(
      (sum, row) => sum + nearestTo(points[2 * row] ?? 0, points[2 * row + 1] ?? 0, row),
      0,
    );
    expect(value).toBeCloseTo(u / (u + w), 9);
  });

  test('of a grid is well below a half', async () => {
    const grid = Float32Array.from({ length: 1_800 }, (_, at) =>
      at % 2 === 0 ? (at >> 1) % 30 : ((at >> 1) / 30) | 0,
    );
    expect((await hopkins(new DenseRows(grid, 2), course.pace)).value).toBeLessThan(0.4);
  });
});
