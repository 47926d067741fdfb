import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { groupNpy, isLabels } from '../../../../src-main/datasets/npy/npy-files.ts';
import { openNpy } from '../../../../src-main/datasets/npy/npy-file.ts';
import { openTree } from '../../../../src-main/datasets/source/tree.ts';
import { context, folderOf, npyFile, sourceOf } from '../help.ts';

/** An array of floats of this shape, or of texts. */
function array(...shape: number[]): Uint8Array {
  const items = shape.reduce((product, length) => product * length, 1);
  return npyFile('<f4', shape, new Uint8Array(4 * items));
}
const texts = (...shape: number[]): Uint8Array =>
  npyFile('|S1', shape, new Uint8Array(shape.reduce((product, length) => product * length, 1)));

interface Grouped {
  /** Of every part: which part of the split, its data and its labels. */
  parts: [split: string | null, data: string, labels: string | null][];
  skipped: Record<string, string>;
  free: string[];
}

async function grouped(files: Record<string, Uint8Array>, only = ''): Promise<Grouped> {
  const tree = await openTree(sourceOf(join(folderOf(files), only)), context());
  const { parts, skipped, free } = groupNpy(tree.entries, tree);
  return {
    parts: parts.map(({ split, data, labels }) => [split, data.entry.name, labels?.entry.name ?? null]),
    skipped: Object.fromEntries(skipped.map(({ file, reason }) => [file, reason])),
    free: free.map(({ entry }) => entry.name),
  };
}

describe('which array is the samples', () => {
  test.each(['x', 'data', 'features', 'samples', 'images', 'imgs', 'embeddings'])(
    'the one that is called %s, before one with more features',
    async (name) => {
      const { parts, skipped } = await grouped({ [`${name}.npy`]: array(4, 2), 'a.npy': array(4, 9) });
      expect(parts).toEqual([[null, `${name}.npy`, null]]);
      expect(skipped).toEqual({ 'a.npy': 'is another array of the same rows: drop it alone to use it' });
    },
  );

  test('of several such names the plainest, and of other names the one with most features', async () => {
    const named = await grouped({ 'images.npy': array(4, 9), 'X.npy': array(4, 2), 'data.npy': array(4, 5) });
    expect(named.parts).toEqual([[null, 'X.npy', null]]);
    const others = await grouped({ 'a.npy': array(4, 2), 'b.npy': array(4, 5), 'c.npy': array(6, 2, 2) });
    expect(others.parts).toEqual([[null, 'b.npy', null]]);
    expect(others.skipped).toEqual({
      'a.npy': 'is another array of the same rows: drop it alone to use it',
      'c.npy': 'is another array (6 × 2 × 2): drop it alone to use it',
    });
  });

  test('not one of a single dimension, of texts, or of a single column that is called as labels are', async () => {
    const files = { 'a.npy': array(4, 1), 'line.npy': array(4), 'words.npy': texts(4, 3) };
    expect((await grouped(files)).parts).toEqual([[null, 'a.npy', null]]);
    for (const name of [
      'y',
      'label',
      'labels',
      'targets',
      'target',
      'class',
      'classes',
      'y_true',
      'true_labels',
    ]) {
      const { parts } = await grouped({ 'a.npy': array(4, 1), [`${name}.npy`]: array(4, 1) });
      expect(parts).toEqual([[null, 'a.npy', `${name}.npy`]]);
    }
    // Of two columns it is data, whatever it is called.
    expect((await grouped({ 'labels.npy': array(4, 2) })).parts).toEqual([[null, 'labels.npy', null]]);
    // A name that only begins or ends so is none of labels.
    for (const name of ['my_labels', 'labels_x'])
      expect((await grouped({ [`${name}.npy`]: array(4, 1) })).parts).toEqual([[null, `${name}.npy`, null]]);
  });

  test('is told of a file that was opened, too', async () => {
    const { entries } = await openTree(
      sourceOf(folderOf({ 'a.npy': array(4), 'b.npy': array(4, 2) })),
      context(),
    );
    expect(entries.map((entry) => isLabels(openNpy(entry)))).toEqual([true, false]);
  });
});

