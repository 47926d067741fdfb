import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sniffDialect, type Dialect } from '../../../../src-main/datasets/csv/dialect.ts';
import { openTree } from '../../../../src-main/datasets/source/tree.ts';
import { context, folderOf, sourceOf } from '../help.ts';
import { plain } from './plain-dialect.ts';

async function dialectOf(content: string | Uint8Array): Promise<Dialect> {
  const { entries } = await openTree(sourceOf(join(folderOf({ 't.csv': content }), 't.csv')), context());
  return sniffDialect(entries[0]!, context());
}

const headerOf = async (text: string): Promise<string[] | null> => (await dialectOf(text)).header;

test('a plain table has a comma, a header and nothing else', async () => {
  expect(await dialectOf('a,b\n1,2\n3,4\n')).toEqual(plain);
});

describe('the first line is a header', () => {
  test.each([
    ['where a column below it is of numbers, for more than half', 'a,b\nx,1\ny,2\nz,q\n', ['a', 'b']],
    ['whatever gaps there are', 'a,b\nx,\nx,1\nx,\n', ['a', 'b']],
    ['where all is text, its cells differ and none comes again', 'a,b\nx,y\nx,z\n', ['a', 'b']],
    ['where it is all there is', 'a,b\n', ['a', 'b']],
    ['where it has one gap', ',b\n1,2\n3,4\n', ['', 'b']],
    ['with blanks cut', ' a , b \n1,2\n', ['a', 'b']],
    ['where it counts from 0', '0,1,2\n5,6,7\n', ['0', '1', '2']],
    ['where it counts from 1', '1,2,3\n5,6,7\n', ['1', '2', '3']],
    ['where it counts behind a gap', ',0,1,2\n7,5,6,7\n', ['', '0', '1', '2']],
  ])('%s', async (_, text, header) => {
    expect(await headerOf(text)).toEqual(header);
    expect((await dialectOf(text)).skip).toBe(1);
  });

  test.each([
    ['where it holds a number', 'a,1\nb,2\nc,3\n'],
    ['where it has two gaps', ',,c\n1,2,3\n4,5,6\n'],
    ['where all is text and a cell of it comes again', 'a,b\nx,y\na,z\n'],
    ['where all is text and two cells of it are the same', 'a,a\nx,y\nz,w\n'],
    ['where half of a column alone is numbers, and it is text that comes again', 'a,b\nx,1\na,q\n'],
    ['where it counts, but two', '0,1\n5,6\n'],
    ['where it counts from 2', '2,3,4\n5,6,7\n'],
    ['where it counts with a gap', '0,1,3\n5,6,7\n'],
    ['where it counts and is all there is', '0,1,2\n'],
  ])('not %s', async (_, text) => {
    expect(await headerOf(text)).toBeNull();
    expect((await dialectOf(text)).skip).toBe(0);
  });

  test.each(['1', '-1', '+1.5', '.5', '5.', '1,5', '1e5', '-1.5E-3', 'inf', '-Infinity', 'NaN'])(
    'not with %o in it, which is a number',
    async (cell) => {
      expect(await headerOf(`a;${cell}\nx;y\nz;w\n`)).toBeNull();
    },
  );

  test.each(['1a', 'a1', '1.5.2', '1e', '--1', '.', 'infinit', 'nano', '1 2'])(
    'with %o in it, which is none',
    async (cell) => {
      expect(await headerOf(`a;${cell}\nx;y\nz;w\n`)).toEqual(['a', cell]);
    },
  );
});

describe('what stands before the first row is passed over:', () => {
  test.each([
    ['comments and blank lines', '# a\n\n  # b\n \t\na,b\n1,2\n', 5],
    ['comments of other systems', '# a\r\n# b\ra,b\n1,2\n', 3],
    ['a mark of UTF-8', '\uFEFF# a\na,b\n1,2\n', 2],
    ['a header that takes two lines', '"a\nx",b\n1,2\n', 2],
    ['a header of Windows that does', '# a\r\n"a\r\nx",b\r\n1,2\r\n', 3],
  ])('%s', async (_, text, skip) => {
    const found = await dialectOf(text);
    expect([found.skip, found.columns, found.comments]).toEqual([skip, 2, false]);
  });

  test('comments alone, where there is no header', async () => {
    expect(await dialectOf('# a\n# b\n1,2\n3,4\n')).toMatchObject({ skip: 2, header: null });
  });
});

describe('lines that begin with # are comments between rows', () => {
  test.each([
    ['where that sign is nowhere else', 'a,b\n1,2\n# half,way\n3,4\n', true],
    ['whatever they hold', 'a,b\n1,2\n# #2 ##\n3,4\n', true],
    ['not where it is in a row', 'a,b\n1,#2\n# half\n3,4\n', false],
    ['not where it is in the header', 'a,#b\n1,2\n# half\n3,4\n', false],
    ['not where there are none but before the first row', '# a\n# b\na,b\n1,2\n', false],
    ['after comments before the first row too', '# a\na,b\n1,2\r# b\r3,4\r', true],
  ])('%s', async (_, text, comments) => {
    expect((await dialectOf(text)).comments).toBe(comments);
  });
});

