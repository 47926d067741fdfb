import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columnNames, profileColumns, type ColumnFacts } from '../../../../src-main/datasets/csv/columns.ts';
import { sniffDialect } from '../../../../src-main/datasets/csv/dialect.ts';
import { Duck } from '../../../../src-main/datasets/csv/duck.ts';
import { TextTable } from '../../../../src-main/datasets/csv/text-table.ts';
import { openTree } from '../../../../src-main/datasets/source/tree.ts';
import { context, folderOf, sourceOf } from '../help.ts';

/** What the columns of a table hold, and what was said on the way. */
async function factsOf(
  header: string,
  rows: readonly string[],
): Promise<{ facts: ColumnFacts[]; phases: string[] }> {
  const work = context();
  const path = join(folderOf({ 't.csv': `${header}\n${rows.join('\n')}\n` }), 't.csv');
  const { entries } = await openTree(sourceOf(path), work);
  const dialect = await sniffDialect(entries[0]!, work);
  const duck = await Duck.open(entries, work);
  try {
    const text = new TextTable(entries, [dialect]);
    const names = columnNames(dialect.header, dialect.columns);
    const [present = []] = await duck.rows(
      `SELECT ${names.map((_, i) => `count(c${i})`).join(', ')} FROM ${text.from}`,
    );
    const numbered = names.map((name, index) => ({ index, column: { name, values: null } }));
    const numbers = text.numbers(duck, 't.csv', rows.length, numbered);
    return {
      facts: await profileColumns(duck, text, present.map(Number), numbers, work),
      phases: work.phases,
    };
  } finally {
    duck.close();
  }
}

test('names are cut, made up where there are none, and each there once', () => {
  expect(columnNames([' a ', '', 'a', 'a_2', 'b', ' '], 7)).toEqual([
    'a',
    'column_2',
    'a_2',
    'a_2_2',
    'b',
    'column_6',
    'column_7',
  ]);
  expect(columnNames(['x', 'x', 'x'], 3)).toEqual(['x', 'x_2', 'x_3']);
  expect(columnNames(null, 2)).toEqual(['column_1', 'column_2']);
});

describe('a column', () => {
  test('of numbers has its range, how many there are, and whether they are whole', async () => {
    const { facts, phases } = await factsOf('a,b', ['3,0.5', '-2,1', ',1', '3,7', '1,2']);
    expect(facts).toEqual([
      {
        index: 0,
        name: 'a',
        type: 'number',
        present: 4,
        missing: 1,
        bad: 0,
        badExample: '',
        distinct: 3,
        whole: true,
        min: -2,
        max: 3,
      },
      expect.objectContaining({
        index: 1,
        name: 'b',
        missing: 0,
        distinct: 4,
        whole: false,
        min: 0.5,
        max: 7,
      }),
    ]);
    expect(phases.some((phase) => phase.startsWith('Reading rows'))).toBe(true);
  });

  test('of text has its different values counted, without the blanks around them', async () => {
    const { facts } = await factsOf('a,b', ['1,x', '2, x ', '3,', '4,Y', '5,y']);
    expect(facts[1]).toMatchObject({
      type: 'text',
      present: 4,
      missing: 1,
      bad: 0,
      badExample: '',
      distinct: 3,
      whole: false,
    });
  });

  test('without a value is text', async () => {
    const { facts } = await factsOf('a,b', ['1,', '2,']);
    expect(facts[1]).toMatchObject({ type: 'text', present: 0, missing: 2, distinct: 0, whole: false });
  });

  test.each([
    ['one in twenty', 20, 1, 'number'],
    ['one in nineteen', 19, 1, 'text'],
    ['two in forty', 40, 2, 'number'],
    ['three in forty', 40, 3, 'text'],
    ['none of three', 3, 0, 'number'],
  ])('may have cells that are no numbers: %s', async (_, rows, bad, type) => {
    const cells = Array.from({ length: rows }, (__, i) => `${i},${i < bad ? `odd${i}` : i}`);
    const { facts } = await factsOf('a,b', [...cells, '99,']);
    expect(facts[1]).toMatchObject(
      type === 'number'
        ? {
            type,
            present: rows - bad,
            missing: bad + 1,
            bad,
            badExample: bad > 0 ? 'odd0' : '',
            distinct: rows - bad,
          }
        : { type, present: rows, missing: 1, bad: 0, badExample: '', distinct: rows },
    );
  });

  test('of more than 2,000 different numbers has them counted all the same', async () => {
    const rows = Array.from(
      { length: 5_000 },
      (_, i) => `${i % 2_000},${i % 2_001},${i % 4_321},w${i % 2_500}`,
    );
    const { facts } = await factsOf('a,b,c,d', rows);
    expect(facts.map(({ distinct }) => distinct)).toEqual([2_000, 2_001, 4_321, 2_500]);
  });

  test('is counted among many others', async () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      ['0', ...Array.from({ length: 19 }, (__, column) => `w${i % (column + 2)}`)].join(','),
    );
    const { facts } = await factsOf(Array.from({ length: 20 }, (_, i) => `n${i}`).join(','), rows);
    expect(facts.map(({ distinct }) => distinct)).toEqual([
      1,
      ...Array.from({ length: 19 }, (_, i) => i + 2),
    ]);
  });
});
