import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeJob } from '../../../src-main/compute/jobs/encode.ts';
import { fitJob } from '../../../src-main/compute/jobs/fit.ts';
import { reconstructJob } from '../../../src-main/compute/jobs/reconstruct.ts';
import type { JobOutput } from '../../../src-main/compute/protocol.ts';
import type { MethodName, Recipe } from '../../../src-main/contract/index.ts';
import { NpyWriter, readNpyAs, writeNpy } from '../../../src-main/store/arrays.ts';
import { oracle } from '../oracle.ts';
import { dataset, fitInput, keepDigits } from './digits.ts';
import { quietJob } from './job-context.ts';

/** Runs that have been fitted, put to use. */

const digits = oracle('digits');

let home: string;
let datasetFolder: string;
/** A run of PCA to 8 numbers. */
let folder: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-'));
  datasetFolder = keepDigits(home);
  folder = await fitted('pca', 8);
});
afterAll(() => rmSync(home, { recursive: true }));

async function fitted(method: MethodName, dim: number, set: Record<string, unknown> = {}): Promise<string> {
  const run = mkdtempSync(join(home, 'run-'));
  const checkpoints = mkdtempSync(join(home, 'checkpoints-'));
  await fitJob({ ...fitInput(method, dim, set), datasetFolder, folder: run, checkpoints }, quietJob());
  return run;
}

/** The digits as a table has them: one column a pixel, from 0 to 1. */
const recipe: Recipe = {
  kind: 'table',
  columns: Array.from({ length: 64 }, (_, f) => ({ name: `f${f}`, type: 'number' as const, fill: 0 })),
  label_column: null,
  scaling: 'none',
  missing: 'mean',
  offset: new Array<number>(64).fill(0),
  scale: new Array<number>(64).fill(1),
};

const rowOf = (row: number): number[] => [...digits.all.gather(Int32Array.of(row))];

async function encode(
  run: string,
  method: MethodName,
  rows: readonly (readonly number[])[],
): Promise<JobOutput<'encode'> & { codes: Float32Array }> {
  const path = join(home, 'new.csv');
  const header = Array.from({ length: 64 }, (_, f) => `f${f}`);
  writeFileSync(path, [header, ...rows].map((cells) => cells.join(',')).join('\n'));
  const to = join(home, 'new.npy');
  const source = { path, names: null, name: 'new.csv' };
  const output = await encodeJob(
    { expected: [], source, recipe, datasetFolder, folder: run, method, to },
    quietJob(),
  );
  const { data } = await readNpyAs(to, 'float32');
  return { ...output, codes: data };
}

describe('an encode job', () => {
  test('gives new rows the codes that the same rows have in the run, and has nothing to warn of', async () => {
    const rows = [5, 6, 7];
    const { files, warnings, codes } = await encode(folder, 'pca', rows.map(rowOf));
    expect(files).toMatchObject([{ path: join(home, 'new.npy'), shape: [3, 8] }]);
    expect(warnings).toEqual([]);
    const { data: kept } = await readNpyAs(join(folder, 'codes.npy'), 'float32');
    codes.forEach((value, i) =>
      expect(value).toBeCloseTo(kept[(rows[Math.floor(i / 8)] ?? 0) * 8 + (i % 8)] ?? NaN, 5),
    );
  });

  test.each([
    ['pca', {}],
    ['autoencoder', { hidden: [32], epochs: 5 }],
  ] as const)(
    'warns of rows unlike those that a run of %s was trained on, and of none of its own',
    async (method, set) => {
      const run = method === 'pca' ? folder : await fitted(method, 8, set);
      const own = Array.from({ length: 100 }, (_, row) => rowOf(row));
      expect((await encode(run, method, own)).warnings).toEqual([]);
      // Pictures turned inside out: the corners, always dark in training, are bright.
      const strange = own.map((row, i) => (i < 12 ? row.map((value) => 1 - value) : row));
      const { warnings } = await encode(run, method, strange);
      expect(warnings).toEqual([
        expect.stringMatching(
          /^12 of 100 rows have values outside the range that the run was trained on \(in \d+ of 64 features\): their codes may mean little\.$/,
        ),
        expect.stringMatching(/^1[2-9] of 100 rows are reconstructed worse than 99 % of the held-out rows: /),
      ]);
    },
  );

  test('warns of nothing where the run kept nothing to go by, as older ones did not', async () => {
    const old = await fitted('pca', 4);
    for (const name of ['feature-ranges.npy', 'code-ranges.npy', 'errors.npy', 'error-order.npy']) {
      rmSync(join(old, name));
    }
    const strange = [rowOf(0).map((value) => 1 - value)];
    expect((await encode(old, 'pca', strange)).warnings).toEqual([]);
  });

  test('says which folder is missing', async () => {
    const to = join(home, 'missing', 'codes.npy');
    const source = { path: home, names: null, name: 'x' };
    const run = encodeJob(
      { expected: [], source, recipe: dataset.recipe, datasetFolder, folder, method: 'pca', to },
      quietJob(),
    );
    await expect(run).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('missing'),
    });
  });
});

