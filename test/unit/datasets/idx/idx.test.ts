import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digits, folderOf, idxFile, keep, preview, realData, refusal, rowOf } from '../help.ts';
import { skipWhen } from '../../../skip.ts';

const counting = (length: number): number[] => Array.from({ length }, (_, i) => i % 256);
const parts = {
  'train-images-idx3-ubyte': idxFile([6, 2, 3], counting(36)),
  'train-labels-idx1-ubyte': idxFile([6], [1, 0, 1, 0, 10, 2]),
  't10k-images-idx3-ubyte': idxFile([2, 2, 3], counting(12)),
  't10k-labels-idx1-ubyte': idxFile([2], [2, 10]),
};

describe('the sample of digits', () => {
  it('has 1,797 pictures of 8 × 8 in ten classes, and its split is drawn by class', async () => {
    const kept = await keep(digits);
    expect(kept.dataset).toMatchObject({ kind: 'images', rows: 1797, features: 64, shape: [8, 8, 1] });
    // Counts by class as scikit-learn's load_digits documents them.
    expect(kept.dataset.classes.map(({ count }) => count)).toEqual([
      178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]);
    expect(kept.dataset.split).toEqual({ kind: 'stratified', test_fraction: 0.2, seed: 0 });
    expect(kept.dataset.warnings).toEqual([]);
  });

  it('gives the numbers of its source back', async (test) => {
    skipWhen(test, !existsSync(realData), 'the shared data is not beside this checkout');
    const source = readFileSync(join(realData, 'tabular/optdigits.tes'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(',').map(Number));
    const kept = await keep(digits);
    expect(source).toHaveLength(1797);
    source.forEach((row, i) => {
      expect(rowOf(kept, i).map((grey) => Math.round((grey * 16) / 255))).toEqual(row.slice(0, 64));
      expect(kept.dataset.classes[kept.labels[i] ?? -1]?.name).toBe(String(row[64]));
    });
  });
});

describe('IDX', () => {
  it('joins train and test files into one dataset with its own split', async () => {
    const kept = await keep(folderOf(parts));
    expect(kept.dataset.splits).toEqual({ train: 6, test: 2 });
    expect(kept.dataset.split.kind).toBe('given');
    expect(kept.split).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(kept.dataset.classes.map(({ name }) => name)).toEqual(['0', '1', '2', '10']);
    expect(kept.labels).toEqual([1, 0, 1, 0, 3, 2, 2, 3]);
    expect([...kept.matrix]).toEqual([...counting(36), ...counting(12)]);
    expect(kept.dataset.shape).toEqual([2, 3, 1]);
  });

  it('reads gzipped files, the spelling with dots, and files that lie over each other', async () => {
    const packed = Object.fromEntries(
      Object.entries(parts).map(([name, bytes]) => [`${name.replace('-idx', '.idx')}.gz`, gzipSync(bytes)]),
    );
    const twice = { ...packed, 'train-images.idx3-ubyte': parts['train-images-idx3-ubyte'] };
    const plain = await keep(folderOf(parts));
    const kept = await keep(folderOf(twice));
    expect(kept.matrix).toEqual(plain.matrix);
    expect(kept.dataset.hash).toBe(plain.dataset.hash);
    expect(kept.dataset.skipped).toEqual([
      { file: 'train-images.idx3-ubyte.gz', reason: 'is the same file as the one that is not gzipped' },
    ]);
  });

  it('finds the labels beside one dropped file, and nothing else', async () => {
    const folder = folderOf(parts);
    for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
      const shown = await preview(join(folder, name));
      expect(shown).toMatchObject({ rows: 2, splits: { train: 1, test: 1 }, skipped: [] });
      expect(shown.classes.map((one) => one.name)).toEqual(['2', '10']);
    }
  });

  it('goes without labels where there are none', async () => {
    const shown = await preview(folderOf({ 'images-idx3-ubyte': parts['train-images-idx3-ubyte'] }));
    expect(shown.classes).toEqual([]);
    expect(shown.split.kind).toBe('random');
  });

  it('reads wider numbers as a table', async () => {
    const values = Buffer.alloc(4 * 3 * 2);
    [1, -2, 300, 4, 5.5, 6].forEach((value, i) => values.writeFloatBE(value, 4 * i));
    const file = idxFile([3, 2], [...values], 0x0d);
    const kept = await keep(folderOf({ 'points-idx2-float': file }), { scaling: 'none' });
    expect(kept.dataset).toMatchObject({ kind: 'table', features: 2, rows: 3 });
    expect([...kept.matrix]).toEqual([1, -2, 300, 4, 5.5, 6]);
  });

  it.each([
    [
      'a cut-off file',
      { 'train-images-idx3-ubyte': parts['train-images-idx3-ubyte'].subarray(0, 40) },
      /is cut off: its header promises 52 bytes and 40/,
    ],
    [
      'a file that is too long',
      { 'train-images-idx3-ubyte': Buffer.concat([parts['train-images-idx3-ubyte'], Buffer.of(1)]) },
      /is too long/,
    ],
    [
      'cut-off gzip',
      { 'train-images-idx3-ubyte.gz': gzipSync(parts['train-images-idx3-ubyte']).subarray(0, 30) },
      /was cut off in the middle/,
    ],
    [
      'another format',
      { 'train-images-idx3-ubyte': Buffer.from('hello, this is text') },
      /is not an IDX file/,
    ],
    [
      'labels of another length',
      { ...parts, 'train-labels-idx1-ubyte': idxFile([5], [1, 2, 3, 4, 5]) },
      /has 5 labels but train-images-idx3-ubyte has 6 samples/,
    ],
    [
      'labels alone',
      { 'train-labels-idx1-ubyte': parts['train-labels-idx1-ubyte'] },
      /holds labels without the samples/,
    ],
    [
      'two datasets in one folder',
      {
        'a-images-idx3-ubyte': parts['train-images-idx3-ubyte'],
        'b-images-idx3-ubyte': parts['t10k-images-idx3-ubyte'],
      },
      /holds several IDX datasets/,
    ],
    [
      'parts of different shapes',
      { ...parts, 't10k-images-idx3-ubyte': idxFile([2, 3, 3], counting(18)) },
      /they do not belong together/,
    ],
  ])('refuses %s in one sentence', async (_, files, words) => {
    expect(await refusal(folderOf(files))).toMatch(words);
  });

  it('opens the sample without its neighbour too', async () => {
    const file = gunzipSync(readFileSync(join(digits, 'digits-images-idx3-ubyte.gz')));
    const folder = folderOf({ 'digits-images-idx3-ubyte': file });
    expect((await preview(join(folder, 'digits-images-idx3-ubyte'))).rows).toBe(1797);
    rmSync(folder, { recursive: true });
  });
});
