import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../../src-main/contract/index.ts';
import { openWithRecipe } from '../../../../src-main/datasets/recipe.ts';
import type { NewRows } from '../../../../src-main/datasets/loader.ts';
import { context, folderOf, keep, preview, refusal, sourceOf, type Kept } from '../help.ts';

const one = (text: string | Uint8Array): string => join(folderOf({ 'table.csv': text }), 'table.csv');
const header = 'x,y,kind\n';
const plain = `${header}1,10,b\n2,20,a\n3,30,b\n4,40,a\n`;
const pair = { 'train.csv': plain, 'test.csv': `${header}5,50,a\n6,60,c\n` };

describe('what is found', () => {
  test('is told in a sentence, of one file and of two', async () => {
    expect((await preview(one(plain))).found).toBe('4 rows of 3 columns in table.csv');
    expect((await preview(folderOf(pair))).found).toBe('6 rows of 3 columns in train.csv and test.csv');
  });

  test('is named after the file or the folder, and says what can be chosen', async () => {
    const shown = await preview(one(plain));
    expect(shown).toMatchObject({ format: 'csv', kind: 'table', name: 'table' });
    expect(shown.options).toMatchObject({ label_column: 'kind', ignore_columns: [] });
    expect(shown.options.categorical).toBeUndefined();
    // Only where another column than the label is of text is there a choice of encoding.
    const text = 'x,colour,kind\n1,r,b\n2,r,a\n3,g,b\n4,g,a\n';
    expect((await preview(one(text))).options.categorical).toBe('drop');
    const chosen: ImportOptions = { categorical: 'one_hot', ignore_columns: ['x'], label_column: 'kind' };
    expect((await preview(one(text), chosen)).options).toMatchObject(chosen);
    expect(
      (await preview(one(text), { label_column: null, categorical: 'one_hot' })).options.label_column,
    ).toBeNull();
  });

  test('shows samples as they stand, under the columns that are not left out', async () => {
    const rows = Array.from(
      { length: 5_000 },
      (_, i) => `${i}.5, w${i % 7} ,${i % 3 === 0 ? '' : i},${i % 2}`,
    );
    const { samples, columns } = await preview(one(`x,words,gaps,kind\n${rows.join('\n')}\n`));
    expect(columns.map(({ role }) => role)).toEqual(['feature', 'ignored', 'feature', 'label']);
    expect(samples.length).toBeGreaterThan(2);
    for (const { cells, label } of samples) {
      const row = Math.floor(Number(cells[0]));
      expect(cells).toEqual([`${row}.5`, row % 3 === 0 ? '' : String(row), String(row % 2)]);
      expect(label).toBe(String(row % 2));
    }
    const blanks = await preview(one('x,y,kind\n1,2, a \n3,,b\n5,6, a \n7,8,b\n'));
    expect(blanks.samples.map(({ cells }) => cells)).toEqual(
      expect.arrayContaining([
        ['1', '2', 'a'],
        ['3', '', 'b'],
      ]),
    );
  });
});

describe('rows', () => {
  test('are numbered from 1, or called after their id, or after their file and number', async () => {
    expect((await keep(one(plain))).ids).toEqual(['1', '2', '3', '4']);
    const named = 'name,x,y\nann,1,2\nbob,3,4\ncy,5,6\n';
    expect((await keep(one(named))).ids).toEqual(['ann', 'bob', 'cy']);
    const both = await keep(folderOf(pair));
    expect(both.ids).toEqual([
      'train.csv:1',
      'train.csv:2',
      'train.csv:3',
      'train.csv:4',
      'test.csv:1',
      'test.csv:2',
    ]);
    expect(both.split).toEqual([0, 0, 0, 0, 1, 1]);
    expect(both.labels.map((label) => both.dataset.classes[label]?.name)).toEqual([
      'b',
      'a',
      'b',
      'a',
      'a',
      'c',
    ]);
  });

  test('have numbers for labels too, and none where there is none', async () => {
    const kept = await keep(one('x,y,kind\n1,2,10\n2,3,9\n3,4,\n4,5,10\n5,6,odd\n6,7,9\n'), {
      label_column: 'kind',
    });
    // Six cells are too few for one of them to be no number.
    expect(kept.dataset.classes.map(({ name }) => name)).toEqual(['9', '10', 'odd']);
    const numbers = await keep(one('x,y,kind\n1,2,10\n2,3,9\n3,4,\n4,5,10\n5,6,\n6,7,9\n'), {
      label_column: 'kind',
    });
    expect(numbers.labels).toEqual([1, 0, -1, 1, -1, 0]);
    expect(numbers.dataset.classes.map(({ name }) => name)).toEqual(['9', '10']);
    expect(numbers.dataset.warnings).toContain(
      '2 rows have no value in the label column "kind" and are kept without a label.',
    );
  });

  test('of categories become columns of 0 and 1 beside numbers, in natural order', async () => {
    const kept = await keep(one('x,size,kind\n1,s10,a\n2,s9,b\n3,,a\n4,s10,b\n'), {
      scaling: 'none',
      categorical: 'one_hot',
      label_column: 'kind',
    });
    expect(kept.dataset.feature_names).toEqual(['x', 'size=s9', 'size=s10']);
    expect([...kept.matrix]).toEqual([1, 0, 1, 2, 1, 0, 3, 0, 0, 4, 0, 1]);
    expect(kept.dataset.recipe).toMatchObject({
      kind: 'table',
      columns: [
        { name: 'x', type: 'number' },
        { name: 'size', type: 'category', values: ['s9', 's10'] },
      ],
      label_column: 'kind',
      scaling: 'none',
      missing: 'mean',
      offset: [0, 0, 0],
      scale: [1, 1, 1],
    });
  });
});

