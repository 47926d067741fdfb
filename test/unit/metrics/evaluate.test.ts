import { beforeAll, describe, expect, test } from 'vitest';
import { Metric, metricInfo, metricInfos } from '../../../src-main/contract/index.ts';
import { evaluate, type Evaluated, type EvaluationInput } from '../../../src-main/metrics/index.ts';
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
function measured(more: Partial<EvaluationInput> = {}): EvaluationInput {
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
    reconstructed: original,
    k: 5,
    seed: 0,
    ...more,
  };
}

/** Measures, and holds every number that comes of it to what is promised of all. */
async function evaluated(more: Partial<EvaluationInput> = {}): Promise<Evaluated> {
  const given = measured(more);
  const made = await evaluate(given, { pace: new Pace(), progress: () => undefined });
  expect(Object.keys(made.metrics).sort()).toEqual(names);
  for (const [name, metric] of Object.entries(made.metrics)) {
    Metric.parse(metric);
    // A value, or a sentence that says why there is none; never both, never neither.
    expect(metric.value === null, name).toBe(metric.reason !== undefined);
    if (metric.reason !== undefined) expect(metric.reason, name).toMatch(/^[A-Z].*\.$/);
    for (const number of [metric.value ?? 0, metric.low ?? 0, metric.high ?? 0, metric.rows])
      expect(Number.isFinite(number), name).toBe(true);
    for (const { value } of metric.curve ?? []) expect(Number.isFinite(value), name).toBe(true);
    expect(metric.low === undefined, name).toBe(metric.high === undefined);
    const { value, low, high } = metric;
    const [least, most] = metricInfo(name)?.bounds ?? [NaN, NaN];
    const ends = [least, low, value, high, most].filter((each) => each !== undefined && each !== null);
    // An interval holds its value, and nothing that the metric cannot be.
    expect(ends, name).toEqual(ends.toSorted((a, b) => a - b));
    expect(metric.low !== undefined, name).toBe(name in made.replicates);
  }
  for (const [name, values] of Object.entries(made.replicates)) {
    expect(values, name).toHaveLength(1_000);
    expect(values.every(Number.isFinite), name).toBe(true);
  }
  for (const [name, values] of Object.entries(made.perSample)) {
    expect(values, name).toHaveLength(given.test.length);
    expect(
      values.some((value) => Math.abs(value) === Infinity),
      name,
    ).toBe(false);
    expect(made.metrics[name]?.value, name).not.toBeNull();
  }
  for (const { silhouette } of made.classes) expect(Number.isFinite(silhouette ?? 0)).toBe(true);
  expect(made.classes).toHaveLength(given.classes);
  expect(made.pairs?.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1)) ?? true).toBe(true);
  for (const classes of Object.values(made.predicted)) expect(classes).toHaveLength(given.test.length);
  for (const { assigned } of made.clusterings) expect(assigned).toHaveLength(given.test.length);
  for (const error of made.featureErrors ?? []) expect(Number.isFinite(error)).toBe(true);
  expect(liveHandles()).toBe(0);
  return made;
}

/** Every metric of the contract but the two times that are taken elsewhere. */
const names = metricInfos
  .map(({ name }) => name)
  .filter((name) => !/^(fit|encode)_seconds$/.test(name))
  .sort();

async function metricsOf(more: Partial<EvaluationInput> = {}): Promise<Evaluated['metrics']> {
  return (await evaluated(more)).metrics;
}

const labelled = metricInfos.filter(({ needsLabels }) => needsLabels).map(({ name }) => name);
const unlabelled = ['trustworthiness', 'reconstruction_mse', 'reconstruction_sse', 'bytes_per_sample'];

