import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { classFigures } from '../../../../src-main/metrics/separability/classes.ts';
import { ClassPairs } from '../../../../src-main/metrics/separability/class-pairs.ts';
import { confusionMatrix } from '../../../../src-main/metrics/classifiers/confusion.ts';
import { macroF1 } from '../../../../src-main/metrics/classifiers/f1.ts';
import type { ClassesResult, EvaluationInput } from '../../../../src-main/metrics/metric-group.ts';
import { fisherRatio } from '../../../../src-main/metrics/separability/fisher-ratio.ts';
import { mlpClassifier } from '../../../../src-main/metrics/classifiers/mlp.ts';
import { NumpyRandom } from '../../../../src-main/metrics/numpy-random.ts';
import { DenseRows, everyRow, liveHandles, loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { CancelledPace } from '../../cancelled-pace.ts';
import type { CaseName } from '../../oracle.ts';
import { everyCase, structureCase } from '../structure-oracle.ts';

/** What scikit-learn and NumPy say of one representation of a case; see make_classes.py. */
type Scores = Record<'knn' | 'linear' | 'mlp', { accuracy: number; f1: number; confusion: number[][] }> & {
  class_overlap: number;
  class_pairs: (number | null)[][];
  silhouette_samples: number[];
  silhouette_classes: number[];
  davies_bouldin: number;
  calinski_harabasz: number;
  fisher_ratio: number;
};

const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/sklearn/expected_classes.json'), 'utf8'),
) as Record<CaseName, Record<'raw' | 'pca', Scores>> & {
  random: {
    seed_0: number[];
    seed_largest: number[];
    uniform: number[];
    shuffled: number[];
    after: number;
  };
};

beforeAll(loadTensorFlow);
const pace = new Pace();
const course = { pace, progress: () => undefined };

describe.each(everyCase)('on %s, %s, as scikit-learn 1.9.1 and NumPy 2.4.6 have it,', (name, which) => {
  const wanted = document[name][which];
  let found: ClassesResult & { measured: EvaluationInput };
  beforeAll(async () => {
    const { measured } = await structureCase(name, which);
    found = { measured, ...(await classFigures(measured, course)) };
  });

  test.each(['davies_bouldin', 'calinski_harabasz', 'fisher_ratio', 'class_overlap'] as const)(
    'the %s',
    (metric) => {
      const value = found.metrics[metric]?.value ?? NaN;
      expect(Math.abs(value / wanted[metric] - 1)).toBeLessThan(1e-6);
    },
  );

  test('the silhouette of every sample and class', () => {
    const { perSample, classes, metrics } = found;
    wanted.silhouette_samples.forEach((value, row) =>
      expect(perSample['silhouette']?.[row]).toBeCloseTo(value, 6),
    );
    wanted.silhouette_classes.forEach((value, label) =>
      expect(classes[label]?.silhouette).toBeCloseTo(value, 6),
    );
    const { length } = wanted.silhouette_samples;
    const mean = wanted.silhouette_samples.reduce((total, value) => total + value, 0) / length;
    expect(metrics['silhouette']?.value).toBeCloseTo(mean, 6);
  });

  test.each(['knn', 'linear', 'mlp'] as const)('what %s takes held-out rows for', (classifier) => {
    const { metrics, predicted, measured, perSample } = found;
    const truth = measured.test.map((row) => measured.labels[row] ?? -1);
    const confusion = confusionMatrix(truth, predicted[classifier] ?? truth, measured.classes);
    const expected = wanted[classifier];
    // One sample that is taken for another class is one less in a cell and one more in another.
    const differs = expected.confusion.flat().map((count, at) => Math.abs(count - (confusion[at] ?? 0)));
    expect(differs.reduce((total, count) => total + count, 0)).toBeLessThanOrEqual(2);
    const accuracy = metrics[`${classifier}_accuracy`]?.value ?? NaN;
    expect(Math.abs(accuracy - expected.accuracy) * truth.length).toBeLessThan(1 + 1e-9);
    if (differs.every((count) => count === 0)) {
      expect(metrics[`${classifier}_f1`]?.value).toBeCloseTo(expected.f1, 12);
    }
    const right = perSample[`${classifier}_accuracy`] ?? new Float32Array(0);
    expect(right.reduce((total, one) => total + one, 0) / truth.length).toBeCloseTo(accuracy, 6);
  });

  test('how rarely every pair of classes is mixed up, and the worst of them', () => {
    const { pairs, metrics } = found;
    const cells = wanted.class_pairs.flat();
    cells.forEach((value, at) => {
      if (value === null) expect(pairs?.[at]).toBeNaN();
      else expect(pairs?.[at]).toBeCloseTo(value, 6);
    });
    const least = Math.min(...cells.filter((value) => value !== null));
    expect(metrics['class_pair_separability']?.value).toBeCloseTo(least, 6);
  });

  test('nothing is left in TensorFlow', () => {
    expect(liveHandles()).toBe(0);
  });
});

