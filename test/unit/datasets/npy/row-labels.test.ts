import { describe, expect, test } from 'vitest';
import { findRowLabels, type RowLabels } from '../../../../src-main/datasets/npy/row-labels.ts';
import { openTree } from '../../../../src-main/datasets/source/tree.ts';
import { context, folderOf, sourceOf } from '../help.ts';

type Parts = Parameters<typeof findRowLabels>[1];

async function found(
  files: Record<string, string | Uint8Array>,
  { parts = [{ split: null, rows: 4 }], beside = false }: { parts?: Parts; beside?: boolean } = {},
): Promise<RowLabels | null> {
  const { entries } = await openTree(sourceOf(folderOf(files)), context());
  return findRowLabels(entries, parts, beside, context());
}

const labelsOf = async (...given: Parameters<typeof found>): Promise<(string | null)[] | undefined> =>
  (await found(...given))?.choose({}).labels;

const abab = ['a', 'b', 'a', 'b'];
const four = 'kind\na\nb\na\nb\n';
const five = `${four}c\n`;

describe('a table of labels', () => {
  test('has a line for every row', async () => {
    expect(await labelsOf({ 'labels.csv': four })).toEqual(abab);
    expect(await labelsOf({ 'anything.csv': four })).toEqual(abab);
    expect(await labelsOf({ 'anything.csv': five })).toBeUndefined();
    expect(await found({})).toBeNull();
  });

  test('has a header or none as the number of rows says', async () => {
    // All text: the first line may be a header or not.
    expect(await labelsOf({ 'labels.csv': 'c\na\nb\na\n' })).toEqual(['c', 'a', 'b', 'a']);
    expect(await labelsOf({ 'labels.csv': 'a\na\nb\na\nb\n' })).toEqual(abab);
    // The first line is all numbers, and yet it is the header.
    const numbered = await found({ 'labels.csv': '7,x\n1,a\n2,b\n1,a\n2,b\n' });
    expect(numbered?.choose({ label_column: '7' }).labels).toEqual(['1', '2', '1', '2']);
  });

  test.each([
    'my-label.csv',
    'classes.csv',
    'targets.txt',
    'metadata.csv',
    'obs.csv',
    'annotation.tsv',
    'y.csv',
    'Y_2.csv',
  ])('called %s goes before one of another name', async (name) => {
    const other = four.replaceAll('a', 'c');
    expect(await labelsOf({ [name]: four, 'a.csv': other })).toEqual(abab);
  });

  test.each(['yes.csv', 'my.csv', 'x.csv'])('called %s is one of another name', async (name) => {
    expect(await labelsOf({ [name]: four, 'a.csv': four })).toBeUndefined();
  });

  test('is the one that fits, of several; where several do, there is none', async () => {
    expect(await labelsOf({ 'labels.csv': `${five}d\ne\n`, 'class.csv': four })).toEqual(abab);
    expect(await labelsOf({ 'labels.csv': four, 'class.csv': four })).toBeUndefined();
    expect(await labelsOf({ 'labels.csv': `${five}d\ne\n`, 'class.csv': `${five}d\n` })).toBeUndefined();
  });

  test('of another number of lines is refused, where it is the only one that is called so', async () => {
    await expect(found({ 'labels.csv': `${five}d\n` })).rejects.toThrow(
      'labels.csv has 6 lines of labels but the array has 4 rows: they do not belong together.',
    );
    await expect(found({ 'labels.csv': `${five}d\n`, 'a.csv': four })).rejects.toThrow('6 lines of labels');
    // With or without the first line it is too long by one.
    await expect(found({ 'labels.csv': '1\n2\n3\n4\n5\n6\n' })).rejects.toThrow('6 lines');
  });

  test('that cannot be read is refused where it is the only one, and passed over beside others', async () => {
    const damaged = Uint8Array.of(1, 0, 2);
    await expect(found({ 'labels.csv': damaged })).rejects.toThrow('labels.csv is not a table');
    expect(await labelsOf({ 'labels.csv': damaged, 'class.csv': four })).toEqual(abab);
    expect(await labelsOf({ 'a.csv': damaged, 'b.csv': four })).toEqual(abab);
  });
});

