import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { fixtures, folderOf, keep, preview, readArray, realData, refusal, rowOf } from '../help.ts';
import { skipWhen } from '../../../skip.ts';

const table = (text: string | Uint8Array, name = 'table.csv'): string =>
  join(folderOf({ [name]: text }), name);
const none = { scaling: 'none' } as const;
/** Rows of two numbers and a class. */
const plain = 'x,y,kind\n1,10,b\n2,20,a\n3,30,b\n4,40,a\n';

describe('how a table is written', () => {
  const kept = async (text: string | Uint8Array, name?: string): Promise<number[][]> => {
    const data = await keep(table(text, name), none);
    return data.ids.map((_, row) => rowOf(data, row));
  };
  const expected = [
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 40],
  ];

  it.each([
    ['commas', plain],
    ['tabs', plain.replaceAll(',', '\t')],
    ['semicolons', plain.replaceAll(',', ';')],
    ['bars', plain.replaceAll(',', '|')],
    ['blanks', plain.replaceAll(',', ' ')],
    ['Windows line ends', plain.replaceAll('\n', '\r\n')],
    ['old Mac line ends', plain.replaceAll('\n', '\r')],
    ['no line end at the end', plain.trimEnd()],
    ['quotes', plain.replace(/[a-z0-9]+/g, '"$&"')],
    ['a mark of UTF-8', `\uFEFF${plain}`],
    ['blanks around cells', plain.replaceAll(',', ' , ')],
    ['comments before the header', `# a note, with commas, and more\n#\n\n${plain}`],
    ['no header', plain.replace('x,y,kind\n', '')],
    ['comments and no header', plain.replace('x,y,kind', '# the last is the class')],
    ['comments between rows', plain.replace('2,20', '# half way\n2,20')],
  ])('is found out: %s', async (_, text) => {
    expect(await kept(text)).toEqual(expected);
  });

  it('is found out: gzip, and UTF-16', async () => {
    expect(await kept(gzipSync(plain), 'table.csv.gz')).toEqual(expected);
    expect(await kept(Buffer.from(`\uFEFF${plain}`, 'utf16le'))).toEqual(expected);
  });

  it('may have decimal commas, which is told', async () => {
    const shown = await keep(table('a;b;kind\n1,5;2,25;x\n3,5;-4,0;y\n0,5;1e3;x\n'), none);
    expect([...shown.matrix]).toEqual([1.5, 2.25, 3.5, -4, 0.5, 1000]);
    expect(shown.dataset.warnings).toContain('Numbers are written with a decimal comma, and were read so.');
  });

  it('may have decimal commas in every column but one, with a header or without', async () => {
    const lines = Array.from({ length: 9 }, (_, i) => `${i},25;${9 - i},5;${i * i},75;${'abc'[i % 3]}`);
    for (const header of ['u;v;w;kind\n', '']) {
      const kept = await keep(join(folderOf({ 'euro.csv': `${header}${lines.join('\n')}\n` }), 'euro.csv'));
      expect([kept.dataset.rows, kept.dataset.features, kept.dataset.classes.length]).toEqual([9, 3, 3]);
    }
  });

  it('may be Latin-1, which is told', async () => {
    const shown = await preview(table(Buffer.from(plain.replaceAll('a\n', 'é\n'), 'latin1')));
    expect(shown.classes.map(({ name }) => name)).toEqual(['b', 'é']);
    expect(shown.warnings.join()).toContain('read as Latin-1');
  });

  it('may hold line breaks, delimiters and quotes inside quotes', async () => {
    const shown = await preview(table('x,y,kind\n1,2,"a, ""b""\nc"\n3,4,d\n5,6,d\n7,8,"a, ""b""\nc"\n'));
    expect(shown.rows).toBe(4);
    expect(shown.classes.map(({ name }) => name)).toEqual(['a, "b"\nc', 'd']);
  });

  it('may have any file name, which is no wildcard', async () => {
    const names = [
      `it's.csv`,
      'a[1].csv',
      '*.csv',
      'what?.csv',
      '{a,b}.csv',
      'new\nline.csv',
      '<b>"ü"🙂.csv',
      'k=1/x.csv',
    ];
    for (const name of names) {
      const shown = await preview(table(plain, name));
      expect([shown.rows, shown.features]).toEqual([4, 2]);
    }
  });

  it('is never read as another file, even where a name looks like a pattern', async () => {
    const folder = folderOf({ '[ab].csv': plain, 'a.csv': 'x,y,kind\n9,9,z\n9,9,z\n' });
    expect((await preview(join(folder, '[ab].csv'))).rows).toBe(4);
  });

  it('names columns that have none, and those that have the same twice', async () => {
    const shown = await preview(table('a,,a,a_2,kind\n1,2,3,4,x\n1,3,5,6,y\n2,3,4,9,x\n'));
    expect(shown.columns.map(({ name }) => name)).toEqual(['a', 'column_2', 'a_2', 'a_2_2', 'kind']);
  });

  it('takes 0, 1, 2, ... as the names a data frame without names is saved with', async () => {
    const shown = await preview(table(',0,1,2\n0,5.5,6,7\n1,5,6.5,7\n2,5,6,7.5\n'));
    expect(shown.rows).toBe(3);
    expect(shown.columns.map(({ name }) => name)).toEqual(['column_1', '0', '1', '2']);
  });
});