describe("NumPy's random numbers", () => {
  const { seed_0, seed_largest, uniform, shuffled, after } = document.random;

  test('are those of its RandomState, to the bit', () => {
    for (const [seed, wanted] of [
      [0, seed_0],
      [2 ** 32 - 1, seed_largest],
    ] as const) {
      const random = new NumpyRandom(seed);
      expect(wanted.map(() => random.float())).toEqual(wanted);
    }
  });

  test('go on as its do, through numbers and orders', () => {
    const random = new NumpyRandom(7);
    expect([...random.uniform(-0.25, 0.5, uniform.length)]).toEqual(uniform);
    const order = everyRow(shuffled.length);
    random.shuffle(order);
    expect([...order]).toEqual(shuffled);
    expect(random.float()).toBe(after);
  });
});

describe('by hand:', () => {
  test('macro F1 counts a class that is only predicted as 0, and leaves out one that is neither', () => {
    // Class 0: 2 of 2 named 3 times: 4 / 5. Class 1: 1 of 2: 2 / 3. Class 7, predicted once: 0.
    const truth = Int32Array.of(0, 0, 1, 1);
    expect(macroF1(truth, Int32Array.of(0, 0, 1, 7))).toBeCloseTo((1 + 2 / 3 + 0) / 3, 12);
    expect(macroF1(truth, Int32Array.of(0, 0, 0, 1))).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12);
  });

  test('a confusion matrix leaves out rows without a class', () => {
    const counts = confusionMatrix(Int32Array.of(0, 1, -1, 1), Int32Array.of(0, 0, 1, -1), 2);
    expect([...counts]).toEqual([1, 0, 1, 0]);
  });

  test('a pair of classes is mixed by its own neighbours alone', () => {
    // Training rows 0 to 3 are of classes 0, 0, 1, 2. Row a (class 0): neighbours 0 and 2, half of the pair (0, 1) is
    // the other. Row b (class 1): neighbours 2 and 3: none of class 0, half of the pair (1, 2).
    const near = Int32Array.of(0, 2, 2, 3);
    const pairs = new ClassPairs(near, Int32Array.of(0, 0, 1, 2), Int32Array.of(0, 1), 2, 3).matrix();
    expect(pairs[1]).toBeCloseTo(1 - (0.5 + 0) / 2, 12);
    expect(pairs[3]).toBe(pairs[1]);
    // Class 2 has no held-out row.
    expect(pairs[2]).toBeNaN();
    expect(pairs[0]).toBeNaN();
  });

  test('a pair that is never among the neighbours of its rows is never mixed', () => {
    const pairs = new ClassPairs(Int32Array.of(0, 0), Int32Array.of(2), Int32Array.of(0, 1), 1, 3).matrix();
    expect(pairs[1]).toBe(1);
  });

  test('the Fisher ratio of one column is the ratio of the scatter sums', async () => {
    // Centres 1 and 5 about 3: 2 · 4 + 2 · 4; within: 1 + 1 + 1 + 1.
    const source = new DenseRows(Float32Array.of(0, 2, 4, 6), 1);
    expect(await fisherRatio(source, Int32Array.of(0, 0, 1, 1), pace)).toBeCloseTo(16 / 4, 12);
  });

  test('the Fisher ratio is the same of columns turned and stretched', async () => {
    const { measured } = await structureCase('blobs', 'pca');
    const { codes, labels, test: heldOut } = measured;
    const values = codes.gather(heldOut);
    const turned = values.map((_, at) => {
      const [x = 0, y = 0, z = 0] = values.subarray(3 * Math.floor(at / 3), 3 * Math.floor(at / 3) + 3);
      return [3 * x - y, x + 2 * y, z * 10 - x][at % 3] ?? 0;
    });
    const own = heldOut.map((row) => labels[row] ?? -1);
    const [one, other] = [
      await fisherRatio(new DenseRows(values, 3), own, pace),
      await fisherRatio(new DenseRows(turned, 3), own, pace),
    ];
    expect(Math.abs(other / one - 1)).toBeLessThan(1e-5);
  });
});

describe('a small network', () => {
  test('ends with a cancel in mid-training, and frees all it made', async () => {
    const { measured } = await structureCase('digits', 'raw');
    const { original, labels } = measured;
    // A step of training takes 200 rows: the twentieth is in the third epoch.
    const cancelled = new CancelledPace((breaths) => breaths === 20);
    const run = mlpClassifier({ source: original, labels }, original, cancelled);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(cancelled.breaths).toBe(20);
    expect(liveHandles()).toBe(0);
  });

  test('gives the same answers twice, and labels as they are named', async () => {
    const { measured } = await structureCase('two', 'raw');
    const { original, labels } = measured;
    const named = labels.map((label) => 10 + 5 * label);
    const once = await mlpClassifier({ source: original, labels: named }, original, pace);
    const twice = await mlpClassifier({ source: original, labels }, original, pace);
    expect(once.predicted).toEqual(twice.predicted.map((label) => 10 + 5 * label));
  });
});
