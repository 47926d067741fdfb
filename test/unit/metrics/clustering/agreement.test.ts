import { beforeAll, describe, expect, test } from 'vitest';
import { Agreements, agreementNames } from '../../../../src-main/metrics/clustering/agreement.ts';
import { Resamples } from '../../../../src-main/metrics/bootstrap.ts';
import { everyRow, loadTensorFlow, Pace, Random } from '../../../../src-main/tensor/index.ts';
import { part } from '../../oracle.ts';
import { everyCase, structureCase } from '../structure-oracle.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

describe.each(everyCase)('agreement with the labels of %s, %s,', (name, which) => {
  test('is that of scikit-learn 1.9.1, noise being a cluster of its own', async () => {
    const { measured, scores } = await structureCase(name, which);
    const held = part(measured.codes, measured.labels, measured.test).labels;
    const kmeans = new Agreements(held, Int32Array.from(scores.kmeans.labels)).value;
    for (const figure of agreementNames)
      expect(kmeans[figure], figure).toBeCloseTo(scores.kmeans.agreement[figure], 9);
    for (const { labels, agreement } of scores.hdbscan) {
      const made = new Agreements(measured.labels, Int32Array.from(labels)).value;
      for (const figure of agreementNames) expect(made[figure], figure).toBeCloseTo(agreement[figure], 9);
    }
  });
});

describe('agreement', () => {
  const random = new Random(2);
  const classes = Int32Array.from({ length: 60 }, () => random.int(4) - 1);
  const clusters = Int32Array.from(classes, (label) => (random.int(3) === 0 ? random.int(3) : label));

  test('on each draw is that of the rows drawn', async () => {
    const known = everyRow(60).filter((position) => (classes[position] ?? -1) >= 0);
    const resamples = new Resamples(known, 20);
    const agreements = new Agreements(classes, clusters);
    const counts = new Int32Array(known.length);
    for (const figure of agreementNames) {
      const replicates = await agreements.resampled(figure, resamples, pace);
      for (const [draw, replicate] of replicates.entries()) {
        resamples.weights(draw, counts);
        const drawn = Int32Array.from(
          [...counts].flatMap((count, i) => Array<number>(count).fill(known[i] ?? 0)),
        );
        const again = new Agreements(
          drawn.map((position) => classes[position] ?? -1),
          drawn.map((position) => clusters[position] ?? -1),
        );
        expect(replicate, figure).toBeCloseTo(again.value[figure], 12);
      }
    }
  });

  test('on a draw of one class alone is none, so that it moves no interval', async () => {
    const few = Int32Array.of(0, 0, 0, 0, 1);
    const resamples = new Resamples(everyRow(5), 200);
    const replicates = await new Agreements(few, new Int32Array(5)).resampled('homogeneity', resamples, pace);
    const counts = new Int32Array(5);
    const alone = Array.from(replicates, (_, draw) => {
      resamples.weights(draw, counts);
      return counts[4] === 0 || counts[4] === 5;
    });
    expect(alone.filter((each) => each).length).toBeGreaterThan(30);
    expect([...replicates]).toEqual(alone.map((each) => (each ? NaN : 0)));
  });

  test('of one class alone, however many rows, is homogeneous and tells nothing', () => {
    for (let rows = 2; rows < 60; rows++) {
      const { value } = new Agreements(
        new Int32Array(rows),
        everyRow(rows).map((row) => row % 3),
      );
      expect(value.homogeneity).toBe(1);
      expect(value.completeness).toBeCloseTo(0, 12);
      expect(value.normalized_mutual_info).toBeCloseTo(0, 12);
    }
  });

  test('is 1 of the same clusters by other names, and leaves out rows without label or cluster', () => {
    const same = new Agreements(Int32Array.of(0, 0, 1, 1, -1, 0), Int32Array.of(7, 7, -1, -1, 7, -2));
    expect(same.rows).toBe(4);
    for (const figure of agreementNames) expect(same.value[figure]).toBeCloseTo(1, 12);
  });

  test.each([
    ['one cluster', Int32Array.of(0, 0, 0, 0), [0, 0, 0, 1]],
    ['a cluster for each row', Int32Array.of(0, 1, 2, 3), [0, 2 / 3, 1, 0.5]],
  ] as const)('of %s is what scikit-learn says of it', (_, put, wanted) => {
    const { value } = new Agreements(Int32Array.of(0, 0, 1, 1), put);
    agreementNames.forEach((figure, i) => expect(value[figure], figure).toBeCloseTo(wanted[i] ?? -1, 12));
  });
});