describe('lines that cannot be read', () => {
  it('are listed with their number and the reason, and the rest is kept', async () => {
    const shown = await preview(table('# note\nx,y,kind\n1,2,a\n3\n3,4\n5,6,b,7\n8,9,a\n1,1,b\n'));
    expect(shown.rows).toBe(3);
    expect(shown.skipped).toEqual([
      { file: 'table.csv: line 4', reason: 'has 1 cell where the others have 3' },
      { file: 'table.csv: line 5', reason: 'has 2 cells where the others have 3' },
      { file: 'table.csv: line 6', reason: 'has 4 cells where the others have 3' },
    ]);
    expect(shown.warnings).toContain('3 lines could not be read and were left out.');
  });
});

describe('missing cells', () => {
  const gaps = 'a,b,kind\n1,,x\nNA,2,y\n3,n/a,x\n4,?,y\n5,NaN,\n6,null,x\n7,None,y\n8, ,x\n';

  it('are known in every spelling, counted by column, and the rule is told', async () => {
    const shown = await preview(table(gaps));
    expect(shown.columns).toMatchObject([
      { name: 'a', type: 'number', missing: 1, role: 'feature' },
      { name: 'b', type: 'number', missing: 7, role: 'feature' },
      { name: 'kind', type: 'text', missing: 1, role: 'label' },
    ]);
    expect(shown.warnings).toContain(
      "8 cells are missing in 2 columns (a 1 and b 7): filled with the mean of the training samples' values.",
    );
    expect(shown.warnings).toContain(
      '1 row has no value in the label column "kind" and is kept without a label.',
    );
    expect(shown.rows).toBe(8);
  });

  it('drop their rows where asked', async () => {
    const kept = await keep(table('a,b,kind\n1,,x\n2,3,y\n4,5,x\n,6,y\n7,8,x\n9,1,y\n'), {
      ...none,
      missing: 'drop_rows',
    });
    expect([...kept.matrix]).toEqual([2, 3, 4, 5, 7, 8, 9, 1]);
    expect(kept.ids).toEqual(['2', '3', '5', '6']);
    expect(kept.dataset.warnings).toEqual(
      expect.arrayContaining(['2 rows with missing cells were left out (a 1 and b 1).']),
    );
  });

  it('include the few cells of a column of numbers that are none, which is told', async () => {
    const lines = Array.from(
      { length: 100 },
      (_, i) => `${i === 50 ? 'oops' : i % 7},${i % 5},${i % 2 ? 'x' : 'y'}`,
    );
    const shown = await preview(table(`a,b,kind\n${lines.join('\n')}\n`));
    expect(shown.columns[0]).toMatchObject({ type: 'number', missing: 1, note: '1 cell is no number' });
    expect(shown.warnings).toContain(
      '"a" holds 1 cell that is no number, such as "oops", counted as missing.',
    );
  });

  it('include infinite numbers and those that overflow, which is told', async () => {
    const kept = await keep(table('a,b,kind\n1,2,x\ninf,3,y\n1e400,4,x\n1e39,5,y\n2,6,x\n3,7,y\n'));
    expect(kept.dataset.warnings.join()).toContain(
      '3 cells are infinite or too large for 32-bit numbers (a)',
    );
    expect(kept.matrix.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('are filled and scaled as scikit-learn does, with train.csv and test.csv as the split', async () => {
    for (const scaling of ['standard', 'minmax'] as const) {
      const kept = await keep(join(fixtures, 'gaps-csv'), { scaling, missing: 'median', label_column: null });
      const expected = readArray(join(fixtures, `scaled/${scaling}-median.npy`)).data;
      expect(kept.dataset.splits).toEqual({ train: 45, test: 15 });
      expect(kept.dataset.feature_names).toEqual(['far', 'skewed', 'constant', 'counts']);
      kept.matrix.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-5));
    }
  });
});

describe('what columns become', () => {
  it('text is left out, with how to use it; or becomes columns of 0 and 1', async () => {
    const text = 'colour,x,kind\nred,1,a\nblue,2,b\n,3,a\nred,4,b\n';
    const dropped = await preview(table(text), { label_column: 'kind' });
    expect(dropped.columns[0]).toMatchObject({ role: 'ignored', note: 'text, not numbers' });
    expect(dropped.warnings[0]).toBe(
      '1 column of text was left out: colour; choose one-hot encoding to use it.',
    );
    const kept = await keep(table(text), { ...none, label_column: 'kind', categorical: 'one_hot' });
    expect(kept.dataset.feature_names).toEqual(['colour=blue', 'colour=red', 'x']);
    expect([...kept.matrix]).toEqual([0, 1, 1, 1, 0, 2, 0, 0, 3, 0, 1, 4]);
    expect(kept.dataset.recipe).toMatchObject({
      columns: [{ name: 'colour', type: 'category', values: ['blue', 'red'] }, { name: 'x' }],
    });
  });

  it('row numbers and names are left out, and a name becomes the row id', async () => {
    const shown = await keep(table('name,id,x,y,kind\nann,3,1,2,a\nbob,1,1,3,b\ncy,2,2,3,a\ndee,4,2,9,b\n'));
    expect(shown.dataset.feature_names).toEqual(['x', 'y']);
    expect(shown.ids).toEqual(['ann', 'bob', 'cy', 'dee']);
    expect(shown.dataset.warnings).toContain('2 columns that only name the rows were left out: name and id.');
  });

  it('columns that count the rows are left out in front, and pointed out elsewhere', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `${i},${i * 0.5},${12 - i},${i % 2 ? 'a' : 'b'}`);
    const shown = await preview(table(`first,x,later,kind\n${lines.join('\n')}\n`));
    expect(shown.columns.map(({ role }) => role)).toEqual(['ignored', 'feature', 'feature', 'label']);
    expect(shown.columns[0]?.note).toBe('looks like a row number');
    expect(shown.columns[2]?.note).toBe('counts the rows: leave it out if it only numbers them');
  });

  it('constant columns are pointed out and stay at zero', async () => {
    const text = 'x,same,kind\n1,5,a\n2,5,b\n3,5,a\n4,5,b\n';
    expect((await preview(table(text))).columns[1]?.note).toBe('has the same value in every row');
    const kept = await keep(table(text));
    expect([0, 1, 2, 3].map((row) => rowOf(kept, row)[1])).toEqual([0, 0, 0, 0]);
  });

  it('columns asked to be ignored are', async () => {
    const shown = await preview(table(plain), { ignore_columns: ['y'] });
    expect(shown.features).toBe(1);
    expect(shown.columns[1]).toMatchObject({ role: 'ignored', note: 'left out as asked' });
    expect(await refusal(table(plain), { ignore_columns: ['z'] })).toContain(
      'has no column "z": it has x, y and kind',
    );
  });

  it('text that has digits and underscores is no number', async () => {
    const shown = await preview(table('month,x,y\n2020_01,1,2\n2020_01,2,3\n2020_02,3,3\n2020_02,4,1\n'));
    expect(shown.columns[0]).toMatchObject({ type: 'text', distinct: 2 });
  });
});

