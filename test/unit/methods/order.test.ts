import { beforeAll, describe, expect, test } from 'vitest';
import { epochOrder, Feed } from '../../../src-main/methods/training/order.ts';
import {
  DenseRows,
  everyRow,
  free,
  loadTensorFlow,
  Random,
  readFloats,
  type Rows,
} from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

describe('the order of an epoch', () => {
  test.each([
    ['small data', 10],
    ['data that is read in windows', 1_000],
  ])('takes every training row once, of %s', (_, features) => {
    const training = everyRow(100_000).filter((row) => row % 5 !== 0);
    const { rows, window } = epochOrder(training, features, 64, new Random(1));
    expect(rows.slice().sort()).toEqual(training);
    expect(rows).not.toEqual(training);
    if (features === 1_000) expect([window < rows.length, window % 64]).toEqual([true, 0]);
    else expect(window).toBe(rows.length);
    expect(epochOrder(training, features, 64, new Random(1)).rows).toEqual(rows);
    expect(epochOrder(training, features, 64, new Random(2)).rows).not.toEqual(rows);
  });

  test('mixes classes in every batch though the file is sorted by class', () => {
    const count = 500_000;
    const { rows } = epochOrder(everyRow(count), 784, 256, new Random(3));
    for (let from = 0; from + 256 <= count; from += 256) {
      const classes = new Set(
        Array.from(rows.subarray(from, from + 256), (row) => Math.floor((row * 10) / count)),
      );
      expect(classes.size).toBeGreaterThanOrEqual(7);
    }
  });

  test('reads a window of a file on the disk in few stretches, each row once', () => {
    const training = everyRow(200_000);
    const order = epochOrder(training, 784, 256, new Random(3));
    const asked: Int32Array[] = [];
    const source: Rows = {
      rows: 200_000,
      features: 784,
      far: true,
      gather(indices) {
        asked.push(indices);
        return new Float32Array(indices.length * 784);
      },
    };
    const feed = new Feed(source, order);
    for (let from = 0; from < 3 * order.window; from += 256) free(feed.batch(from, from + 256));
    expect(asked).toHaveLength(3);
    for (const window of asked) {
      const stretches = window.filter((row, i) => i === 0 || row !== (window[i - 1] ?? 0) + 1).length;
      expect(stretches).toBeLessThanOrEqual(70);
    }
  });
});

test('batches from a disk are those from memory', () => {
  const random = new Random(8);
  const features = 3;
  const values = Float32Array.from({ length: 1_000 * features }, () => random.float());
  const near = new DenseRows(values, features);
  const far: Rows = { rows: 1_000, features, far: true, gather: (...which) => near.gather(...which) };
  const order = { rows: random.shuffle(everyRow(1_000)), window: 96 };
  const [one, other] = [new Feed(near, order), new Feed(far, order)];
  for (let from = 0; from < 1_000; from += 32) {
    const to = Math.min(1_000, from + 32);
    const [a, b] = [one.batch(from, to), other.batch(from, to)];
    expect(readFloats(b)).toEqual(readFloats(a));
    free(a, b);
  }
});

test('bytes become the numbers they stand for, whichever side turns them', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
  const source: Rows = {
    rows: 256,
    features: 1,
    gather: () => new Float32Array(0),
    bytes: (indices, from = 0, to = indices.length) => bytes.slice(from, to),
  };
  const batch = new Feed(source, { rows: everyRow(256), window: 256 }).batch(0, 256);
  expect(readFloats(batch)).toEqual(Float32Array.from(bytes, (value) => value / 255));
  free(batch);
});