describe('train and test', () => {
  const pair = { 'X_train.npy': array(6, 3), 'X_test.npy': array(2, 3) };

  test('are both parts where they have as many features, with the labels of each', async () => {
    const { parts, free } = await grouped({ ...pair, 'y_train.npy': array(6), 'y_test.npy': array(2) });
    expect(parts).toEqual([
      ['train', 'X_train.npy', 'y_train.npy'],
      ['test', 'X_test.npy', 'y_test.npy'],
    ]);
    expect(free).toEqual([]);
  });

  test('may be folders', async () => {
    const { parts } = await grouped({
      'train/x.npy': array(6, 3),
      'train/y.npy': array(6),
      'test/x.npy': array(2, 3),
      'test/y.npy': array(2),
    });
    expect(parts).toEqual([
      ['train', 'train/x.npy', 'train/y.npy'],
      ['test', 'test/x.npy', 'test/y.npy'],
    ]);
  });

  test('take no labels that belong to neither, which are left over', async () => {
    const { parts, free } = await grouped({ ...pair, 'y.npy': array(6) });
    expect(parts.map(([, , labels]) => labels)).toEqual([null, null]);
    expect(free).toEqual(['y.npy']);
  });

  test('are no parts where they have other features: what belongs to neither is taken, else the training rows', async () => {
    const unlike = { 'X_train.npy': array(6, 3), 'X_test.npy': array(2, 4) };
    expect(await grouped(unlike)).toEqual({
      parts: [[null, 'X_train.npy', null]],
      skipped: { 'X_test.npy': 'is another array (2 × 4): drop it alone to use it' },
      free: [],
    });
    expect((await grouped({ ...unlike, 'a.npy': array(5, 2) })).parts).toEqual([[null, 'a.npy', null]]);
  });

  test('alone are the samples, with labels of the same part or of none', async () => {
    for (const part of ['train', 'test']) {
      const one = { [`X_${part}.npy`]: array(6, 3) };
      for (const labels of [`y_${part}.npy`, 'y.npy'])
        expect((await grouped({ ...one, [labels]: array(6) })).parts).toEqual([
          [null, `X_${part}.npy`, labels],
        ]);
      const other = `y_${part === 'train' ? 'test' : 'train'}.npy`;
      expect((await grouped({ ...one, [other]: array(6) })).parts[0]?.[2]).toBeNull();
    }
  });
});

describe('labels', () => {
  const data = { 'X.npy': array(4, 3) };

  test('are the array that is called so, or else the only one of as many rows', async () => {
    const named = await grouped({
      ...data,
      'other.npy': array(4),
      'target.npy': array(4),
      'z.npy': array(4),
    });
    expect([named.parts[0]?.[2], named.free]).toEqual(['target.npy', ['other.npy', 'z.npy']]);
    expect((await grouped({ ...data, 'other.npy': array(4), 'longer.npy': array(5) })).parts[0]?.[2]).toBe(
      'other.npy',
    );
    expect((await grouped({ ...data, 'a.npy': array(4), 'b.npy': texts(4) })).parts[0]?.[2]).toBeNull();
    expect((await grouped({ ...data, 'a.npy': array(5) })).parts[0]?.[2]).toBeNull();
  });

  test('are the one of those called so that has as many rows', async () => {
    const { parts } = await grouped({ ...data, 'label.npy': array(5), 'y.npy': array(4) });
    expect(parts[0]?.[2]).toBe('y.npy');
  });

  test('that are called so and have another number of rows are refused', async () => {
    await expect(grouped({ ...data, 'y.npy': array(1), 'a.npy': array(4) })).rejects.toThrow(
      'y.npy has 1 label but X.npy has 4 rows: they do not belong together.',
    );
  });
});

describe('what cannot be used', () => {
  const damaged = new TextEncoder().encode('none');

  test('is left out beside others, with the reason', async () => {
    expect(await grouped({ 'a.npy': array(4, 2), 'b.npy': damaged })).toEqual({
      parts: [[null, 'a.npy', null]],
      skipped: { 'b.npy': 'cannot be used: b.npy is not an NPY file: save it again with numpy.save.' },
      free: [],
    });
  });

  test('is refused where it is alone, or called as the samples are', async () => {
    await expect(grouped({ 'b.npy': damaged })).rejects.toThrow('b.npy is not an NPY file');
    await expect(grouped({ 'a.npy': array(4, 2), 'X_train.npy': damaged })).rejects.toThrow(
      'X_train.npy is not an NPY',
    );
  });

  test.each([
    ['a single number', array(), 'a single number'],
    ['one number a row', array(4), 'one number per row'],
    ['texts', texts(4, 2), 'texts'],
  ])('of one array is %s', async (_, bytes, what) => {
    await expect(grouped({ 'a.npy': bytes }, 'a.npy')).rejects.toThrow(
      `a.npy holds ${what}, so there is nothing to reduce: save an array of samples × features.`,
    );
  });

  test('of several arrays are those without samples', async () => {
    await expect(grouped({ 'a.npy': array(4), 'b.npy': texts(4) })).rejects.toThrow(
      'holds no array of samples × features (a and b): save one as NPY with one row per sample.',
    );
  });

  test('are more than a hundred arrays', async () => {
    const many = (count: number): Record<string, Uint8Array> =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.npy`, array(2, 2)]));
    expect((await grouped(many(100))).parts).toHaveLength(1);
    await expect(grouped(many(101))).rejects.toThrow(
      'holds 101 NPY files: put all samples into one array, one row each.',
    );
  });
});
