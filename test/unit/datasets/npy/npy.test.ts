import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNpy, npyNumbers } from '../../../../src-main/datasets/npy/npy-file.ts';
import { openTree } from '../../../../src-main/datasets/source/tree.ts';
import {
  context,
  fixtures,
  folderOf,
  keep,
  npyFile,
  preview,
  readArray,
  refusal,
  sourceOf,
} from '../help.ts';

const floats = (values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const ints = (values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);
const rows = (count: number, width: number): Uint8Array =>
  npyFile('<f4', [count, width], floats(Array.from({ length: count * width }, (_, i) => (i * 7) % 11)));

async function numbersOf(path: string): Promise<number[]> {
  const { entries } = await openTree(sourceOf(path), context());
  const [entry] = entries;
  if (entry === undefined) throw new Error('no entry');
  return [...npyNumbers(openNpy(entry))].flatMap((block) => [...block]);
}

describe('NPY values', () => {
  const dtypes = readdirSync(join(fixtures, 'dtypes'));

  it.each(dtypes.filter((name) => !name.startsWith('cube') && name !== 'bool.npy'))(
    'reads %s as NumPy wrote it',
    async (name) => {
      expect(await numbersOf(join(fixtures, 'dtypes', name))).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
      ]);
    },
  );

  it('reads truth values as 0 and 1', async () => {
    expect(await numbersOf(join(fixtures, 'dtypes/bool.npy'))).toEqual([
      1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
    ]);
  });

  it('flattens more dimensions in C order, whatever order the file has', async () => {
    const counting = Array.from({ length: 60 }, (_, i) => i);
    expect(await numbersOf(join(fixtures, 'dtypes/cube-f8.npy'))).toEqual(counting);
    expect(await numbersOf(join(fixtures, 'dtypes/cube-fortran-f8.npy'))).toEqual(counting);
  });

  it.each(['halves', 'longs', 'unsigned'])('converts %s at the edges as NumPy does', async (name) => {
    const expected = readArray(join(fixtures, 'edges', `${name}-as-f8.npy`)).data;
    expect(await numbersOf(join(fixtures, 'edges', `${name}.npy`))).toEqual([...expected]);
  });
});

