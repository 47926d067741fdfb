import { beforeAll, describe, expect, test } from 'vitest';
import { nearestRows, votes } from '../../../src-main/metrics/classifiers/knn.ts';
import type { Labelled } from '../../../src-main/metrics/labels.ts';
import { trustworthiness } from '../../../src-main/metrics/structure/trustworthiness.ts';
import { DenseRows, loadTensorFlow, Pace } from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

/** Rows of one feature. */
function line(...values: number[]): DenseRows {
  return new DenseRows(Float32Array.from(values), 1);
}

/** Share of rows that their neighbours vote into the right class. */
async function knnAccuracy(seen: Labelled, unseen: Labelled, k: number): Promise<number> {
  const voted = votes(await nearestRows(seen.source, unseen.source, k, pace), seen.labels, k);
  return voted.filter((label, row) => label === unseen.labels[row]).length / voted.length;
}

describe('knn_accuracy, by hand', () => {
  const train = { source: line(0, 1, 2, 10, 11, 12), labels: Int32Array.of(0, 0, 0, 1, 1, 1) };

  test('is the share of right votes', async () => {
    const unseen = { source: line(0.4, 11.4, 1.6, 10.6), labels: Int32Array.of(0, 1, 1, 1) };
    expect(await knnAccuracy(train, unseen, 3)).toBe(0.75);
  });

  test('gives a tie to the lower label', async () => {
    const seen = { source: line(0, 1), labels: Int32Array.of(4, 2) };
    expect(await knnAccuracy(seen, { source: line(0.1), labels: Int32Array.of(2) }, 2)).toBe(1);
  });

  test('takes the row of lower number among equally near ones', async () => {
    const seen = { source: line(1, -1, 1, -1), labels: Int32Array.of(7, 8, 9, 9) };
    expect(await knnAccuracy(seen, { source: line(0), labels: Int32Array.of(7) }, 1)).toBe(1);
  });

  test('tells neighbours apart that float32 cannot', async () => {
    // Squared distances differ in the ninth digit, far below float32 at this distance from the mean.
    const seen = { source: line(1000.25, 1000.125, -3000), labels: Int32Array.of(1, 0, 2) };
    expect(await knnAccuracy(seen, { source: line(1000.1875 + 0.001), labels: Int32Array.of(1) }, 1)).toBe(1);
  });

  test('counts duplicates one by one, however many there are', async () => {
    const seen = {
      source: new DenseRows(new Float32Array(600 * 3).fill(2), 3),
      labels: Int32Array.from({ length: 600 }, (_, row) => (row < 3 ? 1 : 0)),
    };
    const unseen = { source: new DenseRows(new Float32Array(6).fill(2), 3), labels: Int32Array.of(1, 1) };
    expect(await knnAccuracy(seen, unseen, 5)).toBe(1);
  });
});

describe('trustworthiness, by hand', () => {
  test('is 1 for a representation that keeps the order', async () => {
    const original = line(...Array.from({ length: 12 }, (_, i) => i * i));
    const scaled = line(...Array.from({ length: 12 }, (_, i) => 3 * i * i));
    expect(await trustworthiness(original, scaled, 2, pace)).toBe(1);
    expect(await trustworthiness(original, original, 2, pace)).toBe(1);
  });

  test('costs a false neighbour by its rank in the original', async () => {
    // Rows 0 to 4 on a line; the representation puts row 4 nearest to row 0 (and 0 to 4). With k = 1, n = 5:
    // row 0's neighbour is 4 (rank 4, costs 3); row 4's is 0 (rank 4, costs 3); the others keep theirs.
    const original = line(0, 1, 2.1, 3.3, 4.6);
    const representation = line(0, 1, 2.1, 3.3, -0.5);
    const wanted = 1 - 6 * (2 / (5 * 1 * (2 * 5 - 3 - 1)));
    expect(await trustworthiness(original, representation, 1, pace)).toBeCloseTo(wanted, 12);
  });
});
