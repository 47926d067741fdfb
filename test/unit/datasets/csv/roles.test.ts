import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../../src-main/contract/index.ts';
import type { ColumnFacts } from '../../../../src-main/datasets/csv/columns.ts';
import { assignRoles, type Roles } from '../../../../src-main/datasets/csv/roles.ts';

type Given = Partial<ColumnFacts> & { name: string };

/** Rows of the tables below, where nothing else is said. */
const rows = 60;

/** Numbers that are not whole, all different but two. */
const measure = (name: string): Given => ({ name, distinct: rows - 1, whole: false });
/** Text of so many different values. */
const text = (name: string, distinct: number): Given => ({ name, type: 'text', distinct, whole: false });
/** Whole numbers of so many different values. */
const whole = (name: string, distinct: number): Given => ({ name, distinct, whole: true });

function rolesOf(given: readonly Given[], options: ImportOptions = {}, of = rows): Roles {
  const facts = given.map((more, index): ColumnFacts => ({
    index,
    type: 'number',
    present: of,
    missing: 0,
    bad: 0,
    badExample: '',
    distinct: 0,
    whole: false,
    min: 0,
    max: 1e6,
    ...more,
  }));
  return assignRoles(facts, of, options, 'table.csv');
}

const roleOf = (given: Given, of = rows): string | undefined =>
  rolesOf([measure('a'), given, measure('b')], { label_column: null }, of).columns[1]?.role;

/** Which column is guessed to be the label. */
const labelOf = (...given: Given[]): string | null => rolesOf(given).label?.name ?? null;

describe('a column names the rows', () => {
  test.each(['id', 'ID', 'index', 'Unnamed: 0', 'unnamed:0', 'rownames'])(
    'where it is called %s, whatever it holds',
    (name) => {
      expect(roleOf({ ...measure(name), missing: 3 })).toBe('ignored');
      expect(roleOf(text(name, 2))).toBe('ignored');
    },
  );

  test.each([
    '#',
    'row',
    'row_name',
    'rowname',
    'row_names',
    'row_id',
    'row_nr',
    'rowno',
    'row_number',
    'unnamed: 12',
  ])('where it is called %s and every row has a whole number of its own', (name) => {
    expect(roleOf(whole(name, rows))).toBe('ignored');
    expect(roleOf(whole(name, rows - 1))).toBe('feature');
    expect(roleOf({ ...whole(name, rows), whole: false })).toBe('feature');
  });

  test.each(['customer_id', 'customer id', 'UUID', 'my_uuid'])('where its name ends as %s does', (name) => {
    expect(roleOf(whole(name, rows))).toBe('ignored');
  });

  test.each(['valid', 'idea', 'ids', 'rows', 'index2', 'my#', 'id_x', 'indexed', 'throw'])(
    'not where it is called %s',
    (name) => {
      expect(roleOf(whole(name, rows))).toBe('feature');
    },
  );

  test('where it is text that is another in each of three rows or more', () => {
    expect(roleOf(text('a', rows))).toBe('ignored');
    const note = (of: number, distinct = of): string | null | undefined =>
      rolesOf([measure('a'), text('words', distinct)], { label_column: null }, of).columns[1]?.note;
    expect(note(3)).toBe('looks like a name: every row has its own');
    expect([note(2), note(3, 2)]).toEqual(['text, not numbers', 'text, not numbers']);
    const gap = rolesOf([measure('a'), { ...text('words', rows), missing: 1 }], { label_column: null });
    expect(gap.columns[1]?.note).toBe('text, not numbers');
  });

  test('where it is the first and counts ten rows or more from 0 or 1', () => {
    const first = (more: Partial<ColumnFacts>, of = rows): (string | null | undefined)[] => {
      const [column] = rolesOf(
        [{ ...whole('n', of), ...more }, measure('b')],
        { label_column: null },
        of,
      ).columns;
      return [column?.role, column?.note];
    };
    expect(first({ min: 0, max: rows - 1 })).toEqual(['ignored', 'looks like a row number']);
    expect(first({ min: 1, max: rows })).toEqual(['ignored', 'looks like a row number']);
    expect(first({ min: 1, max: 10 }, 10)[0]).toBe('ignored');
    expect(first({ min: 1, max: 9 }, 9)).toEqual(['feature', null]);
    expect(first({ min: 2, max: rows + 1 })).toEqual(['feature', null]);
    expect(first({ min: 0, max: rows })).toEqual(['feature', null]);
    expect(first({ min: 1, max: rows, distinct: rows - 1 })).toEqual(['feature', null]);
  });

  test('and the first such one whose values are all different is the id, if it is not the label', () => {
    const { id, warnings } = rolesOf([text('id', 3), text('name', rows), text('code', rows), measure('a')], {
      label_column: null,
    });
    expect(id?.name).toBe('name');
    expect(warnings).toEqual(['3 columns that only name the rows were left out: id, name and code.']);
    expect(rolesOf([measure('a'), measure('b')], { label_column: null }).id).toBeNull();
    const label = rolesOf([text('id', 3), measure('a')], { label_column: 'id' });
    expect([label.label?.name, label.id, label.warnings]).toEqual(['id', null, []]);
    const one = rolesOf([text('name', rows), measure('a')], { label_column: null });
    expect(one.warnings).toEqual(['1 column that only names the rows was left out: name.']);
    // One without any value names nothing.
    expect(rolesOf([text('id', 0), measure('a')], { label_column: null }).warnings).toEqual([]);
  });
});

