import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { findTables } from '../../../../src-main/datasets/csv/csv-files.ts';
import { openTree } from '../../../../src-main/datasets/source/tree.ts';
import { context, folderOf, sourceOf } from '../help.ts';

const text = 'x,y\n1,2\n';

function isNames(files: object): files is readonly string[] {
  return Array.isArray(files);
}

/** Which tables a folder holds, or one file of it, and what was left out. */
async function tablesOf(
  files: readonly string[] | Record<string, string | Uint8Array>,
  only = '',
): Promise<{ tables: [name: string, split: string | null][]; skipped: Record<string, string> }> {
  const named = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, text]));
  const folder = folderOf(isNames(files) ? named(files) : files);
  const work = context();
  const { tables, skipped } = await findTables(await openTree(sourceOf(join(folder, only)), work), work);
  return {
    tables: tables.map(({ entry, split }) => [entry.name, split]),
    skipped: Object.fromEntries(skipped.map(({ file, reason }) => [file, reason])),
  };
}

describe('a folder', () => {
  test('of one table is that, and what is none is left out', async () => {
    expect(await tablesOf(['a.csv', 'model.bin'])).toEqual({
      tables: [['a.csv', null]],
      skipped: { 'model.bin': 'is not a table' },
    });
  });

  test('of notes beside a table is that without them; of notes alone it is these', async () => {
    expect(await tablesOf(['a.csv', 'notes.txt', 'more.TXT.gz'])).toEqual({
      tables: [['a.csv', null]],
      skipped: { 'notes.txt': 'is not part of the table', 'more.TXT.gz': 'is not part of the table' },
    });
    expect((await tablesOf(['notes.txt'])).tables).toEqual([['notes.txt', null]]);
    // A name that has it within is no note.
    await expect(tablesOf(['a.csv', 'b.txt.csv'])).rejects.toThrow('holds 2 tables (a.csv and b.txt.csv)');
  });

  test('of no table has none', async () => {
    expect(await tablesOf(['model.bin'])).toEqual({ tables: [], skipped: { 'model.bin': 'is not a table' } });
  });

  test.each([
    ['named so', ['b-test.csv', 'b-train.csv']],
    ['in folders of any names for the files', ['train/one.csv', 'Testing/two.csv']],
    ['in folders, of one name', ['train/x.csv', 'test/x.csv']],
    ['with other extensions', ['digits.tes', 'digits.tra']],
  ])('of a train and a test file, %s, is both, the training rows first', async (_, names) => {
    const { tables, skipped } = await tablesOf(names);
    expect(tables.map(([, split]) => split)).toEqual(['train', 'test']);
    expect(skipped).toEqual({});
  });

  test.each([
    ['two tables of other names', ['a.csv', 'b.csv'], 'a.csv and b.csv'],
    ['two training files', ['train.csv', 'train-2.csv'], 'train-2.csv and train.csv'],
    ['two test files', ['test.csv', 'test-2.csv'], 'test-2.csv and test.csv'],
    [
      'a pair that differs by more than that word',
      ['a-train.csv', 'b-test.csv'],
      'a-train.csv and b-test.csv',
    ],
    ['a pair and another', ['train.csv', 'test.csv', 'valid.csv'], 'test.csv, train.csv and valid.csv'],
    [
      'two pairs',
      ['a-train.csv', 'a-test.csv', 'b-train.csv', 'b-test.csv'],
      'a-test.csv, a-train.csv, b-test.csv',
    ],
    ['two training files and a test file', ['train.csv', 'train_.csv', 'test.csv'], 'test.csv, train.csv'],
    ['a training file and two test files', ['train.csv', 'test.csv', 'test_.csv'], 'test.csv, test_.csv'],
  ])('of %s is refused', async (_, names, listed) => {
    await expect(tablesOf(names)).rejects.toThrow(` holds ${names.length} tables (${listed}`);
    await expect(tablesOf(names)).rejects.toThrow(
      'drop one of them, or a folder with one train and one test file.',
    );
  });
});

describe('one file', () => {
  test('that is called a table is one, whatever it holds', async () => {
    const files = { 'train.csv': Uint8Array.of(0, 1), 'other.csv': text };
    expect(await tablesOf(files, 'train.csv')).toEqual({ tables: [['train.csv', null]], skipped: {} });
  });

  test('of another name is one where it is text, packed or not', async () => {
    const files = { plain: `a b\r\n\t1~2\n`, packed: gzipSync(text) };
    expect((await tablesOf(files, 'plain')).tables).toEqual([['plain', null]]);
    expect((await tablesOf(files, 'packed')).tables).toEqual([['packed', null]]);
  });

  test.each([
    ['nothing', ''],
    ['a byte below the letters', 'a\u001fb'],
    ['a vertical tab', 'a\u000bb'],
    ['a form feed', 'a\u000cb'],
    ['a backspace', 'a\u0008b'],
    ['a shift out', 'a\u000eb'],
  ])('of another name that holds %s is none', async (_, content) => {
    expect(await tablesOf({ plain: content }, 'plain')).toEqual({ tables: [], skipped: {} });
  });

  test.each(['a.npz', 'a.zip', 'a.xls', 'a.xlsx', 'a.h5ad', 'a.JSON', 'a.html', 'a.htm', 'a.pdf'])(
    'called %s is none, though it be text',
    async (name) => {
      expect((await tablesOf({ [name]: text }, name)).tables).toEqual([]);
    },
  );

  test('whose name has such an ending within is one', async () => {
    expect((await tablesOf({ 'a.zip.copy': text }, 'a.zip.copy')).tables).toHaveLength(1);
  });
});

test('a cancel is heard', async () => {
  const work = context();
  const tree = await openTree(sourceOf(folderOf({ 'a.csv': text })), work);
  await expect(findTables(tree, { ...work, signal: AbortSignal.abort() })).rejects.toThrow('Cancelled');
});