test('underscores are told where they stand below the first line, and not in a comment before it', async () => {
  expect((await dialectOf('a,b\n1,2_0\n')).underscores).toBe(true);
  expect((await dialectOf('a_b,b\n1,2\n')).underscores).toBe(false);
  expect((await dialectOf('# a_b\n# c_d\na,b\n1,2\n')).underscores).toBe(false);
});

describe('the delimiter', () => {
  test.each([
    [',', 'a,b;c\n1,2;3\n4,5;6\n1,2\n'],
    ['\t', 'a b\tc\n1 2\t3\n4 5\t6\n'],
    [';', 'a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n'],
    ['|', 'a|b\n1|2\n3|4\n'],
    [' ', 'a b\n1 2\n3 4\n'],
    // Words with blanks between them, as many in each line.
    [',', 'one name,two names\nbig cat,red dog\nold cat,sad dog\n'],
    // As many parts either way, of which those of one are numbers.
    [';', 'x y;z w\n1,5;2,5\n3,5;4,5\n'],
    // More columns are the better guess, where nothing else tells.
    ['|', 'a,b|c|d\ne,f|g|h\ni,j|k|l\n'],
  ])('%o is found', async (delimiter, text) => {
    expect((await dialectOf(text)).delimiter).toBe(delimiter);
  });

  test('of one column is a comma', async () => {
    expect(await dialectOf('a\n1\n2\n')).toMatchObject({ delimiter: ',', columns: 1, header: ['a'] });
  });

  test('is that of most lines; the columns are as many as most have, and of two numbers as common the larger', async () => {
    expect((await dialectOf('a,b\n1,2\n1,2,3\n3,4\n')).columns).toBe(2);
    expect((await dialectOf('a,b,c\n1,2\n1,2,3\n3,4\n')).columns).toBe(3);
  });
});

describe('decimal commas', () => {
  test.each([
    ['are told where there are any and no decimal points', 'a;b\n1,5;2\n3,5;4\n', true],
    ['with signs and exponents', 'a;b\n-1,5;x\n+3,5e-3;y\n', true],
    ['not where there are points too', 'a;b\n1,5;2.5\n3,5;.5\n', false],
    ['not where there are none', 'a;b\n1;2\n3;4\n', false],
    ['not in the header', 'a;1,5\nx;y\nz;w\n', false],
    ['not in text', 'a;b\nx1,5;y\n1,5y;z\n', false],
    ['not where they part cells', 'a,b\n1,5\n3,5\n', false],
  ])('%s', async (_, text, decimalComma) => {
    expect((await dialectOf(text)).decimalComma).toBe(decimalComma);
  });
});

describe('the encoding', () => {
  const text = 'a,b\n1,é\n2,z\n';

  test('is UTF-8, or Latin-1 where it is none', async () => {
    expect((await dialectOf(text)).encoding).toBe('utf-8');
    expect((await dialectOf(Buffer.from(text, 'latin1'))).encoding).toBe('latin-1');
    // A letter of two bytes that lies across the pieces that a file is read in.
    expect((await dialectOf(`${'a,b\n'.repeat(2 ** 18 - 1)}a,yé\n`)).encoding).toBe('utf-8');
  });

  test('is UTF-16 where its mark says so, of either order', async () => {
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big])
      expect(await dialectOf(bytes)).toMatchObject({ encoding: 'utf-16', header: ['a', 'b'], columns: 2 });
  });
});

describe('what is no table is refused', () => {
  test.each([
    ['an empty file', '', 't.csv is empty: choose a file with rows of numbers.'],
    ['blank lines', '\n \n\t\n', 't.csv has no rows: choose a file with rows of numbers.'],
    ['comments', '# a\n# b\n', 't.csv has no rows: choose a file with rows of numbers.'],
    [
      'a workbook',
      Uint8Array.of(0x50, 0x4b, 3, 4),
      't.csv is an Excel or ZIP file, not text: save it as CSV first.',
    ],
    ['a control character', 'a,b\n1,\u0007\n', 't.csv is not a table: it holds bytes that are no text.'],
    ['one of 31', 'a,b\n1,\u001f\n', 't.csv is not a table: it holds bytes that are no text.'],
  ])('%s', async (_, content, words) => {
    await expect(dialectOf(content)).rejects.toThrow(words);
  });

  test('but tabs, form feeds and either line end are text', async () => {
    expect((await dialectOf('a\tb\r\n1\t2\r\n\f3\t4\r\n')).columns).toBe(2);
    expect((await dialectOf('Pa,b\n1,2\n')).header).toEqual(['Pa', 'b']);
  });
});

test('a long table is known by its beginning, of which the last line may be cut off', async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i},${i}.5`).join('\n');
  expect(await dialectOf(`a,b\n${rows}\n`)).toEqual(plain);
  // The first line alone is longer than the beginning that is looked at: it is not known to be a whole row.
  const wide = Array.from({ length: 60_000 }, (_, i) => `n${i}`).join(',');
  expect((await dialectOf(`${wide}\n`)).columns).toBeLessThan(60_000);
});