describe('the label', () => {
  const rows = (header: string, line: (i: number) => string): string =>
    `${header}\n${Array.from({ length: 60 }, (_, i) => line(i)).join('\n')}\n`;

  it('is the column that is called so', async () => {
    const shown = await preview(
      table(rows('species,x,island', (i) => `${'abc'[i % 3]},${i * 1.5},${'uv'[i % 2]}`)),
    );
    expect(shown.options.label_column).toBe('species');
    expect(shown.label_candidates).toEqual(['species', 'island']);
  });

  it('is y, but not beside an x', async () => {
    const y = (header: string): string => rows(header, (i) => `${i * 1.5},${i % 3},${i * 0.25}`);
    expect((await preview(table(y('a,y,c')))).options.label_column).toBe('y');
    expect((await preview(table(y('x,y,z')))).options.label_column).toBe(null);
  });

  it('is else the last column, of text or of few whole numbers', async () => {
    expect(
      (await preview(table(rows('a,b,c', (i) => `${i * 1.5},${i * 0.3},${i % 4}`)))).options.label_column,
    ).toBe('c');
    expect(
      (await preview(table(rows('a,b,c', (i) => `${i * 1.5},${i % 3},${i * 0.7}`)))).options.label_column,
    ).toBe(null);
  });

  it('is changed, or none, as asked', async () => {
    const file = table(rows('a,b,c', (i) => `${i * 1.5},${i % 3},${i % 2}`));
    const other = await preview(file, { label_column: 'b' });
    expect(other.classes.map(({ name }) => name)).toEqual(['0', '1', '2']);
    expect(other.features).toBe(2);
    const without = await preview(file, { label_column: null });
    expect([without.classes.length, without.features]).toEqual([0, 3]);
  });

  it('is refused with a sentence where it has a value for every row, or is not there', async () => {
    const file = table(rows('a,b,c', (i) => `${i * 1.5},${i % 3},${i % 2}`));
    expect(await refusal(file, { label_column: 'a' })).toBe(
      '"a" has 60 different values in 60 rows, too many for a label: choose a column of classes, or none.',
    );
    expect(await refusal(file, { label_column: 'z' })).toContain('has no column "z"');
  });
});

