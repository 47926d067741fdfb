import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeCodes } from '../../../src-main/compute/encoding.ts';
import type { FittedMethod } from '../../../src-main/methods/index.ts';
import { readNpyAs } from '../../../src-main/store/arrays.ts';
import { DenseRows, Pace } from '../../../src-main/tensor/index.ts';

function folderOfOwn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-encoding-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Codes are the first feature, doubled. */
const doubled = (features: number): FittedMethod => ({
  features,
  dim: 1,
  facts: {},
  history: [],
  message: null,
  encode: (values) => values.filter((_, i) => i % features === 0).map((value) => 2 * value),
  save: () => [],
  dispose: () => undefined,
});

it('what codes and features range over is told of the training rows alone', async () => {
  const folder = folderOfOwn();
  const rows = new DenseRows(Float32Array.of(1, 5, 3, 5, 99, -99, 8, 8), 2);
  const trained = Uint8Array.of(1, 1, 0, 1);
  await writeCodes(
    (name) => join(folder, name),
    doubled(2),
    rows,
    trained,
    new Pace(),
    () => undefined,
  );
  // numpy's min, max, mean and std of [1, 3, 8] and [5, 5, 8].
  const expected = [1, 5, 8, 8, 4, 6, 2.943920288775949, 1.4142135623730951];
  const { data, shape } = await readNpyAs(join(folder, 'feature-ranges.npy'), 'float32');
  expect(shape).toEqual([4, 2]);
  data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
  const codes = await readNpyAs(join(folder, 'code-ranges.npy'), 'float32');
  expect(codes.shape).toEqual([4, 1]);
  [2, 16, 8, 5.887840577551898].forEach((value, i) => expect(codes.data[i]).toBeCloseTo(value, 5));
});

it('ranges can be of more features than a call takes arguments', async () => {
  const folder = folderOfOwn();
  const features = 200_000;
  const rows = new DenseRows(new Float32Array(2 * features).fill(3), features);
  const trained = Uint8Array.of(1, 1);
  await writeCodes(
    (name) => join(folder, name),
    doubled(features),
    rows,
    trained,
    new Pace(),
    () => undefined,
  );
  const { data, shape } = await readNpyAs(join(folder, 'feature-ranges.npy'), 'float32');
  expect(shape).toEqual([4, features]);
  expect([data[0], data[features], data[2 * features], data[3 * features]]).toEqual([3, 3, 3, 0]);
});