describe('a table beside a dropped array', () => {
  const beside = true;

  test('is looked at where it is called labels, and is no mistake where it does not fit', async () => {
    expect(await labelsOf({ 'labels.csv': four }, { beside })).toEqual(abab);
    expect(await labelsOf({ 'sales.csv': four }, { beside })).toBeUndefined();
    expect(await found({ 'labels.csv': `${five}d\n` }, { beside })).toBeNull();
    expect(await found({ 'labels.csv': Uint8Array.of(1, 0, 2) }, { beside })).toBeNull();
  });
});

test('a cancel ends the search, beside a dropped array too', async () => {
  const { entries } = await openTree(
    sourceOf(folderOf({ 'labels.csv': four, 'class.csv': four })),
    context(),
  );
  const work = { ...context(), signal: AbortSignal.abort() };
  for (const beside of [true, false])
    await expect(findRowLabels(entries, [{ split: null, rows: 4 }], beside, work)).rejects.toThrow(
      'Cancelled',
    );
});

describe('of a train and a test part', () => {
  const parts: Parts = [
    { split: 'train', rows: 4 },
    { split: 'test', rows: 2 },
  ];
  const files = {
    'labels_train.csv': 'kind,no\na,1\nb,2\na,3\nb,4\n',
    'labels_test.csv': 'no,kind\n5,a\n6,c\n',
  };

  test('each has a table of its own, by name or by folder, and the labels follow one another', async () => {
    const both = await found(files, { parts });
    expect(both?.files.map(({ name }) => name)).toEqual(['labels_train.csv', 'labels_test.csv']);
    expect(both?.candidates).toEqual(['kind', 'no']);
    expect(both?.choose({})).toEqual({ name: 'kind', labels: [...abab, 'a', 'c'] });
    const folders = { 'train/labels.csv': 'kind\na\nb\na\nb\n', 'test/labels.csv': 'kind\na\nc\n' };
    expect(await labelsOf(folders, { parts })).toEqual([...abab, 'a', 'c']);
  });

  test('there are none where one has none, and only columns that both have can be chosen', async () => {
    expect(await found({ 'labels_train.csv': files['labels_train.csv'] }, { parts })).toBeNull();
    const other = { ...files, 'labels_test.csv': 'no,sort\n5,a\n6,c\n' };
    expect((await found(other, { parts }))?.candidates).toEqual(['no']);
  });
});

describe('the column', () => {
  const table = { 'labels.csv': 'file,kind,group\n1,a,u\n2,b,u\n3,NA,v\n4,b,\n' };

  test('is the likeliest, the one that is asked for, or none', async () => {
    const labels = await found(table);
    expect(labels?.candidates).toEqual(['kind', 'group', 'file']);
    expect(labels?.choose({})).toEqual({ name: 'kind', labels: ['a', 'b', null, 'b'] });
    expect(labels?.choose({ label_column: 'group' })).toEqual({
      name: 'group',
      labels: ['u', 'u', 'v', null],
    });
    expect(labels?.choose({ label_column: null })).toEqual({ name: null, labels: [null, null, null, null] });
    expect(() => labels?.choose({ label_column: 'sort' })).toThrow(
      'The table of labels has no column "sort" of labels: it has kind, group and file.',
    );
  });

  test('may be none where all cells are the same', async () => {
    const labels = await found({ 'labels.csv': 'kind\na\na\na\na\n' });
    expect(labels?.choose({})).toEqual({ name: null, labels: [null, null, null, null] });
  });

  test.each(['', 'NA', 'n/a', 'NaN', 'NULL', '?', 'None'])(
    'has no label where a cell is %o',
    async (cell) => {
      // In quotes, which the reader of tables takes for text.
      expect(await labelsOf({ 'labels.csv': `kind,x\na,1\nb,1\n"${cell}",1\nb,1\n` })).toEqual([
        'a',
        'b',
        null,
        'b',
      ]);
    },
  );
});
