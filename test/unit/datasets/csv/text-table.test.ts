import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Dialect } from '../../../../src-main/datasets/csv/dialect.ts';
import { Duck } from '../../../../src-main/datasets/csv/duck.ts';
import { selectColumns, TextTable, type Numbered } from '../../../../src-main/datasets/csv/text-table.ts';
import { openTree } from '../../../../src-main/datasets/source/tree.ts';
import type { TableSource } from '../../../../src-main/datasets/table/table-source.ts';
import { context, folderOf, sourceOf } from '../help.ts';
import { plain } from './plain-dialect.ts';

/** Reads texts of two columns as files of one table. */
async function opened(
  texts: readonly string[],
  more: Partial<Dialect> | readonly Partial<Dialect>[] = {},
): Promise<{ duck: Duck; text: TextTable }> {
  const folder = folderOf(Object.fromEntries(texts.map((text, i) => [`${i}.csv`, text])));
  const entries = [];
  for (const [i] of texts.entries())
    entries.push(...(await openTree(sourceOf(join(folder, `${i}.csv`)), context())).entries);
  return {
    duck: await Duck.open(entries, context()),
    text: new TextTable(
      entries,
      entries.map((_, i) => ({ ...plain, ...(more instanceof Array ? more[i] : more) })),
    ),
  };
}

const number = (index: number): Numbered => ({ index, column: { name: `c${index}`, values: null } });

async function blocksOf(table: TableSource): Promise<number[][]> {
  const found: number[][] = [];
  for await (const block of table.blocks()) found.push([...block]);
  return found;
}

async function numbersOf(
  texts: readonly string[],
  columns: Numbered[],
  more: Partial<Dialect> = {},
): Promise<number[]> {
  const { duck, text } = await opened(texts, more);
  try {
    return (await blocksOf(text.numbers(duck, 'any', 3, columns))).flat();
  } finally {
    duck.close();
  }
}

describe('cells as numbers', () => {
  test('are in the order of the columns asked for, row by row; what is none is missing', async () => {
    const file = 'a,b\n1,2\nx,3.5\n,-1e2\n';
    expect(await numbersOf([file], [number(0), number(1)])).toEqual([1, 2, NaN, 3.5, NaN, -100]);
    expect(await numbersOf([file], [number(1), number(0)])).toEqual([2, 1, 3.5, NaN, -100, NaN]);
  });

  test('are the places of categories, blanks and quotes being text', async () => {
    const kinds = { index: 1, column: { name: 'b', values: [`it's`, 'u v'] } };
    const file = `a,b\n1, it's \n2,u v\n3,other\n4,\n`;
    expect(await numbersOf([file], [kinds])).toEqual([0, 1, NaN, NaN]);
  });

  test('may have a decimal comma in place of a point', async () => {
    const file = 'a;b\n1,5;x\n-2,25;y\n';
    const commas = { delimiter: ';', decimalComma: true };
    expect(await numbersOf([file], [number(0)], commas)).toEqual([1.5, -2.25]);
    expect(await numbersOf([file], [number(0)], { delimiter: ';' })).toEqual([NaN, NaN]);
  });

  test('may have a decimal comma in one of two files', async () => {
    const commas = { delimiter: ';', decimalComma: true };
    const { duck, text } = await opened(['a;b\n1,5;x\n', 'a;b\n2;y\n'], [commas, { delimiter: ';' }]);
    expect((await blocksOf(text.numbers(duck, 'any', 2, [number(0)]))).flat()).toEqual([1.5, 2]);
    duck.close();
  });

  test('have no underscores, which are told of by the dialect', async () => {
    const file = 'a,b\n1_0,x\n20,y\n';
    expect(await numbersOf([file], [number(0)], { underscores: true })).toEqual([NaN, 20]);
  });

  test('of two files follow one another, each row knowing its file', async () => {
    const { duck, text } = await opened(['a,b\n1,2\n', 'a,b\n3,4\n5,6\n']);
    expect((await blocksOf(text.numbers(duck, 'any', 3, [number(0)]))).flat()).toEqual([1, 3, 5]);
    expect(await duck.rows(`SELECT c1, part FROM ${text.from}`)).toEqual([
      ['2', 0],
      ['4', 1],
      ['6', 1],
    ]);
    duck.close();
  });

  test('keep what cannot be read where that is asked for', async () => {
    const { duck, text } = await opened(['a,b\n1,2\n3\n5,6\n']);
    expect(await duck.rows(`SELECT count(*)::INTEGER FROM ${text.from}`)).toEqual([[2]]);
    await duck.rows(`SELECT count(*) FROM ${text.fromWithRejects}`);
    expect(await duck.rejected([])).toHaveLength(1);
    duck.close();
  });
});

