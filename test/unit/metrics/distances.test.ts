import { beforeAll, describe, expect, test } from 'vitest';
import { distanceTiles, type DistanceLimits } from '../../../src-main/metrics/distances.ts';
import {
  DenseRows,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
  readFloat64,
} from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

const random = new Random(9);
const [rows, features] = [70, 5];
// Far from the origin: the product formula alone would lose most digits there.
const values = Float32Array.from({ length: rows * features }, () => 1_000 + random.normal());
values.set(values.subarray(0, features), 3 * features);
const source = new DenseRows(values, features);

function exact(i: number, j: number): number {
  let total = 0;
  for (let f = 0; f < features; f++)
    total += ((values[i * features + f] ?? 0) - (values[j * features + f] ?? 0)) ** 2;
  return total;
}

const limits: [string, DistanceLimits | undefined][] = [
  ['in one part', undefined],
  ['in many parts and tiles', { tile: 1, wide: 1_000_000, part: 60 }],
  ['kept as float32', { tile: 2_000, wide: 0, part: 100 }],
];

describe.each(limits)('squared distances %s', (_, given) => {
  test('are those of the definition, 0 to oneself and to a twin', async () => {
    let seen = 0;
    for await (const { start, rows: count, squared } of distanceTiles(source, new Pace(), given)) {
      const tile = readFloat64(squared);
      expect(start).toBe(seen);
      for (let i = 0; i < count; i++) {
        expect(tile[i * rows + start + i]).toBe(0);
        for (let j = 0; j < rows; j++) expect(tile[i * rows + j]).toBeCloseTo(exact(start + i, j), 9);
      }
      seen += count;
    }
    expect(seen).toBe(rows);
    expect(liveHandles()).toBe(0);
  });

  test('are freed where the walk is broken off', async () => {
    const cancel = new AbortController();
    const walk = async (): Promise<void> => {
      for await (const { start } of distanceTiles(source, new Pace(cancel.signal), given)) {
        if (start >= 0) cancel.abort();
      }
    };
    await expect(walk()).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(0);
  });
});
