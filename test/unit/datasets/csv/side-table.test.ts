import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Duck } from '../../../../src-main/datasets/csv/duck.ts';
import {
  couldBeList,
  countLines,
  rankLabelColumns,
  readSideTable,
} from '../../../../src-main/datasets/csv/side-table.ts';
import { openTree, type Entry } from '../../../../src-main/datasets/source/tree.ts';
import { context, folderOf, sourceOf } from '../help.ts';

async function entryOf(content: string): Promise<Entry> {
  const { entries } = await openTree(sourceOf(join(folderOf({ 't.csv': content }), 't.csv')), context());
  return entries[0]!;
}

test('a list is 64 MB long at most', async () => {
  const entry = await entryOf('a\n1\n');
  expect([64e6, 64e6 + 1].map((size) => couldBeList({ ...entry, size }))).toEqual([true, false]);
});

describe('a table beside the data', () => {
  test('has its lines counted, and its cells read as text without blanks around them', async () => {
    const entry = await entryOf('id, kind ,\n1, b c ,\n2,NA,x\n');
    expect(await countLines(entry, context())).toBe(2);
    expect(await readSideTable(entry, context())).toEqual({
      names: ['id', 'kind', 'column_3'],
      header: ['id', 'kind', ''],
      rows: [
        ['1', 'b c', ''],
        ['2', '', 'x'],
      ],
    });
  });

  test('without a header counts its first line too', async () => {
    const entry = await entryOf('1,2\n3,4\n');
    expect(await countLines(entry, context())).toBe(2);
    expect(await readSideTable(entry, context())).toEqual({
      names: ['column_1', 'column_2'],
      header: null,
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    });
  });

  test('lets go of its database, and hears a cancel', async () => {
    const entry = await entryOf('a,b\n1,2\n');
    const close = vi.spyOn(Duck.prototype, 'close');
    await countLines(entry, context());
    expect(close).toHaveBeenCalledTimes(1);
    await readSideTable(entry, context());
    expect(close).toHaveBeenCalledTimes(2);
    close.mockRestore();
    const work = { ...context(), signal: AbortSignal.abort() };
    await expect(countLines(entry, work)).rejects.toThrow('Cancelled');
    await expect(readSideTable(entry, work)).rejects.toThrow('Cancelled');
  });
});

describe('columns that could be labels', () => {
  const rows = [
    ['1', 'a', 'u', 'k', 'p'],
    ['2', 'a', 'v', 'k', 'q'],
    ['3', 'b', 'w', 'k', 'r'],
    ['4', 'b', 'w', 'k', 's'],
  ];
  const ranked = (names: string[], besides = -1): string[] =>
    rankLabelColumns({ names, header: names, rows }, besides).map((column) => names[column] ?? '');

  test('come by their names first, then with few values before many; one that is always the same does not', () => {
    expect(ranked(['file', 'two', 'three', 'same', 'many'])).toEqual(['two', 'three', 'file', 'many']);
    expect(ranked(['file', 'two', 'species', 'class', 'label'])).toEqual(['label', 'species', 'two', 'file']);
    expect(ranked(['class', 'two', 'species', 'same', 'many'])).toEqual(['class', 'species', 'two', 'many']);
  });

  test('are none that is something else', () => {
    expect(ranked(['label', 'two', 'three', 'same', 'many'], 0)).toEqual(['two', 'three', 'many']);
  });

  test('hold an empty cell where a row has none', () => {
    expect(rankLabelColumns({ names: ['a'], header: null, rows: [['x'], []] }, -1)).toEqual([0]);
  });
});
