import { beforeAll, describe, expect, test } from 'vitest';
import { Metric, metricInfos } from '../../../src-main/contract/index.ts';
import { evaluate, type Evaluated, type Measured } from '../../../src-main/metrics/index.ts';
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
    classes: 3,
    train: everyRow(60).slice(0, 40),
    test: everyRow(60).slice(40),
    errors: new Float64Array(60).map((_, row) => row),
    rebuilt: original,
    k: 5,
    seed: 0,
    ...more,
  };
}

async function evaluated(more: Partial<Measured> = {}): Promise<Evaluated> {
  const made = await evaluate(measured(more), { pace: new Pace(), progress: () => undefined });
  for (const [name, metric] of Object.entries(made.metrics)) {
    Metric.parse(metric);
    expect(Number.isNaN(metric.value), name).toBe(false);
    // A value, or a sentence that says why there is none; never both, never neither.
    expect(metric.value === null, name).toBe(metric.reason !== undefined);
    if (metric.reason !== undefined) expect(metric.reason).toMatch(/^[A-Z].*\.$/);
  }
  expect(liveHandles()).toBe(0);
  return made;
}

async function metricsOf(more: Partial<Measured> = {}): Promise<Evaluated['metrics']> {
  return (await evaluated(more)).metrics;
}

const labelled = metricInfos.filter(({ needsLabels }) => needsLabels).map(({ name }) => name);
const unlabelled = ['trustworthiness', 'reconstruction_mse', 'reconstruction_sse', 'bytes_per_sample'];

describe('an evaluation', () => {
  test('has every metric of the contract but the two times that are taken elsewhere', async () => {
    const names = metricInfos.map(({ name }) => name).filter((name) => !/^(fit|encode)_seconds$/.test(name));
    const made = await metricsOf();
    expect(Object.keys(made).sort()).toEqual([...names].sort());
    for (const name of names) expect(made[name]?.value, name).not.toBeNull();
    expect(made['knn_accuracy']).toMatchObject({ rows: 20, k: 5 });
    expect(made['trustworthiness']).toMatchObject({ rows: 20, k: 5 });
    expect(made['linear_fit_seconds']?.rows).toBe(40);
  });

  test('of unlabelled data has the metrics that need no labels, and says so of the others', async () => {
    const made = await metricsOf({ labels: new Int32Array(60).fill(-1), classes: 0 });
    for (const name of labelled) expect(made[name]?.reason, name).toBe('The data has no labels.');
    for (const name of unlabelled) expect(made[name]?.value, name).not.toBeNull();
  });

  test('leaves unlabelled rows out of the metrics that need labels, and counts the rest', async () => {
    const labels = Int32Array.from({ length: 60 }, (_, row) => (row % 4 === 0 ? -1 : row % 3));
    const made = await metricsOf({ labels });
    expect(made['knn_accuracy']?.rows).toBe(15);
    expect(made['silhouette']?.rows).toBe(15);
    expect(made['linear_fit_seconds']?.rows).toBe(30);
    expect(made['trustworthiness']?.rows).toBe(20);
  });

  test('ends with a cancel', async () => {
    const cancel = new AbortController();
    const pace = new Pace(cancel.signal);
    const run = evaluate(measured(), { pace, progress: () => cancel.abort() });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(0);
  });
});
