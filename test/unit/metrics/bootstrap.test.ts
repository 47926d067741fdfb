import { beforeAll, describe, expect, test, vi } from 'vitest';
import { spanOf } from '../../../src-main/contract/index.ts';
import { resampledMeans, Resamples } from '../../../src-main/metrics/bootstrap.ts';
import {
  calinskiHarabasz,
  resampledCalinskiHarabasz,
} from '../../../src-main/metrics/separability/calinski-harabasz.ts';
import { ClassPairs, worstOf } from '../../../src-main/metrics/separability/class-pairs.ts';
import {
  daviesBouldin,
  resampledDaviesBouldin,
} from '../../../src-main/metrics/separability/davies-bouldin.ts';
import { macroF1, resampledF1 } from '../../../src-main/metrics/classifiers/f1.ts';
import { fisherRatio, resampledFisherRatio } from '../../../src-main/metrics/separability/fisher-ratio.ts';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
  SomeRows,
} from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();
const random = new Random(5);
const [rows, features] = [90, 4];
const labels = Int32Array.from({ length: rows }, (_, row) => (row < 3 ? 9 : row % 3));
const source = new DenseRows(
  Float32Array.from(
    { length: rows * features },
    (_, at) => 3 + random.normal() + (labels[Math.floor(at / features)] ?? 0),
  ),
  features,
);
const predicted = labels.map((label) => (random.float() < 0.7 ? label : 1));

/** Row numbers of a draw, each as often as it was drawn. */
function drawn(resamples: Resamples, draw: number): Int32Array {
  const weights = new Int32Array(resamples.positions.length);
  resamples.weights(draw, weights);
  return Int32Array.from([...weights].flatMap((count, row) => new Array<number>(count).fill(row)));
}

describe('resamples', () => {
  test('are as large as what they are drawn from, and the same every time they are asked for', () => {
    const resamples = new Resamples(everyRow(50), 20);
    for (let draw = 0; draw < 20; draw++) {
      const [once, twice, other] = [0, 1, 2].map(() => new Float64Array(50));
      resamples.weights(draw, once ?? new Float64Array(0));
      resamples.weights(draw, twice ?? new Float64Array(0));
      new Resamples(everyRow(50), 20).weights(draw, other ?? new Float64Array(0));
      expect(once?.reduce((total, count) => total + count, 0)).toBe(50);
      expect([twice, other]).toEqual([once, once]);
    }
  });

  test('are drawn once where their counts take 128 MB at most, and else each time they are asked for', () => {
    const numbers = vi.spyOn(Random.prototype, 'int');
    const [counts, again] = [new Int32Array(4), new Int32Array(4)];
    for (const [draws, drawn] of [
      [2 ** 25, 4],
      [2 ** 25 + 1, 8],
    ] as const) {
      const resamples = new Resamples(everyRow(4), draws);
      numbers.mockClear();
      resamples.weights(3, counts);
      resamples.weights(3, again);
      expect(again).toEqual(counts);
      expect(numbers).toHaveBeenCalledTimes(drawn);
    }
    numbers.mockRestore();
  });

  test('draw every row as often as any other', () => {
    const resamples = new Resamples(everyRow(40), 2_000);
    const total = new Float64Array(40);
    const weights = new Float64Array(40);
    for (let draw = 0; draw < 2_000; draw++) {
      resamples.weights(draw, weights);
      weights.forEach((count, row) => (total[row] = (total[row] ?? 0) + count));
    }
    // 2,000 times each, give or take five standard deviations.
    for (const count of total) expect(Math.abs(count - 2_000)).toBeLessThan(5 * Math.sqrt(2_000));
  });
});

