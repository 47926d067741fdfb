import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { importJob } from '../../../../src-main/compute/jobs/import.ts';
import { previewJob } from '../../../../src-main/compute/jobs/preview.ts';
import {
  context,
  folderOf,
  greyPicture,
  keep,
  plainPicture,
  preview,
  realData,
  refusal,
  rowOf,
  sourceOf,
} from '../help.ts';
import { skipWhen } from '../../../skip.ts';

const pgm = (width: number, height: number, value: number): string =>
  `P2 ${width} ${height} 255\n${Array.from({ length: width * height }, () => value).join(' ')}\n`;

describe('class folders', () => {
  it('name the classes, in natural order, and rows stand in natural order of their names', async () => {
    const kept = await keep(
      folderOf({
        's10/2.pgm': pgm(2, 2, 4),
        's10/10.pgm': pgm(2, 2, 5),
        's2/1.pgm': pgm(2, 2, 1),
        's2/2.pgm': pgm(2, 2, 2),
      }),
    );
    expect(kept.dataset.classes).toEqual([
      { name: 's2', count: 2 },
      { name: 's10', count: 2 },
    ]);
    expect(kept.ids).toEqual(['s2/1.pgm', 's2/2.pgm', 's10/2.pgm', 's10/10.pgm']);
    expect([0, 1, 2, 3].map((row) => rowOf(kept, row)[0])).toEqual([1, 2, 4, 5]);
    expect(kept.labels).toEqual([0, 0, 1, 1]);
    expect(kept.dataset.recipe).toEqual({ kind: 'images', width: 2, height: 2, channels: 1, fit: 'exact' });
  });

  it('are the folders directly below the top, however deep the pictures lie', async () => {
    const shown = await preview(
      folderOf({ 'cat/a/1.pgm': pgm(2, 2, 1), 'cat/b/c/1.pgm': pgm(2, 2, 1), 'dog/1.pgm': pgm(2, 2, 1) }),
    );
    expect(shown.classes).toEqual([
      { name: 'cat', count: 2 },
      { name: 'dog', count: 1 },
    ]);
    expect(shown.found).toBe('3 pictures in 2 class folders');
  });

  it('below train and test are split as those say', async () => {
    const kept = await keep(
      folderOf({
        'Training/a/1.pgm': pgm(2, 2, 1),
        'Training/b/1.pgm': pgm(2, 2, 1),
        'test/a/1.pgm': pgm(2, 2, 1),
        'val/a/1.pgm': pgm(2, 2, 1),
      }),
    );
    expect(kept.dataset.split).toEqual({ kind: 'given', test_fraction: 1 / 3, seed: 0 });
    expect(kept.ids).toEqual(['Training/a/1.pgm', 'Training/b/1.pgm', 'test/a/1.pgm']);
    expect(kept.split).toEqual([0, 0, 1]);
    expect(kept.dataset.classes.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(kept.dataset.skipped).toEqual([
      { file: 'val/a/1.pgm', reason: 'is neither in the train nor in the test folder' },
    ]);
  });

  it('below a lone test folder count, and the split is drawn', async () => {
    const files = Object.fromEntries(
      ['a', 'b'].flatMap((name) =>
        Array.from({ length: 5 }, (_, i) => [`test/${name}/${i}.pgm`, pgm(2, 2, 1)]),
      ),
    );
    const shown = await preview(folderOf(files));
    expect(shown.classes.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(shown.splits).toEqual({ train: 8, test: 2 });
  });

  it('may have any name at all', async () => {
    const names = [
      '<script>alert(1)</script>',
      `it's "quoted"`,
      'ünïcødé',
      '🙂',
      'new\nline',
      '*?[x]',
      '%2e%2e',
    ];
    const odd = names.map((name) => name.replaceAll('/', ''));
    const kept = await keep(
      folderOf(Object.fromEntries(odd.map((name) => [`${name}/${name}.pgm`, pgm(2, 2, 1)]))),
    );
    expect(new Set(kept.dataset.classes.map(({ name }) => name))).toEqual(
      new Set(odd.map((name) => name.trim())),
    );
    expect(new Set(kept.ids)).toEqual(new Set(odd.map((name) => `${name}/${name}.pgm`)));
  });
});

describe('a flat folder', () => {
  const pictures = { 'a.pgm': pgm(2, 2, 1), 'b.pgm': pgm(2, 2, 2), 'c.pgm': pgm(2, 2, 3) };

  it('has no labels without a list', async () => {
    const shown = await preview(folderOf(pictures));
    expect(shown.classes).toEqual([]);
    expect(shown.split.kind).toBe('random');
    expect(shown.label_candidates).toEqual([]);
  });

  it.each([
    ['with a header', 'file,label\na.pgm,x\nb.pgm,y\nc.pgm,x\n'],
    ['without a header', 'a.pgm,x\nb.pgm,y\nc.pgm,x\n'],
    ['without extensions, the label first', 'species;image\nx;a\ny;b\nx;c\n'],
    ['with folders before the names', 'id,path,label\n1,./a.pgm,x\n2,./b.pgm,y\n3,./c.pgm,x\n'],
  ])('takes labels from labels.csv %s', async (_, text) => {
    const kept = await keep(folderOf({ ...pictures, 'labels.csv': text }));
    expect(kept.labels).toEqual([0, 1, 0]);
    expect(kept.dataset.classes.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(kept.dataset.skipped).toEqual([]);
  });

  it('tells of pictures the list does not name, and of lines that name none', async () => {
    const shown = await preview(
      folderOf({ ...pictures, 'labels.csv': 'file,label\na.pgm,x\nb.pgm,y\nz.pgm,y\n' }),
    );
    expect(shown.rows).toBe(3);
    expect(shown.warnings.slice(0, 3)).toEqual([
      '1 picture has no label and is kept without one.',
      '1 line of the list of labels names no picture that is there.',
      'The list of labels does not name 1 picture.',
    ]);
  });

  it('lets the label column be chosen, or none', async () => {
    const list = 'file,label,size\na.pgm,x,big\nb.pgm,y,big\nc.pgm,x,small\n';
    const folder = folderOf({ ...pictures, 'labels.csv': list });
    expect((await preview(folder)).options.label_column).toBe('label');
    expect((await preview(folder)).label_candidates).toEqual(['label', 'size']);
    expect((await preview(folder, { label_column: 'size' })).classes.map(({ name }) => name)).toEqual([
      'big',
      'small',
    ]);
    expect((await preview(folder, { label_column: null })).classes).toEqual([]);
    expect(await refusal(folder, { label_column: 'colour' })).toContain('no column "colour"');
  });
});

describe('size and colours', () => {
  it('keep the one size that all pictures have', async () => {
    const shown = await preview(folderOf({ 'a.pgm': pgm(92, 112, 1), 'b.pgm': pgm(92, 112, 1) }));
    expect(shown.shape).toEqual([112, 92, 1]);
    expect(shown.warnings).toEqual([]);
    expect(shown.options).toMatchObject({ image_size: { width: 92, height: 112 }, color: 'grey' });
  });

  it('fit mixed sizes to the commonest, and tell how many were scaled from what', async () => {
    const files = {
      'a.pgm': pgm(10, 8, 9),
      'b.pgm': pgm(10, 8, 9),
      'c.pgm': pgm(40, 30, 9),
      'd.pgm': pgm(3, 3, 9),
    };
    const kept = await keep(folderOf(files));
    expect(kept.dataset.shape).toEqual([8, 10, 1]);
    expect(kept.dataset.recipe).toMatchObject({ fit: 'contain' });
    expect(kept.dataset.warnings).toEqual([
      '2 pictures of 4 were scaled to fit 10 × 8, proportions kept and the rest black, from sizes between 3 × 3 and 40 × 30.',
    ]);
  });

  it('bring large pictures to 64 on the longer side', async () => {
    const big = await plainPicture(400, 200, '#808080');
    expect((await preview(folderOf({ 'a.png': big, 'b.png': big }))).shape).toEqual([32, 64, 1]);
  });

  it('follow what is asked for', async () => {
    const folder = folderOf({ 'a.pgm': pgm(4, 4, 7), 'b.pgm': pgm(4, 4, 8) });
    const kept = await keep(folder, { image_size: { width: 2, height: 3 }, color: 'colour' });
    expect(kept.dataset.shape).toEqual([3, 2, 3]);
    expect(kept.dataset.warnings[0]).toContain('2 pictures of 2 were scaled to fit 2 × 3');
  });

  it('are colour as soon as one picture is, and colour made grey is told', async () => {
    const folder = folderOf({
      'a.png': await plainPicture(4, 4, '#808080'),
      'b.png': await plainPicture(4, 4, '#ff0000'),
    });
    expect((await preview(folder)).options.color).toBe('colour');
    const grey = await preview(folder, { color: 'grey' });
    expect(grey.shape).toEqual([4, 4, 1]);
    expect(grey.warnings).toEqual(['1 picture in colour was made grey.']);
  });
});

describe('files that are no pictures', () => {
  it('are skipped with the reason, and the rest is kept', async () => {
    const good = await greyPicture(
      4,
      4,
      Array.from({ length: 16 }, (_, i) => i),
    );
    const noise = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    const folder = folderOf({
      'a.png': good,
      'b.png': good,
      'text.png': 'this is text',
      'empty.png': '',
      'cut.png': noise.subarray(0, noise.length / 2),
      'notes.doc': 'x',
    });
    const shown = await preview(folder);
    expect(shown.rows).toBe(2);
    expect(shown.skipped).toEqual([
      { file: 'notes.doc', reason: 'is not a picture file (1 kB)' },
      { file: 'cut.png', reason: 'is not a picture: it is damaged or cut off' },
      { file: 'empty.png', reason: 'is not a picture: it is empty' },
      { file: 'text.png', reason: 'is not a picture: its content is of no known picture format' },
    ]);
    expect(shown.shape).toEqual([4, 4, 1]);
  });

  it('that vanish once they are listed are skipped, and the others are read', async () => {
    const folder = folderOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i % 2}/${i}.pgm`, pgm(2, 2, i)])),
    );
    const job = {
      ...context(),
      // Said first when one picture has been read: of forty, this one is not under way by then.
      report: ({ phase }: { phase: string }) => {
        if (phase.startsWith('Reading')) rmSync(join(folder, '1', '39.pgm'), { force: true });
      },
    };
    const { rows, skipped } = await previewJob({ source: sourceOf(folder), options: {} }, job);
    expect(rows).toBe(39);
    expect(skipped).toEqual([{ file: '1/39.pgm', reason: 'was gone when its turn came' }]);
  });

  it('alone are refused in one sentence', async () => {
    const folder = folderOf({ 'note.png': 'this is text' });
    const words = /note\.png is not a picture: its content is of no known picture format; choose/;
    expect(await refusal(folder)).toMatch(words);
    expect(await refusal(join(folder, 'note.png'))).toMatch(words);
    expect(await refusal(folderOf({ 'a.png': 'x', 'b.png': 'y' }))).toMatch(/None of the 2 pictures in/);
  });

  it('an empty folder is refused in one sentence', async () => {
    expect(await refusal(folderOf())).toMatch(/ is empty: choose a folder or file with data/);
  });

  it('one picture alone is refused in one sentence', async () => {
    expect(await refusal(folderOf({ 'a.pgm': pgm(4, 4, 7) }))).toMatch(/holds one picture only/);
  });
});

describe('what is kept of pictures', () => {
  it('is the same for the same folder, and another after any change', async () => {
    const files = {
      'a/1.pgm': pgm(4, 4, 7),
      'a/2.pgm': pgm(4, 4, 8),
      'b/1.pgm': pgm(4, 4, 9),
      'b/2.pgm': pgm(4, 4, 1),
    };
    const folder = folderOf(files);
    const first = (await keep(folder)).dataset.hash;
    expect((await keep(folderOf(files))).dataset.hash).toBe(first);
    expect((await keep(folder, { seed: 1, test_fraction: 0.5 })).dataset.hash).not.toBe(first);
    writeFileSync(join(folder, 'a/1.pgm'), pgm(4, 4, 200));
    expect((await keep(folder)).dataset.hash).not.toBe(first);
  });

  it('has a sheet of thumbnails of rows that are balanced over the classes', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 300; i++) files[`many/${i}.pgm`] = pgm(6, 4, i % 200);
    for (let i = 0; i < 10; i++) files[`few/${i}.pgm`] = pgm(6, 4, 200 + i);
    const kept = await keep(folderOf(files));
    const { thumbnails } = kept.dataset;
    if (thumbnails === null) throw new Error('no thumbnails');
    expect(thumbnails.rows).toHaveLength(240);
    expect(thumbnails.rows.filter((row) => kept.labels[row] === 0)).toHaveLength(10);
    const { data, info } = await sharp(readFileSync(join(kept.folder, 'thumbnails.png')))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    thumbnails.rows.forEach((row, i) => {
      const x = (i % thumbnails.columns) * thumbnails.width;
      const y = Math.floor(i / thumbnails.columns) * thumbnails.height;
      expect(data[(y * info.width + x) * info.channels]).toBe(rowOf(kept, row)[0]);
    });
  });

  it('shows up to twelve samples in the preview, small PNGs with their labels', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c'].flatMap((name) =>
        Array.from({ length: 30 }, (_, i) => [`${name}/${i}.pgm`, pgm(100, 50, 9)]),
      ),
    );
    const { samples } = await preview(folderOf(files));
    expect(samples.map(({ label }) => label).join('')).toBe('aaaabbbbcccc');
    const [, data = ''] = samples[0]?.picture?.split('base64,') ?? [];
    expect(await sharp(Buffer.from(data, 'base64')).metadata()).toMatchObject({
      format: 'png',
      width: 64,
      height: 32,
    });
  });

  it('is nothing when it is cancelled in the middle', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.pgm`, pgm(40, 40, 9)]));
    const controller = new AbortController();
    const work = context(controller.signal);
    const source = sourceOf(folderOf(files));
    const begun = previewJob({ source, options: {} }, { ...work, report: () => controller.abort() });
    await expect(begun).rejects.toMatchObject({ code: 'cancelled' });
    const folder = folderOf();
    const late = new AbortController();
    const writing = importJob(
      { source, options: {}, folder },
      { ...work, signal: late.signal, report: ({ phase }) => phase.startsWith('Writing') && late.abort() },
    );
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(folder, 'matrix.npy'))).toBe(false);
    expect(existsSync(join(folder, 'matrix.npy.part'))).toBe(false);
  });
});