describe('an evaluation', () => {
  test('has every metric of the contract but the two times that are taken elsewhere', async () => {
    const made = await metricsOf();
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

  test('has an interval about every metric that is not a cost or a count of clusters', async () => {
    const made = await metricsOf();
    const without = names.filter((name) => made[name]?.low === undefined);
    // Hopkins draws two of the twenty rows, and neither is in some resamples.
    expect(without.filter((name) => !/seconds|bytes|clusters/.test(name))).toEqual(['hopkins']);
  });

  test('of few rows in many classes has intervals that hold their values, and nothing that cannot be', async () => {
    const random = new Random(4);
    const labels = Int32Array.from({ length: 60 }, () => random.int(6));
    const values = Float32Array.from({ length: 60 * 4 }, (_, at) => {
      return Math.round(3 * (labels[Math.floor(at / 4)] ?? 0) + 4 * random.normal());
    });
    const codes = new DenseRows(values, 4);
    const test = everyRow(60).subarray(44);
    const reconstructed = codes;
    const made = await metricsOf({ original: codes, codes, reconstructed, labels, classes: 6, test });
    expect(made['fisher_ratio']?.low).toBeDefined();
    expect(made['knn_f1']?.low).toBeDefined();
  });

  test('of copies of one representation has the same figures and resamples, whatever the seed', async () => {
    const [one, other] = [await evaluated(), await evaluated()];
    expect(other.replicates).toEqual(one.replicates);
    expect(other.perSample).toEqual(one.perSample);
  });

  test('says of its progress no less than before, from 0 to 1', async () => {
    const told: number[] = [];
    const phases = new Set<string>();
    await evaluate(measured(), {
      pace: new Pace(),
      progress(fraction, phase) {
        told.push(fraction);
        phases.add(phase);
      },
    });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBeLessThanOrEqual(1);
    for (const phase of phases) expect(phase).toMatch(/^Evaluating: ./);
  });

  test('ends with a cancel', async () => {
    const cancel = new AbortController();
    const pace = new Pace(cancel.signal);
    const run = evaluate(measured(), { pace, progress: () => cancel.abort() });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(0);
  });

  test.each([1, 2, 3, 4, 6, 8, 12])('ends with a cancel at its turn %i', async (turn) => {
    const cancel = new AbortController();
    let turns = 0;
    const run = evaluate(measured(), {
      pace: new Pace(cancel.signal),
      progress: () => ++turns >= turn && cancel.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(0);
  });
});

/** Codes of two columns, of 60 rows. */
function codesOf(value: (row: number, column: number) => number): DenseRows {
  return new DenseRows(
    Float32Array.from({ length: 120 }, (_, at) => value(at >> 1, at % 2)),
    2,
  );
}

const many = 1_600;
const manyValues = Float32Array.from({ length: many * 3 }, () => random.normal());

/** What is odd, and what is then said of some metrics: a value, a reason, or `some`: any value. */
const oddities: [string, Partial<EvaluationInput>, Record<string, number | string>][] = [
  [
    'one class',
    { labels: new Int32Array(60), classes: 1 },
    {
      knn_accuracy: 'All labelled training rows are of one class.',
      mlp_f1: 'All labelled training rows are of one class.',
      silhouette: 'All labelled held-out rows are of one class.',
      fisher_ratio: 'All labelled held-out rows are of one class.',
      trustworthiness: 'some',
    },
  ],
  [
    'one class among the held-out rows',
    { labels: Int32Array.from({ length: 60 }, (_, row) => (row < 40 ? row % 3 : 1)) },
    {
      knn_accuracy: 'some',
      class_pair_separability: 'All labelled held-out rows are of one class.',
      calinski_harabasz: 'All labelled held-out rows are of one class.',
    },
  ],
  [
    'a class of one held-out row',
    { labels: Int32Array.from({ length: 60 }, (_, row) => (row === 59 ? 2 : row % 2)) },
    { silhouette: 'some', davies_bouldin: 'some', fisher_ratio: 'some', class_pair_separability: 'some' },
  ],
  [
    'a class that training never saw',
    { labels: Int32Array.from({ length: 60 }, (_, row) => (row > 54 ? 2 : row % 2)) },
    { linear_accuracy: 'some', class_pair_separability: 'some' },
  ],
  [
    'every held-out row of a class of its own',
    { labels: everyRow(60), classes: 60 },
    {
      knn_accuracy: 0,
      mlp_accuracy: 0,
      davies_bouldin: 'Every labelled held-out row is of a class of its own.',
    },
  ],
  [
    'rows that are the same in pairs',
    { codes: codesOf((row, column) => values[3 * (row >> 1) + column] ?? 0) },
    { silhouette: 'some', knn_accuracy: 'some' },
  ],
  [
    'rows that are the same within each class',
    { codes: codesOf((row, column) => (row % 3) * (1 + column)) },
    {
      silhouette: 1,
      davies_bouldin: 0,
      knn_accuracy: 1,
      calinski_harabasz: 'Within each class, all held-out rows have the same code.',
      fisher_ratio: 'Within each class, all held-out rows have the same code.',
    },
  ],
  [
    'a column that is constant',
    { codes: codesOf((row, column) => (column === 0 ? 0.1 : (values[3 * row] ?? 0))) },
    { fisher_ratio: 'some', linear_accuracy: 'some', mlp_accuracy: 'some', calinski_harabasz: 'some' },
  ],
  [
    'codes that are all the same',
    { codes: codesOf(() => 0.1) },
    {
      silhouette: 'All held-out rows have the same code.',
      trustworthiness: 'All held-out rows have the same code.',
      linear_accuracy: 'some',
      knn_accuracy: 'some',
      mlp_accuracy: 'some',
    },
  ],
  [
    'codes of one column',
    {
      codes: new DenseRows(
        values.filter((_, at) => at % 3 === 0),
        1,
      ),
    },
    { fisher_ratio: 'some', silhouette: 'some', trustworthiness: 'some' },
  ],
  [
    'codes of very large numbers beside small ones',
    { codes: codesOf((row, column) => (column === 0 ? 1e12 : 1e-12) * (values[3 * row + column] ?? 0)) },
    { silhouette: 'some', mlp_accuracy: 'some', fisher_ratio: 'some' },
  ],
  [
    'two held-out rows',
    { test: Int32Array.of(58, 59) },
    {
      knn_accuracy: 'some',
      silhouette: 'Every labelled held-out row is of a class of its own.',
      trustworthiness: 'There are 2 held-out rows; it needs more than 10.',
    },
  ],
  ['two training rows', { train: Int32Array.of(0, 1) }, { linear_accuracy: 'some', mlp_accuracy: 'some' }],
  [
    'more neighbours than training rows',
    { k: 50 },
    {
      knn_accuracy: 'There are 40 labelled training rows, fewer than 50 neighbours.',
      class_overlap: 'There are 40 labelled training rows, fewer than 50 neighbours.',
      linear_accuracy: 'some',
    },
  ],
  ['as many neighbours as training rows', { k: 40 }, { knn_accuracy: 'some', class_overlap: 'some' }],
  [
    'one held-out row',
    { test: Int32Array.of(59) },
    { knn_accuracy: 'some', silhouette: 'All labelled held-out rows are of one class.' },
  ],
  ['no held-out row', { test: new Int32Array(0) }, { knn_accuracy: 'No held-out row has a label.' }],
  ['no training row', { train: new Int32Array(0) }, { knn_accuracy: 'No training row has a label.' }],
  [
    'no labels',
    { labels: new Int32Array(60).fill(-1), classes: 0 },
    { knn_accuracy: 'The data has no labels.', reconstruction_mse: 'some' },
  ],
  [
    'nothing that is reconstructed',
    { errors: null, reconstructed: null },
    { reconstruction_mse: 'This method has no decoder, so it reconstructs no samples.' },
  ],
  [
    '1,000 classes',
    {
      original: new DenseRows(manyValues, 3),
      codes: new DenseRows(manyValues, 3),
      labels: Int32Array.from({ length: many }, (_, row) => row % 1_000),
      classes: 1_000,
      train: everyRow(many).slice(0, 1_000),
      test: everyRow(many)
        .slice(1_000)
        .filter((row) => row % 5 > 0),
      errors: null,
      reconstructed: null,
    },
    { knn_accuracy: 'some', class_pair_separability: 'some', mlp_accuracy: 'some' },
  ],
];

describe('an evaluation with', () => {
  test.each(oddities)(
    '%s has a true figure or a plain reason, and no number that is none',
    async (_, more, said) => {
      const made = await metricsOf(more);
      for (const [name, wanted] of Object.entries(said)) {
        if (wanted === 'some') expect(made[name]?.value, name).not.toBeNull();
        else if (typeof wanted === 'string') expect(made[name]?.reason, name).toBe(wanted);
        else expect(made[name]?.value, name).toBeCloseTo(wanted, 6);
      }
    },
  );

  test('raw features keeps all neighbours and distances', async () => {
    const { original } = measured();
    const made = await metricsOf({ original, codes: original, errors: null, reconstructed: null });
    for (const name of ['trustworthiness', 'continuity', 'neighborhood_preservation'])
      expect(made[name]?.value, name).toBe(1);
    expect(made['stress']?.value).toBe(0);
  });
});