describe('a metric on a resample is the metric of the rows drawn:', () => {
  const resamples = new Resamples(everyRow(rows), 40);
  const whole = [
    ['Davies-Bouldin', resampledDaviesBouldin, daviesBouldin],
    ['Calinski-Harabasz', resampledCalinskiHarabasz, calinskiHarabasz],
    ['the Fisher ratio', resampledFisherRatio, fisherRatio],
  ] as const;
  test.each(whole)('%s', async (_, resampled, exact) => {
    const values = await resampled(source, labels, resamples, pace);
    expect(liveHandles()).toBe(0);
    for (let draw = 0; draw < resamples.count; draw++) {
      const chosen = drawn(resamples, draw);
      const own = chosen.map((row) => labels[row] ?? -1);
      const wanted = await exact(new SomeRows(source, chosen), own, pace);
      expect(Math.abs((values[draw] ?? NaN) / wanted - 1)).toBeLessThan(1e-9);
    }
  });

  test('macro F1', async () => {
    const values = await resampledF1(resamples, labels, predicted, pace);
    for (let draw = 0; draw < resamples.count; draw++) {
      const chosen = drawn(resamples, draw);
      const [own, given] = [labels, predicted].map((all) => chosen.map((row) => all[row] ?? -1));
      expect(values[draw]).toBeCloseTo(macroF1(own ?? labels, given ?? labels), 12);
    }
  });

  test('the worst pair of classes', async () => {
    const [k, classes] = [4, 10];
    const near = Int32Array.from({ length: rows * k }, () => random.int(rows));
    const values = await new ClassPairs(near, labels, labels, k, classes).resampledWorst(resamples, pace);
    for (let draw = 0; draw < resamples.count; draw++) {
      const chosen = [...drawn(resamples, draw)];
      const ofThese = Int32Array.from(chosen.flatMap((row) => [...near.subarray(row * k, (row + 1) * k)]));
      const own = Int32Array.from(chosen, (row) => labels[row] ?? -1);
      expect(values[draw]).toBeCloseTo(
        worstOf(new ClassPairs(ofThese, labels, own, k, classes).matrix()),
        12,
      );
    }
    expect(new Set(values).size).toBeGreaterThan(20);
  });

  test('a mean, without the rows that take no part', async () => {
    const whole = Float64Array.from({ length: rows }, () => random.normal());
    const some = whole.map((value, row) => (row % 4 === 0 ? NaN : value));
    const [means, meansOfSome] = await resampledMeans(resamples, [whole, some], pace);
    for (let draw = 0; draw < resamples.count; draw++) {
      const chosen = [...drawn(resamples, draw)];
      const known = chosen.filter((row) => row % 4 !== 0);
      const mean = (of: number[]): number =>
        of.reduce((total, row) => total + (whole[row] ?? 0), 0) / of.length;
      expect(means?.[draw]).toBeCloseTo(mean(chosen), 12);
      expect(meansOfSome?.[draw]).toBeCloseTo(mean(known), 12);
    }
  });

  test.each(whole)('%s of rows in many blocks is the same', async (_, resampled) => {
    const few = new Resamples(everyRow(rows), 200);
    const values = await resampled(source, labels, few, pace);
    const start = await resampled(source, labels, resamples, pace);
    start.forEach((value, draw) => expect((values[draw] ?? NaN) / value).toBeCloseTo(1, 12));
  });
});

test.each([
  ['Davies-Bouldin', resampledDaviesBouldin],
  ['Calinski-Harabasz', resampledCalinskiHarabasz],
  ['the Fisher ratio', resampledFisherRatio],
] as const)('resampling %s ends with a cancel and frees what it made', async (_, resampled) => {
  const cancel = new AbortController();
  cancel.abort();
  const run = resampled(source, labels, new Resamples(everyRow(rows), 10), new Pace(cancel.signal));
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(liveHandles()).toBe(0);
});

describe('an interval', () => {
  test("has NumPy's percentiles as its ends", () => {
    const values = Float64Array.from({ length: 1_000 }, (_, i) => (i * 7) % 1_000);
    // numpy.percentile(numpy.arange(1000), [2.5, 97.5])
    expect(spanOf(values)?.low).toBeCloseTo(24.975, 10);
    expect(spanOf(values)?.high).toBeCloseTo(974.025, 10);
  });

  test('of a mean covers the truth in about 95 of 100 samples', async () => {
    let covered = 0;
    for (let sample = 0; sample < 200; sample++) {
      const values = Float64Array.from({ length: 80 }, () => random.normal());
      const [means] = await resampledMeans(new Resamples(everyRow(80), 400), [values], pace);
      const ends = spanOf(means ?? values);
      if (ends !== null && ends.low <= 0 && ends.high >= 0) covered++;
    }
    expect(covered).toBeGreaterThan(178);
    expect(covered).toBeLessThan(199);
  });

  test('is of what is finite, and not there where that is less than half', () => {
    const some = (finite: number): Float64Array =>
      Float64Array.from({ length: 10 }, (_, i) => (i < finite ? i : NaN));
    // numpy.percentile(numpy.arange(5), [2.5, 97.5])
    expect(spanOf(some(5))).toEqual({ low: expect.closeTo(0.1, 10), high: expect.closeTo(3.9, 10) });
    expect(spanOf(some(4))).toBeNull();
  });

  test('is not there where there is nothing finite', () => {
    expect(spanOf(new Float64Array(10).fill(NaN))).toBeNull();
  });
});
