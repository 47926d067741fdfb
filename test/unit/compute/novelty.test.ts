import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { NoveltyCheck } from '../../../src-main/compute/novelty.ts';
import type { FittedMethod } from '../../../src-main/methods/index.ts';
import { writeNpy } from '../../../src-main/store/arrays.ts';

/** A method that keeps the first of two features and forgets the second: it reconstructs that as 0. */
const forgetful: FittedMethod = {
  features: 2,
  dim: 1,
  facts: {},
  history: [],
  message: null,
  encode: (values) => values.filter((_, i) => i % 2 === 0),
  decode: (codes) =>
    Float32Array.from({ length: 2 * codes.length }, (_, i) => (i % 2 ? 0 : (codes[i / 2] ?? 0))),
  save: () => [],
  dispose: () => undefined,
};
const oneWay: FittedMethod = { ...forgetful, decode: undefined } as Omit<FittedMethod, 'decode'>;

const trained = 100;
const heldOut = 199;

let folder: string;
/**
 * Training rows are (0 … 0.99, 0.1); held-out rows reach to 1.5 in the first feature, and are reconstructed with the errors
 * 0.0001, 0.0004, ... in the second. One in a hundred of their like is above 0.0198².
 */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-novelty-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const rows = trained + heldOut;
  const second = (row: number): number => (row < trained ? 0.001 : (row - trained + 1) / 10_000);
  const matrix = Float32Array.from({ length: 2 * rows }, (_, i) => {
    const row = Math.floor(i / 2);
    if (i % 2 === 1) return second(row);
    return row < trained ? row / trained : 1.5 * ((row - trained) / (heldOut - 1));
  });
  writeNpy(join(folder, 'matrix.npy'), matrix, [rows, 2]);
  writeNpy(
    join(folder, 'split.npy'),
    Uint8Array.from({ length: rows }, (_, row) => Number(row >= trained)),
    [rows],
  );
  writeNpy(
    join(folder, 'feature-ranges.npy'),
    Float32Array.of(0, 0.001, 0.99, 0.001, 0.495, 0.001, 0.3, 0),
    [4, 2],
  );
  writeNpy(
    join(folder, 'errors.npy'),
    Float32Array.from({ length: rows }, (_, row) => second(row) ** 2),
    [rows],
  );
});

async function warnings(rows: readonly (readonly [number, number])[], fitted = forgetful): Promise<string[]> {
  const novelty = await NoveltyCheck.open(fitted, folder, folder);
  // In two blocks, as many rows come.
  for (const part of [rows.slice(0, 3), rows.slice(3)]) {
    const values = Float32Array.from(part.flat());
    novelty.look(values, fitted.encode(values));
  }
  return novelty.warnings();
}

const some = (count: number, row: readonly [number, number]) => Array.from({ length: count }, () => row);

describe('rows unlike those a run was made with', () => {
  it('are told by their values, counted with the features they are strange in', async () => {
    expect(await warnings([...some(9, [0.5, 0.01]), [1.6, 0.01]])).toEqual([
      '1 of 10 rows has values outside the range that the run was trained on (in 1 of 2 features): its code may mean little.',
    ]);
    const [values] = await warnings([...some(8, [0.5, 0.01]), [-0.1, 0.01], [0.5, 7]]);
    expect(values).toBe(
      '2 of 10 rows have values outside the range that the run was trained on (in 2 of 2 features): their codes may mean little.',
    );
  });

  it('are told by how badly they are reconstructed', async () => {
    expect(await warnings([...some(90, [0.5, 0.01]), ...some(10, [0.5, 0.0199])])).toEqual([
      '10 of 100 rows are reconstructed worse than 99 % of the held-out rows: the run has not learned what such rows look like.',
    ]);
    expect(await warnings([[0.5, 0.0199]])).toEqual([
      '1 of 1 row is reconstructed worse than 99 % of the held-out rows: the run has not learned what such rows look like.',
    ]);
  });

  it('are not those that it was trained or measured on', async () => {
    expect(
      await warnings([
        [0, 0.001],
        [0.99, 0.001],
        [1.5, 0.0198],
        [0, 0.0001],
      ]),
    ).toEqual([]);
  });

  it('are not the few among the worst that chance has in any data', async () => {
    // Of 1,000 such rows 10 are expected, give or take three times the root of that.
    expect(await warnings([...some(981, [0.5, 0.01]), ...some(19, [0.5, 0.0199])])).toEqual([]);
    expect(await warnings([...some(980, [0.5, 0.01]), ...some(20, [0.5, 0.0199])])).toHaveLength(1);
  });

  it('are told by their values alone where the method has no way back', async () => {
    expect(await warnings(some(10, [9, 0.0199]), oneWay)).toEqual([
      '10 of 10 rows have values outside the range that the run was trained on (in 1 of 2 features): their codes may mean little.',
    ]);
  });

  it('are not told where the run kept nothing to tell them by', async () => {
    rmSync(join(folder, 'feature-ranges.npy'));
    expect(await warnings([[9, 0.01]])).toEqual([]);
    rmSync(join(folder, 'errors.npy'));
    expect(await warnings([[9, 9]])).toEqual([]);
  });
});
