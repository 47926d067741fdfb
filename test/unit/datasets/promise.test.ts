import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '../../../src-main/contract/index.ts';
import { digits, fixtures, folderOf, idxFile, keep, preview, realData, sourceOf } from './help.ts';
import { skipWhen } from '../../skip.ts';

const pgm = (side: number, value: number): string =>
  `P2 ${side} ${side} 255 ${Array.from({ length: side * side }, () => value).join(' ')}`;

const pictures = folderOf({
  'a/1.pgm': pgm(4, 1),
  'a/2.pgm': pgm(4, 2),
  'a/3.pgm': pgm(6, 3),
  'b/1.pgm': pgm(4, 4),
  'b/2.png': 'this is text',
  'b/3.pgm': pgm(4, 6),
  'notes.doc': 'x',
});
const table = join(
  folderOf({
    't.csv': `id,x,colour,y,kind\n${Array.from({ length: 40 }, (_, i) => `r${i},${i % 9 || ''},${'rgb'[i % 3]},${i / 7},${'uvw'[i % 5] ?? ''}`).join('\n')}\n1,2\n`,
  }),
  't.csv',
);

const sources: [string, string, ImportOptions][] = [
  ['the sample', digits, {}],
  ['pictures, some damaged, of two sizes', pictures, {}],
  [
    'pictures at a size asked for',
    pictures,
    { image_size: { width: 3, height: 2 }, color: 'colour', seed: 9 },
  ],
  ['a table', table, {}],
  [
    'a table, one-hot, rows dropped',
    table,
    { categorical: 'one_hot', missing: 'drop_rows', test_fraction: 0.4 },
  ],
  ['arrays with gaps', join(fixtures, 'gaps'), { missing: 'drop_rows', scaling: 'minmax' }],
  ['two tables as train and test', join(fixtures, 'gaps-csv'), {}],
];

describe('a preview', () => {
  it.each(sources)('says exactly what the import keeps: %s', async (_, path, options) => {
    const shown = await preview(path, options);
    const { dataset, matrix, labels, split, ids } = await keep(path, options);
    for (const field of [
      'name',
      'kind',
      'rows',
      'features',
      'shape',
      'classes',
      'splits',
      'split',
      'skipped',
      'warnings',
    ] as const) {
      expect(dataset[field], field).toEqual(shown[field]);
    }
    expect(matrix).toHaveLength(shown.rows * shown.features);
    expect([labels.length, split.length, ids.length]).toEqual([shown.rows, shown.rows, shown.rows]);
    expect(split.filter((part) => part === 1)).toHaveLength(shown.splits.test);
    shown.classes.forEach(({ count }, code) =>
      expect(labels.filter((label) => label === code)).toHaveLength(count),
    );
  });

  it.each(sources)(
    'holds every choice in force, so that giving them back changes nothing: %s',
    async (_, path, options) => {
      const first = await preview(path, options);
      const again = await preview(path, first.options);
      expect(again).toEqual(first);
    },
  );

  it.each(sources)('shows cells under the columns that are not ignored: %s', async (_, path, options) => {
    const { samples, columns, kind } = await preview(path, options);
    const shown = columns.filter(({ role }) => role !== 'ignored').length;
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.length).toBeLessThanOrEqual(12);
    for (const { cells, picture } of samples) {
      expect(cells).toHaveLength(shown);
      expect(picture === null).toBe(kind === 'table');
    }
  });
});

describe('an import', () => {
  it('writes these files and no others, and twice the same', async () => {
    for (const [, path, options] of sources) {
      const first = await keep(path, options);
      const second = await keep(path, options);
      const names = first.dataset.artifacts.map(({ name }) => name).sort();
      expect(readdirSync(first.folder).sort()).toEqual(names);
      expect(names).toEqual([
        'ids.json',
        'labels.npy',
        'matrix.npy',
        'split.npy',
        ...(first.dataset.kind === 'images' ? ['thumbnails.png'] : []),
      ]);
      expect(second.dataset).toEqual(first.dataset);
      for (const name of names) {
        expect(readFileSync(join(second.folder, name))).toEqual(readFileSync(join(first.folder, name)));
      }
    }
  });

  it('takes an upload as the folder it was, by the names of its files', async () => {
    const names = ['faces/a/1.pgm', 'faces/a/2.pgm', 'faces/b/1.pgm', 'faces/.DS_Store', 'faces/b/2.pgm'];
    const files = [pgm(4, 1), pgm(4, 2), pgm(4, 3), 'x', pgm(4, 4)];
    const upload = folderOf(Object.fromEntries(files.map((content, i) => [String(i), content])));
    const folder = folderOf(
      Object.fromEntries(files.map((content, i) => [(names[i] ?? '').replace('faces/', ''), content])),
    );
    const fromUpload = await keep({ path: upload, names, name: 'faces' });
    const fromFolder = await keep(folder);
    expect(fromUpload.dataset.classes).toEqual(fromFolder.dataset.classes);
    expect(fromUpload.matrix).toEqual(fromFolder.matrix);
    expect(fromUpload.dataset.name).toBe('faces');
  });

  it('takes uploads of every format, whose files have no extension on disk', async () => {
    const csv = folderOf({ '0': 'x,y,kind\n1.5,2,a\n3,4,b\n' });
    expect((await keep({ path: csv, names: ['my table.csv'], name: 'my table.csv' })).dataset).toMatchObject({
      name: 'my table',
      rows: 2,
      features: 2,
    });
    const idx = folderOf({
      '0': idxFile([3], [0, 1, 0]),
      '1': idxFile(
        [3, 4, 4],
        Array.from({ length: 48 }, () => 7),
      ),
    });
    const names = ['d/labels-idx1-ubyte', 'd/images-idx3-ubyte'];
    expect((await keep({ path: idx, names, name: 'd' })).labels).toEqual([0, 1, 0]);
    const array = folderOf({ '0': readFileSync(join(fixtures, 'dtypes/big-f8.npy')) });
    expect((await keep({ path: array, names: ['a.npy'], name: 'a.npy' })).dataset.features).toBe(3);
  });

  it('tells in one line how far it is', async (test) => {
    skipWhen(test, !existsSync(realData), 'the shared data is not beside this checkout');
    const { context } = await import('./help.ts');
    const { previewJob } = await import('../../../src-main/compute/jobs/preview.ts');
    const work = context();
    await previewJob({ source: sourceOf(join(realData, 'orl-faces')), options: {} }, work);
    expect(work.phases.some((phase) => /^Reading pictures: \d+ of 400$/.test(phase))).toBe(true);
  });
});