describe('the label is guessed', () => {
  test('by its name, the clearest first, wherever it stands', () => {
    expect(labelOf(text('species', 3), measure('a'), text('class', 3), measure('b'))).toBe('class');
    expect(labelOf(whole('y', 3), measure('a'))).toBe('y');
  });

  test('but y is a coordinate beside an x', () => {
    expect(labelOf(whole('Y', 3), measure('X'), measure('a'))).toBeNull();
    expect(labelOf(whole('species', 3), whole('y', 3), measure('x'), measure('a'))).toBe('species');
  });

  test('else it is the last column, of text or of whole numbers with five rows or more each', () => {
    expect(labelOf(measure('a'), text('b', 30))).toBe('b');
    expect(labelOf(measure('a'), whole('b', 12))).toBe('b');
    expect(labelOf(measure('a'), whole('b', 13))).toBeNull();
    expect(labelOf(text('b', 30), measure('a'))).toBeNull();
  });

  test('and could be any of two values or more, up to half the rows, that does not name these', () => {
    const candidates = (of: number, ...given: Given[]): string[] =>
      rolesOf([measure('a'), ...given], {}, of).candidates;
    expect(
      candidates(
        60,
        whole('one', 1),
        whole('two', 2),
        whole('half', 30),
        whole('more', 31),
        text('words', 30),
        text('id', 3),
      ),
    ).toEqual(['two', 'half', 'words']);
    expect(
      candidates(200, whole('fifty', 50), whole('more', 51), { ...whole('parts', 9), whole: false }),
    ).toEqual(['fifty']);
    expect(candidates(9_000, text('thousand', 1_000), text('more', 1_001))).toEqual(['thousand']);
    // Of three rows two values are enough.
    expect(candidates(3, whole('two', 2), whole('three', 3))).toEqual(['two']);
  });
});

describe('the label that is asked for', () => {
  const asked = (given: Given, of = rows): Roles =>
    rolesOf([measure('a'), given], { label_column: given.name }, of);

  test('is taken up to half the rows and 1,000 values, numbers that are not whole too', () => {
    expect(asked(whole('b', 30)).label?.name).toBe('b');
    expect(asked({ ...whole('b', 30), whole: false }).columns[1]).toMatchObject({
      role: 'label',
      note: null,
    });
    expect(asked(text('b', 1_000), 5_000).label?.name).toBe('b');
    expect(asked(whole('b', 2), 2).label?.name).toBe('b');
    expect(rolesOf([measure('a'), text('b', 3)], { label_column: null }).label).toBeNull();
  });

  test.each([
    [31, 60, '"b" has 31 different values in 60 rows'],
    [1_001, 5_000, '"b" has 1,001 different values in 5,000 rows'],
    [3, 3, '"b" has 3 different values in 3 rows'],
  ])('is refused with %i values in %i rows', (distinct, of, opening) => {
    expect(() => asked(whole('b', distinct), of)).toThrow(
      `${opening}, too many for a label: choose a column of classes, or none.`,
    );
  });

  test('is refused where it names two rows, has no values, or is not there', () => {
    expect(() => asked(text('id', 2), 2)).toThrow('"id" has 2 different values in 2 rows, too many');
    expect(() => asked(whole('b', 0))).toThrow('"b" has no values: choose another label column, or none.');
    expect(() => rolesOf([measure('a'), measure('b')], { label_column: 'c' })).toThrow(
      'table.csv has no column "c": it has a and b.',
    );
  });
});