describe('a table that was read to its end', () => {
  test('is not read again, and is the same to the last digit', async () => {
    // 0.1 takes 64 bits; -0 and a missing cell are what they were.
    const rows = Array.from({ length: 5_000 }, (_, i) =>
      i === 7 ? '0.1,-0' : i === 8 ? 'x,0.5' : `${i},0.5`,
    );
    const { duck, text } = await opened([`a,b\n${rows.join('\n')}\n`]);
    const chunks = vi.spyOn(duck, 'chunks');
    const table = text.numbers(duck, 'any', 5_000, [number(0), number(1)]);
    expect(table).toMatchObject({ name: 'any', rows: 5_000, columns: [{ name: 'c0' }, { name: 'c1' }] });
    const first = await blocksOf(table);
    expect(first.length).toBeGreaterThan(1);
    expect([first[0]?.[14], first[0]?.[15], first[0]?.[16]]).toEqual([0.1, -0, NaN]);
    expect(await blocksOf(table)).toEqual(first);
    expect(chunks).toHaveBeenCalledTimes(1);
    duck.close();
  });

  test('keeps digits that 32 bits would lose, where every number has them', async () => {
    const { duck, text } = await opened(['a,b\n0.1,0.2\n0.3,0.7\n']);
    const table = text.numbers(duck, 'any', 2, [number(0), number(1)]);
    for (let pass = 0; pass < 2; pass++) expect(await blocksOf(table)).toEqual([[0.1, 0.2, 0.3, 0.7]]);
    duck.close();
  });

  test('is read again where it was not', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => `${i},1`);
    const { duck, text } = await opened([`a,b\n${rows.join('\n')}\n`]);
    const table = text.numbers(duck, 'any', 5_000, [number(0)]);
    for await (const block of table.blocks()) {
      expect(block[0]).toBe(0);
      break;
    }
    expect((await blocksOf(table)).flat()).toHaveLength(5_000);
    duck.close();
  });

  test('may be written over, block by block, and is as it was the next time', async () => {
    const { duck, text } = await opened(['a,b\n1,2\n3,4\n']);
    const table = text.numbers(duck, 'any', 2, [number(0), number(1)]);
    for (let pass = 0; pass < 3; pass++) {
      for await (const block of table.blocks()) {
        expect([...block]).toEqual([1, 2, 3, 4]);
        block.fill(9);
      }
    }
    duck.close();
  });
});

describe('some columns of a table', () => {
  const columns = ['a', 'b', 'c'].map((name) => ({ name, values: null }));
  const table: TableSource = {
    name: 'any',
    rows: 3,
    columns,
    async *blocks() {
      yield Float64Array.of(1, 2, 3, 4, 5, 6);
      yield Float64Array.of(7, 8, 9);
    },
  };

  test('are in the order asked for, twice where they are asked for twice', async () => {
    const some = selectColumns(table, [2, 0]);
    expect(some).toMatchObject({ name: 'any', rows: 3, columns: [{ name: 'c' }, { name: 'a' }] });
    expect(await blocksOf(some)).toEqual([
      [3, 1, 6, 4],
      [9, 7],
    ]);
    expect(await blocksOf(selectColumns(table, [1, 1, 0]))).toEqual([
      [2, 2, 1, 5, 5, 4],
      [8, 8, 7],
    ]);
    expect(await blocksOf(selectColumns(table, [0, 1]))).toEqual([
      [1, 2, 4, 5],
      [7, 8],
    ]);
  });

  test('are the table itself where they are all, in its order', () => {
    expect(selectColumns(table, [0, 1, 2])).toBe(table);
  });
});