describe('a reconstruct job', () => {
  const reconstruct = (
    codes: string,
    to = join(home, 'reconstructed.npy'),
    run = folder,
    method: MethodName = 'pca',
  ) => reconstructJob({ folder: run, method, codes, to }, quietJob());

  test('makes of the codes of a run what the run reconstructed of its samples', async () => {
    const { files } = await reconstruct(join(folder, 'codes.npy'));
    expect(files).toMatchObject([{ path: join(home, 'reconstructed.npy'), shape: [digits.all.rows, 64] }]);
    const { data: reconstructed } = await readNpyAs(join(home, 'reconstructed.npy'), 'float32');
    const { data: shown } = await readNpyAs(join(folder, 'reconstruction.npy'), 'uint8');
    const off = reconstructed.reduce(
      (most, value, i) => Math.max(most, Math.abs(Math.max(0, Math.min(1, value)) - (shown[i] ?? 0) / 255)),
      0,
    );
    expect(off).toBeLessThanOrEqual(0.5 / 255 + 1e-6);
  });

  test('takes codes of any kind of number, and more of them than fit into a block', async () => {
    const { data: codes } = await readNpyAs(join(folder, 'codes.npy'), 'float32');
    await reconstruct(join(folder, 'codes.npy'));
    const { data: expected } = await readNpyAs(join(home, 'reconstructed.npy'), 'float32');
    const wide = join(home, 'wide.npy');
    writeNpy(wide, Float64Array.from(codes), [codes.length / 8, 8]);
    await reconstruct(wide);
    expect((await readNpyAs(join(home, 'reconstructed.npy'), 'float32')).data).toEqual(expected);

    // A block has room for 16,384 samples of 64 numbers.
    const many = join(home, 'many.npy');
    const writer = new NpyWriter(many, 'float32', [40 * digits.all.rows, 8]);
    for (let i = 0; i < 40; i++) writer.append(codes);
    writer.commit();
    await reconstruct(many);
    const { data, shape } = await readNpyAs(join(home, 'reconstructed.npy'), 'float32');
    expect(shape).toEqual([40 * digits.all.rows, 64]);
    const last = data.subarray(data.length - expected.length);
    expect(last.every((value, i) => Math.abs(value - (expected[i] ?? NaN)) < 1e-5)).toBe(true);
  });

  test.each([
    ['principal components', {}],
    ['whitened principal components', { whiten: true }],
  ] as const)('takes the first columns of %s, as if the others were at their mean, 0', async (_, set) => {
    const run = await fitted('pca', 8, set);
    const { data: codes } = await readNpyAs(join(run, 'codes.npy'), 'float32');
    const rows = codes.length / 8;
    const [first, padded] = [join(home, 'first.npy'), join(home, 'padded.npy')];
    for (const width of [1, 3, 7]) {
      writeNpy(
        first,
        Float32Array.from({ length: rows * width }, (_, i) => {
          return codes[Math.floor(i / width) * 8 + (i % width)] ?? NaN;
        }),
        [rows, width],
      );
      writeNpy(
        padded,
        codes.map((value, i) => (i % 8 < width ? value : 0)),
        [rows, 8],
      );
      const { files } = await reconstruct(first, undefined, run);
      expect(files).toMatchObject([{ shape: [rows, 64] }]);
      const { data: fromFirst } = await readNpyAs(join(home, 'reconstructed.npy'), 'float32');
      await reconstruct(padded, undefined, run);
      const { data: fromPadded } = await readNpyAs(join(home, 'reconstructed.npy'), 'float32');
      const off = fromFirst.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (fromPadded[i] ?? NaN))),
        0,
      );
      expect(off).toBeLessThanOrEqual(1e-6);
    }
  });

  test('refuses codes of no columns or of more than the run has, and fewer where a method needs all', async () => {
    const [other, to] = [join(home, 'other.npy'), join(home, 'never.npy')];
    const refused = (held: string, dim: number) => ({
      code: 'bad_input',
      message: `other.npy holds ${held} numbers, and codes of this run are rows of ${dim} numbers: give codes of this run.`,
    });
    for (const width of [0, 9]) {
      writeNpy(other, new Float32Array(2 * width), [2, width]);
      await expect(reconstruct(other, to)).rejects.toMatchObject(refused(`2 × ${width}`, 8));
    }
    const network = await fitted('autoencoder', 4, { hidden: [8], epochs: 1 });
    writeNpy(other, new Float32Array(6), [2, 3]);
    await expect(reconstruct(other, to, network, 'autoencoder')).rejects.toMatchObject(refused('2 × 3', 4));
    expect(readdirSync(home).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  test('refuses what are no codes of the run, in one sentence, and leaves nothing behind', async () => {
    const other = join(home, 'other.npy');
    const to = join(home, 'never.npy');
    writeNpy(
      other,
      Float32Array.from({ length: 16 }, (_, i) => (i === 11 ? NaN : i)),
      [2, 8],
    );
    await expect(reconstruct(other, to)).rejects.toMatchObject({
      message:
        'other.npy has a value in row 1 (counted from 0) that is no finite number: give codes of this run.',
    });
    writeFileSync(other, 'no array');
    await expect(reconstruct(other, to)).rejects.toMatchObject({ code: 'bad_input' });
    expect(readdirSync(home).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  test('says so where the method has no way back', async () => {
    const run = await fitted('raw', 64);
    const codes = join(folder, 'codes.npy');
    await expect(reconstruct(codes, join(home, 'x.npy'), run, 'raw')).rejects.toMatchObject({
      message:
        'Raw features has no decoder, so codes cannot be turned into samples: choose a run of another method.',
    });
  });
});