describe('NPY datasets', () => {
  it.each(['standard', 'minmax', 'none'] as const)(
    'fills and scales (%s) as scikit-learn does, from the training rows alone',
    async (scaling) => {
      for (const missing of ['mean', 'median'] as const) {
        const kept = await keep(join(fixtures, 'gaps'), { scaling, missing });
        const expected = readArray(join(fixtures, 'scaled', `${scaling}-${missing}.npy`)).data;
        expect(kept.dataset.splits).toEqual({ train: 45, test: 15 });
        expect(kept.dataset.split.kind).toBe('given');
        expect(kept.matrix.length).toBe(expected.length);
        kept.matrix.forEach((value, i) =>
          expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(scaling === 'none' ? 0.05 : 1e-5),
        );
      }
    },
  );

  it('leaves rows with missing cells out where asked, and fits on the rest', async () => {
    const kept = await keep(join(fixtures, 'gaps'), { missing: 'drop_rows' });
    const { data, shape } = readArray(join(fixtures, 'scaled/standard-drop_rows.npy'));
    expect([kept.dataset.rows, kept.dataset.features]).toEqual(shape);
    kept.matrix.forEach((value, i) => expect(Math.abs(value - (data[i] ?? NaN))).toBeLessThan(1e-5));
    expect(kept.labels).toHaveLength(kept.dataset.rows);
    expect(kept.split).toHaveLength(kept.dataset.rows);
    expect(kept.ids).toHaveLength(kept.dataset.rows);
  });

  it('tells how many cells are missing and by which rule they are filled', async () => {
    const { warnings } = await preview(join(fixtures, 'gaps'), { missing: 'median' });
    expect(warnings.join()).toMatch(
      /\d+ cells are missing in 3 columns .*filled with the median of the training samples/,
    );
  });

  it('counts infinite values as missing and says so', async () => {
    const folder = folderOf({
      'X.npy': npyFile('<f4', [4, 2], floats([1, 2, Infinity, 4, 5, 6, -Infinity, 8])),
    });
    const kept = await keep(folder);
    expect(kept.dataset.warnings.join()).toContain(
      '2 cells are infinite or too large for 32-bit numbers (feature_1)',
    );
    expect(kept.matrix.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('takes labels from a second array of integers, truth values or texts', async () => {
    const labels = {
      'y.npy': npyFile('<i4', [4], ints([10, 2, 10, 2])),
      'labels.npy': npyFile('|b1', [4], Uint8Array.of(1, 0, 1, 0)),
      'target.npy': npyFile('|S2', [4], new TextEncoder().encode('b\0a\0b\0a\0')),
    };
    const expected = { 'y.npy': ['2', '10'], 'labels.npy': ['False', 'True'], 'target.npy': ['a', 'b'] };
    for (const [name, file] of Object.entries(labels)) {
      const kept = await keep(folderOf({ 'X.npy': rows(4, 3), [name]: file }));
      expect(kept.dataset.classes.map((one) => one.name)).toEqual(expected[name as keyof typeof expected]);
      expect(kept.labels).toEqual([1, 0, 1, 0]);
    }
  });

  it.each([
    ['one column with a header', 'label\nb\na\nb\na\n'],
    ['one column without', 'b\na\nb\na\n'],
    ['an id and a label', 'id,cell type\n1,b\n2,a\n3,b\n4,a\n'],
  ])('takes labels from a CSV of %s', async (_, text) => {
    const kept = await keep(folderOf({ 'X.npy': rows(4, 3), 'labels.csv': text }));
    expect(kept.dataset.classes.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(kept.labels).toEqual([1, 0, 1, 0]);
    expect(kept.dataset.skipped).toEqual([]);
  });

  it('refuses labels of another length in one sentence', async () => {
    const wrong = npyFile('<i4', [3], ints([0, 1, 0]));
    expect(await refusal(folderOf({ 'X.npy': rows(4, 3), 'y.npy': wrong }))).toBe(
      'y.npy has 3 labels but X.npy has 4 rows: they do not belong together.',
    );
    expect(await refusal(folderOf({ 'X.npy': rows(4, 3), 'labels.csv': 'label\na\nb\n' }))).toContain(
      'they do not belong together',
    );
  });

  it('takes X of several arrays and says how to use the others', async () => {
    const folder = folderOf({ 'X_umap.npy': rows(4, 2), 'X.npy': rows(4, 3), 'X_pca.npy': rows(4, 9) });
    const { features, skipped } = await preview(folder);
    expect(features).toBe(3);
    expect(skipped).toEqual(
      ['X_pca.npy', 'X_umap.npy'].map((file) => ({
        file,
        reason: 'is another array of the same rows: drop it alone to use it',
      })),
    );
  });

  it('looks for the labels of one dropped array beside it, and says where it found them', async () => {
    const folder = folderOf({
      'codes.npy': rows(4, 3),
      'labels.npy': npyFile('<i4', [4], ints([1, 0, 1, 0])),
      'other.npy': rows(4, 7),
    });
    const shown = await preview(join(folder, 'codes.npy'));
    expect(shown.features).toBe(3);
    expect(shown.name).toBe('codes');
    expect(shown.classes).toEqual([
      { name: '0', count: 2 },
      { name: '1', count: 2 },
    ]);
    expect(shown.warnings).toContain('The labels are those of labels.npy in the same folder.');
    expect(shown.skipped).toEqual([]);
  });

  it('leaves a neighbour with a value for every row alone', async () => {
    const floats = (values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
    const count = 30;
    const folder = folderOf({
      'X.npy': npyFile('<f4', [count, 2], floats(Array.from({ length: 2 * count }, (_, i) => i))),
      'weights.npy': npyFile('<f4', [count], floats(Array.from({ length: count }, (_, i) => i / 7))),
    });
    const { dataset } = await keep(join(folder, 'X.npy'));
    expect([dataset.rows, dataset.features, dataset.classes]).toEqual([count, 2, []]);
  });

  it('takes no table beside a dropped array for its labels unless it is called so', async () => {
    const folder = folderOf({ 'codes.npy': rows(4, 3), 'sales.csv': 'region\nnorth\nsouth\nnorth\nsouth\n' });
    expect((await preview(join(folder, 'codes.npy'))).classes).toEqual([]);
  });

  it('says what is wrong with a table of labels that cannot be read', async () => {
    expect(await refusal(folderOf({ 'X.npy': rows(4, 3), 'labels.csv': Uint8Array.of(1, 0, 2) }))).toBe(
      'labels.csv is not a table: it holds bytes that are no text.',
    );
  });

  it('takes bytes of two dimensions or more as pictures, and other arrays as tables', async () => {
    const bytes = Uint8Array.from({ length: 6 * 4 * 5 * 3 }, (_, i) => i % 251);
    const pictures = await keep(folderOf({ 'X.npy': npyFile('|u1', [6, 4, 5, 3], bytes) }));
    expect(pictures.dataset).toMatchObject({ kind: 'images', shape: [4, 5, 3], features: 60, rows: 6 });
    expect(pictures.matrix).toEqual(bytes);
    const table = await preview(folderOf({ 'X.npy': npyFile('|u1', [60, 6], bytes) }));
    expect(table).toMatchObject({ kind: 'table', features: 6, rows: 60 });
  });

  it('reads X_train and X_test as the split, training rows first', async () => {
    const kept = await keep(join(fixtures, 'gaps'));
    expect(kept.split).toEqual([
      ...Array.from({ length: 45 }, () => 0),
      ...Array.from({ length: 15 }, () => 1),
    ]);
    expect(kept.dataset.classes.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(kept.ids[0]).toBe('train:1');
    expect(kept.ids[45]).toBe('test:1');
  });

  it.each([
    [
      'a cut-off array',
      rows(4, 3).subarray(0, 150),
      /was cut off: its header promises 176 bytes and 150 are there/,
    ],
    ['a text called .npy', new TextEncoder().encode('hello'), /is not an NPY file/],
    ['an empty file', new Uint8Array(0), /is not an NPY file/],
    ['one dimension', npyFile('<f4', [4], floats([1, 2, 3, 4])), /holds one number per row/],
    ['complex numbers', npyFile('<c8', [2, 1], floats([1, 2, 3, 4])), /holds complex numbers \(<c8\)/],
    ['objects', npyFile('|O', [2, 2], new Uint8Array(32)), /holds Python objects/],
    ['no rows', npyFile('<f4', [0, 3], new Uint8Array(0)), /holds no rows/],
    ['one row', npyFile('<f4', [1, 3], floats([1, 2, 3])), /holds one sample only/],
  ])('refuses %s in one sentence', async (_, bytes, words) => {
    expect(await refusal(join(folderOf({ 'array.npy': bytes }), 'array.npy'))).toMatch(words);
  });
});