describe('the other columns', () => {
  const without = { label_column: null };

  test('are features where they are numbers, with a note on what is odd', () => {
    const { columns, features, warnings } = rolesOf(
      [
        measure('a'),
        whole('same', 1),
        { ...whole('gaps', 1), missing: 2 },
        { ...measure('odd'), bad: 2, badExample: 'n\n1' },
        { ...measure('one'), bad: 1, badExample: 'x' },
        { ...whole('counts', rows), min: 1, max: rows },
      ],
      without,
    );
    expect(features.map(({ name }) => name)).toEqual(['a', 'same', 'gaps', 'odd', 'one', 'counts']);
    expect(columns.map(({ role, note }) => [role, note])).toEqual([
      ['feature', null],
      ['feature', 'has the same value in every row'],
      ['feature', null],
      ['feature', '2 cells are no number'],
      ['feature', '1 cell is no number'],
      ['feature', 'counts the rows: leave it out if it only numbers them'],
    ]);
    expect(warnings).toEqual([
      '"odd" holds 2 cells that are no number, such as "n\\n1", counted as missing.',
      '"one" holds 1 cell that is no number, such as "x", counted as missing.',
    ]);
    const few = rolesOf([measure('a'), { ...whole('counts', 9), min: 1, max: 9 }], without, 9);
    expect(few.columns[1]?.note).toBeNull();
  });

  test('are left out as asked, where they have no values, and where they are text', () => {
    const { columns, features, warnings } = rolesOf(
      [measure('a'), measure('b'), text('none', 0), text('words', 3), text('many', 257)],
      { ...without, ignore_columns: ['b'] },
      1_000,
    );
    expect(features.map(({ name }) => name)).toEqual(['a']);
    expect(columns.map(({ role, note }) => [role, note])).toEqual([
      ['feature', null],
      ['ignored', 'left out as asked'],
      ['ignored', 'has no values'],
      ['ignored', 'text, not numbers'],
      ['ignored', 'text with 257 different values'],
    ]);
    expect(warnings).toEqual([
      '2 columns of text were left out: words and many; choose one-hot encoding to use them.',
    ]);
    expect(rolesOf([measure('a'), text('words', 3)], without).warnings).toEqual([
      '1 column of text was left out: words; choose one-hot encoding to use it.',
    ]);
    expect(() => rolesOf([measure('a')], { ...without, ignore_columns: ['c'] })).toThrow(
      'table.csv has no column "c": it has a.',
    );
  });

  test('become columns of 0 and 1 where that is asked for, up to 256 values', () => {
    const options = { ...without, categorical: 'one_hot' } as const;
    const { columns, features, warnings } = rolesOf(
      [measure('a'), text('three', 3), text('most', 256), text('more', 257), text('many', 300)],
      options,
      1_000,
    );
    expect(features.map(({ name }) => name)).toEqual(['a', 'three', 'most']);
    expect(columns.map(({ role, note }) => [role, note])).toEqual([
      ['feature', null],
      ['one_hot', 'becomes 3 columns of 0 and 1'],
      ['one_hot', 'becomes 256 columns of 0 and 1'],
      ['ignored', 'text with 257 different values'],
      ['ignored', 'text with 300 different values'],
    ]);
    expect(warnings).toEqual([
      '2 columns of text have more than 256 different values and were left out: more and many.',
      '2 columns of text became 259 columns of 0 and 1, which are not scaled: three and most.',
    ]);
    expect(rolesOf([measure('a'), text('one', 1), text('more', 257)], options, 1_000).warnings).toEqual([
      '1 column of text has more than 256 different values and was left out: more.',
      '1 column of text became 1 column of 0 and 1, which are not scaled: one.',
    ]);
  });

  test('are too few where no feature is left', () => {
    expect(() => rolesOf([text('a', 3), text('b', 4)], without)).toThrow(
      'table.csv has no column of numbers to reduce (a and b hold text: choose one-hot encoding): choose a table with more columns.',
    );
    expect(() => rolesOf([measure('a')], { ...without, ignore_columns: ['a'] })).toThrow(
      'table.csv has no column of numbers to reduce: choose a table with more columns.',
    );
  });

  test('say what they hold', () => {
    const { columns } = rolesOf([{ ...measure('a'), missing: 4, distinct: 7 }, text('b', 3)]);
    expect(columns).toEqual([
      { name: 'a', type: 'number', missing: 4, distinct: 7, role: 'feature', note: null },
      { name: 'b', type: 'text', missing: 0, distinct: 3, role: 'label', note: null },
    ]);
  });
});
