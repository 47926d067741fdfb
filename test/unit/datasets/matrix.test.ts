import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Matrix } from '../../../src-main/datasets/matrix.ts';
import { writeNpy } from '../../../src-main/store/arrays.ts';
import { everyRow, Random } from '../../../src-main/tensor/index.ts';

const [rows, features] = [900, 50];
const folder = mkdtempSync(join(tmpdir(), 'isthmus-matrix-'));
afterAll(() => rmSync(folder, { recursive: true }));
const random = new Random(4);

beforeAll(() => {
  const floats = Float32Array.from({ length: rows * features }, () => random.normal());
  writeNpy(join(folder, 'float32.npy'), floats, [rows, features]);
  writeNpy(
    join(folder, 'uint8.npy'),
    Uint8Array.from(floats, (value) => 128 + 20 * value),
    [rows, features],
  );
});

const orders: [string, Int32Array][] = [
  ['all rows', everyRow(rows)],
  ['every third row', everyRow(rows).filter((row) => row % 3 === 0)],
  ['rows far apart', Int32Array.of(0, 450, 451, 899)],
  ['rows in no order, one of them twice', Int32Array.of(7, 3, 3, 899, 0, 500)],
  ['shuffled rows', random.shuffle(everyRow(rows))],
];

describe.each(['float32', 'uint8'] as const)('a matrix of %s', (dtype) => {
  test.each(orders)('left on the disk gives the same as in memory: %s', (_, order) => {
    const path = join(folder, `${dtype}.npy`);
    const [near, far] = [Matrix.open(path), Matrix.open(path, 1_000)];
    expect([near.far, far.far, far.dtype]).toEqual([false, true, dtype]);
    expect(far.gather(order)).toEqual(near.gather(order));
    expect(far.gather(order, 1, 3)).toEqual(near.gather(order, 1, 3));
    expect(far.bytes?.(order)).toEqual(near.bytes?.(order));
    expect(far.block(10, 20)).toEqual(near.block(10, 20));
    near.close();
    far.close();
  });
});

test('a matrix on the disk is not read into memory', () => {
  const path = join(folder, 'large.npy');
  writeNpy(path, new Float32Array(30_000_000), [30_000, 1_000]);
  const before = process.memoryUsage().rss;
  const far = Matrix.open(path, 1_000_000);
  for (let row = 0; row < 30_000; row += 1_000) far.block(row, row + 100);
  expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  far.close();
});
