import { beforeAll, describe, expect, test } from 'vitest';
import { Metric, metricInfos } from '../../../src-main/contract/index.ts';
import { scorecard, type Measured } from '../../../src-main/metrics/index.ts';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
} from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

const random = new Random(4);
const values = Float32Array.from({ length: 60 * 3 }, () => random.normal());

/** 60 rows of 3 features in 3 classes, the last 20 held out; their codes are the first two features. */
function measured(more: Partial<Measured> = {}): Measured {
  const original = new DenseRows(values, 3);
  const codes = Float32Array.from({ length: 120 }, (_, i) => values[3 * (i >> 1) + (i % 2)] ?? 0);
  return {
    original,
    codes: new DenseRows(codes, 2),
    labels: Int32Array.from({ length: 60 }, (_, row) => row % 3),
    train: everyRow(60).slice(0, 40),
    test: everyRow(60).slice(40),
    errors: new Float64Array(60),
    ...more,
  };
}

async function card(more: Partial<Measured> = {}): Promise<Record<string, Metric>> {
  const made = await scorecard(measured(more), new Pace(), () => undefined);
  for (const [name, metric] of Object.entries(made)) {
    Metric.parse(metric);
    expect(Number.isNaN(metric.value), name).toBe(false);
    // A value, or a sentence that says why there is none; never both, never neither.
    expect(metric.value === null, name).toBe(metric.reason !== undefined);
    if (metric.reason !== undefined) expect(metric.reason).toMatch(/^[A-Z].*\.$/);
  }
  expect(liveHandles()).toBe(0);
  return made;
}

const labelled = ['knn_accuracy', 'linear_accuracy', 'linear_fit_seconds', 'silhouette', 'davies_bouldin'];
const unlabelled = ['trustworthiness', 'reconstruction_mse', 'reconstruction_sse'];

describe('the scorecard', () => {
  test('has every metric of the contract but the two times that are taken elsewhere', async () => {
    const names = metricInfos.map(({ name }) => name).filter((name) => !/^(fit|encode)_seconds$/.test(name));
    const made = await card();
    expect(Object.keys(made).sort()).toEqual([...names].sort());
    for (const name of names) expect(made[name]?.value, name).not.toBeNull();
    expect(made['knn_accuracy']).toMatchObject({ rows: 20, k: 5 });
    expect(made['trustworthiness']).toMatchObject({ rows: 20, k: 5 });
    expect(made['linear_fit_seconds']?.rows).toBe(40);
  });

  test('of unlabelled data has the metrics that need no labels, and says so of the others', async () => {
    const made = await card({ labels: new Int32Array(60).fill(-1) });
    for (const name of labelled) expect(made[name]?.reason, name).toBe('The data has no labels.');
    for (const name of unlabelled) expect(made[name]?.value, name).not.toBeNull();
  });

  test('leaves unlabelled rows out of the metrics that need labels, and counts the rest', async () => {
    const labels = Int32Array.from({ length: 60 }, (_, row) => (row % 4 === 0 ? -1 : row % 3));
    const made = await card({ labels });
    expect(made['knn_accuracy']?.rows).toBe(15);
    expect(made['silhouette']?.rows).toBe(15);
    expect(made['linear_fit_seconds']?.rows).toBe(30);
    expect(made['trustworthiness']?.rows).toBe(20);
  });

  test('of one class says that there is only one', async () => {
    const made = await card({ labels: new Int32Array(60) });
    expect(made['linear_accuracy']?.reason).toBe('All labelled training rows are of one class.');
    expect(made['silhouette']?.reason).toBe('All labelled held-out rows are of one class.');
  });

  test('of held-out rows that are each a class of their own has no silhouette', async () => {
    const made = await card({ labels: everyRow(60) });
    expect(made['davies_bouldin']?.reason).toBe('Every labelled held-out row is of a class of its own.');
    expect(made['knn_accuracy']?.value).toBe(0);
  });

  test('counts a class of one held-out row as scikit-learn does: silhouette 0 for it', async () => {
    const labels = Int32Array.from({ length: 60 }, (_, row) => (row === 59 ? 2 : row % 2));
    expect((await card({ labels }))['silhouette']?.value).not.toBeNull();
  });

  test('with fewer rows than neighbours says how many there are', async () => {
    const few = await card({ train: Int32Array.of(0, 1, 2), test: Int32Array.of(3, 4, 5, 6) });
    expect(few['knn_accuracy']?.reason).toBe('There are 3 labelled training rows, fewer than 5 neighbours.');
    expect(few['trustworthiness']?.reason).toBe('There are 4 held-out rows; it needs more than 10.');
    expect(few['linear_accuracy']?.value).not.toBeNull();
  });

  test('without held-out rows has nothing, and says why', async () => {
    const made = await card({ test: new Int32Array(0) });
    for (const [name, metric] of Object.entries(made)) expect(metric.value, name).toBeNull();
  });

  test('of codes that are all the same calls no separability best', async () => {
    const made = await card({ codes: new DenseRows(new Float32Array(120).fill(0.5), 2) });
    for (const name of ['silhouette', 'davies_bouldin', 'trustworthiness'])
      expect(made[name]?.reason).toBe('All held-out rows have the same code.');
    expect(made['linear_accuracy']?.value).not.toBeNull();
  });

  test('of raw features has no reconstruction and perfect trustworthiness', async () => {
    const original = measured().original;
    const made = await card({ original, codes: original, errors: null });
    expect(made['trustworthiness']?.value).toBe(1);
    expect(made['reconstruction_mse']?.reason).toBe('This method rebuilds no samples from its codes.');
  });

  test('ends with a cancel', async () => {
    const cancel = new AbortController();
    const run = scorecard(measured(), new Pace(cancel.signal), () => cancel.abort());
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(0);
  });
});