describe('what is said on the way', () => {
  test('is nothing of a plain pair of tables', async () => {
    expect((await preview(folderOf(pair))).warnings).toEqual([]);
  });

  test('is that a line could not be read', async () => {
    const left = await preview(folderOf({ ...pair, 'train.csv': `${plain}5\n` }));
    expect(left.warnings).toEqual(['1 line could not be read and was left out.']);
    const two = await preview(folderOf({ ...pair, 'test.csv': `${pair['test.csv']}5\n6\n` }));
    expect(two.warnings).toContain('2 lines could not be read and were left out.');
    // Another file that was left out is no line.
    const beside = await preview(folderOf({ ...pair, 'model.bin': 'x' }));
    expect(beside.warnings).toEqual([]);
    expect(beside.skipped).toEqual([{ file: 'model.bin', reason: 'is not a table' }]);
  });

  test('is how the text is written, where either file is written so', async () => {
    const latin = await preview(
      folderOf({ ...pair, 'test.csv': Buffer.from(pair['test.csv'].replaceAll('c', 'é'), 'latin1') }),
    );
    expect(latin.warnings).toContain('The text is not UTF-8 and was read as Latin-1 (Western European).');
    const comma = (text: string): string => text.replaceAll(',', ';').replaceAll(/(\d)(;|0;)/g, '$1,5;');
    const decimal = await preview(
      folderOf({ 'train.csv': pair['train.csv'].replaceAll(',', ';'), 'test.csv': comma(pair['test.csv']) }),
    );
    expect(decimal.warnings).toContain('Numbers are written with a decimal comma, and were read so.');
  });
});

describe('a table is refused', () => {
  test.each([
    [
      'with a header alone',
      header,
      'table.csv has a header but no rows: choose a file with rows of numbers.',
    ],
    [
      'with no row that can be read',
      `${header}1,2\n`,
      'table.csv has no row that can be read (table.csv: line 2 has 2 cells where the others have 3): check how it was saved.',
    ],
    [
      'with one column',
      'x\n1\n2\n',
      'table.csv has one column only, so there is nothing to reduce: choose a table with several columns.',
    ],
  ])('%s', async (_, text, sentence) => {
    expect(await refusal(one(text))).toBe(sentence);
  });

  test('whose two files have other columns', async () => {
    expect(await refusal(folderOf({ ...pair, 'test.csv': pair['test.csv'].replace('y', 'z') }))).toBe(
      'train.csv and test.csv do not have the same columns: give both the same, or drop one of them.',
    );
  });
});

describe('new rows', () => {
  const again = ({ dataset }: Kept, text: string): Promise<NewRows> =>
    openWithRecipe(sourceOf(one(text)), dataset.recipe, context());

  test('are found by their names, with ids of their own, and need no label', async () => {
    const kept = await keep(one(plain), { scaling: 'none' });
    const rows = await again(kept, 'y,name,x\n7,ann,1\n8,bob,2\n9,cy,3\n');
    expect([...rows.matrix]).toEqual([1, 7, 2, 8, 3, 9]);
    expect(rows.ids).toEqual(['ann', 'bob', 'cy']);
    expect(rows.warnings).toEqual([]);
  });

  test('that have no value in a column of numbers are filled, and text is refused', async () => {
    const kept = await keep(one(plain), { scaling: 'none', label_column: 'kind' });
    const { recipe } = kept.dataset;
    const fill =
      recipe.kind === 'table' && recipe.columns[1]?.type === 'number' ? recipe.columns[1].fill : NaN;
    const rows = await again(kept, 'x,y\n1,\n2,\n3,\n');
    expect([...rows.matrix]).toEqual([1, fill, 2, fill, 3, fill].map(Math.fround));
    await expect(again(kept, 'x,y\nu,1\nv,2\nu,3\n')).rejects.toThrow(
      'table.csv has text where the run was made of numbers, in x.',
    );
    await expect(again(kept, 'x,z\n1,1\n2,2\n3,3\n')).rejects.toThrow(
      'table.csv lacks 1 column that the run was made of: y.',
    );
  });

  test('with gaps are left out where the run was made so, and keep their ids', async () => {
    const kept = await keep(one(plain), { scaling: 'none', missing: 'drop_rows' });
    const rows = await again(kept, 'name,x,y\nann,1,7\nbob,,8\ncy,3,9\n');
    expect([...rows.matrix]).toEqual([1, 7, 3, 9]);
    expect(rows.ids).toEqual(['ann', 'cy']);
  });
});