describe('real pictures', () => {
  beforeEach((test) => skipWhen(test, !existsSync(realData), 'the shared data is not beside this checkout'));

  it('Fashion-MNIST in folders: 3,000 samples, 10 classes, none skipped', async () => {
    const shown = await preview(join(realData, 'fashion-mnist/png-folders'));
    expect(shown).toMatchObject({ rows: 3000, features: 784, shape: [28, 28, 1], skipped: [], warnings: [] });
    expect(shown.classes).toHaveLength(10);
  });

  it('Fashion-MNIST as IDX: 70,000 with its own split, and the folder beside it is told', async () => {
    const shown = await preview(join(realData, 'fashion-mnist'));
    expect(shown).toMatchObject({ format: 'idx', rows: 70_000, splits: { train: 60_000, test: 10_000 } });
    expect(shown.skipped).toEqual([
      {
        file: 'png-folders/',
        reason: 'is a folder beside the IDX files (3,000 files): drop it alone to use it',
      },
    ]);
  });

  it('ORL faces: 400 samples, 40 classes', async () => {
    const shown = await preview(join(realData, 'orl-faces'));
    expect(shown).toMatchObject({ rows: 400, shape: [112, 92, 1], skipped: [] });
    expect(shown.classes).toHaveLength(40);
    expect(shown.classes[1]?.name).toBe('s2');
  });
});
