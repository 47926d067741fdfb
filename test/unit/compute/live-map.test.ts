import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { LiveMap } from '../../../src-main/compute/live-map.ts';
import { readNpyAs } from '../../../src-main/store/arrays.ts';
import { DenseRows } from '../../../src-main/tensor/index.ts';

const rows = 10;
const source = new DenseRows(Float32Array.from({ length: 2 * rows }, Math.cos), 2);
const folder = mkdtempSync(join(tmpdir(), 'isthmus-live-'));

afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

/** Trains for some epochs of so many steps, each of so many milliseconds, and says which epochs' maps are kept. */
async function keptEpochs(epochs: number, steps: number, milliseconds: number): Promise<number[]> {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const live = new LiveMap(folder, source, 0);
  const same = (values: Float32Array): Float32Array => values;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (let step = 0; step < steps; step++) {
      clock += milliseconds;
      await live.show(same, null);
    }
    await live.show(same, epoch);
  }
  live.finish(folder, new Float32Array(2 * rows), 2);
  const { data } = await readNpyAs(join(folder, 'trail-epochs.npy'), 'int32');
  return Array.from(data);
}

test('maps within epochs take no turn from those at their ends: short epochs are kept four times a second', async () => {
  expect(await keptEpochs(10, 20, 5)).toEqual([1, 4, 7, 10]);
});

test('every epoch that lasts longer than that is kept', async () => {
  expect(await keptEpochs(5, 20, 40)).toEqual([1, 2, 3, 4, 5]);
});