describe('wrong tables get one sentence', () => {
  it.each([
    ['one column', 'x\n1\n2\n3\n', /has one column only, so there is nothing to reduce/],
    ['an empty file', '', /is empty/],
    ['nothing but comments', '# a\n# b\n', /has no rows/],
    ['a header without rows', 'x,y,z\n', /has a header but no rows/],
    ['one row', 'x,y,kind\n1,2,a\n', /holds 1 sample: at least two are needed/],
    ['no numbers', 'a,b\nx,u\ny,v\nx,v\ny,u\n', /has no column of numbers to reduce/],
    [
      'binary junk',
      Uint8Array.from({ length: 999 }, (_, i) => (i * 37) % 256),
      /is not a table: it holds bytes that are no text/,
    ],
    ['a workbook', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), /is an Excel or ZIP file/],
    ['cut-off gzip', gzipSync(plain.repeat(50)).subarray(0, 40), /was cut off in the middle/],
  ])('%s', async (_, text, words) => {
    expect(await refusal(table(text))).toMatch(words);
  });

  it('several tables in one folder', async () => {
    const folder = folderOf({ 'a.csv': plain, 'b.csv': plain });
    expect(await refusal(folder)).toMatch(/holds 2 tables \(a\.csv and b\.csv\): drop one of them/);
    const unlike = folderOf({ 'train.csv': plain, 'test.csv': plain.replace('x,', 'z,') });
    expect(await refusal(unlike)).toContain('do not have the same columns');
  });

  it('a file of another kind', async () => {
    expect(await refusal(table(Uint8Array.of(1, 2, 3, 0), 'model.bin'))).toMatch(
      /model\.bin is of a kind that is not known/,
    );
    expect(await refusal(folderOf({ 'arrays.npz': 'PK' }))).toMatch(
      /arrays\.npz is of a kind that cannot be read here/,
    );
  });
});

describe('real tables', () => {
  beforeEach((test) => skipWhen(test, !existsSync(realData), 'the shared data is not beside this checkout'));

  const tabular = join(realData, 'tabular');

  it('penguins: every missing cell is counted and the rule is told', async () => {
    const shown = await preview(join(tabular, 'penguins.csv'));
    expect(shown).toMatchObject({ rows: 344, features: 4 });
    // As seaborn's documentation of the data gives them.
    expect(shown.classes).toEqual([
      { name: 'Adelie', count: 152 },
      { name: 'Chinstrap', count: 68 },
      { name: 'Gentoo', count: 124 },
    ]);
    expect(shown.columns.map(({ name, missing }) => `${name} ${missing}`)).toEqual([
      'species 0',
      'island 0',
      'bill_length_mm 2',
      'bill_depth_mm 2',
      'flipper_length_mm 2',
      'body_mass_g 2',
      'sex 11',
    ]);
    expect(shown.warnings.join()).toMatch(/8 cells are missing in 4 columns .* filled with the mean/);
  });

  it.each([
    ['iris.csv', 150, 4, 3],
    ['Dry_Bean_Dataset.csv', 13_611, 16, 7],
    ['optdigits.tra', 2999, 64, 10],
    ['optdigits.tes', 1797, 64, 10],
    ['optdigits.hol', 824, 64, 10],
    ['diamonds.csv', 53_940, 7, 0],
  ])('%s: %i rows, %i features, %i classes', async (name, rows, features, classes) => {
    const shown = await preview(join(tabular, name));
    expect([shown.rows, shown.features, shown.classes.length]).toEqual([rows, features, classes]);
    expect(shown.skipped).toEqual([]);
  });

  it('diamonds: rows stand in the order of the file', async () => {
    const file = join(tabular, 'diamonds.csv');
    const kept = await keep(file, none);
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    const carat = lines.map((line) => Math.fround(Number(line.split(',')[0])));
    expect(carat.every((value, row) => kept.matrix[row * 7] === value)).toBe(true);
  });

  it('a folder of unrelated tables is refused in one sentence', async () => {
    expect(await refusal(tabular)).toMatch(/holds 7 tables/);
  });
});
