import { dsvFormat } from 'd3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDelimited } from '../../../../src-main/datasets/csv/delimited.ts';

const runs = { seed: 11, numRuns: 100 };
const delimiters = [',', '\t', ';', '|', ' '];
/** Cells with all that makes a table hard to read. */
const cells = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'ß', '7', '"', ',', ';', '\t', '|', ' ', '\n', '\r', '🙂'),
    maxLength: 8,
  }),
  fc.double().map(String),
  fc.constant(''),
);
const tables = fc
  .integer({ min: 2, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
  );

/** Line breaks in a cell. */
const breaks = (cell: string): number => cell.match(/\r\n|\n|\r/g)?.length ?? 0;

describe('rows that d3-dsv wrote', () => {
  test.each(delimiters)(
    'with %o between cells are read as they were, each as high as it has lines',
    (delimiter) => {
      const dsv = dsvFormat(delimiter);
      fc.assert(
        fc.property(tables, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, end, closed) => {
          const text = rows.map((row) => dsv.formatRow(row)).join(end) + (closed ? end : '');
          const lines = parseDelimited(text, delimiter, 99, true);
          expect(lines.map((line) => line.cells)).toEqual(rows);
          expect(lines.map((line) => line.height)).toEqual(
            rows.map((row) => row.reduce((sum, cell) => sum + breaks(cell), 1)),
          );
        }),
        { ...runs, numRuns: 40 },
      );
    },
  );

  test('are as many as were asked for', () => {
    const text = dsvFormat(',').formatRows(Array.from({ length: 9 }, (_, i) => [`${i}`, 'x']));
    expect(parseDelimited(text, ',', 4, true).map(({ cells: [first] }) => first)).toEqual([
      '0',
      '1',
      '2',
      '3',
    ]);
  });

  test('and were cut off anywhere are read up to the last that is whole', () => {
    const dsv = dsvFormat(',');
    fc.assert(
      fc.property(tables, fc.nat(), (rows, cut) => {
        const text = dsv.formatRows(rows);
        const lines = parseDelimited(text.slice(0, cut % (text.length + 1)), ',', 99, false);
        expect(lines.map((line) => line.cells)).toEqual(rows.slice(0, lines.length));
        const begun = rows
          .slice(0, lines.length + 1)
          .map((row) => dsv.formatRow(row))
          .join('\n');
        expect(cut % (text.length + 1)).toBeLessThanOrEqual(begun.length);
      }),
      runs,
    );
  });
});

test('cells at the edges of what RFC 4180 allows', () => {
  const read = (text: string, whole = true): string[][] =>
    parseDelimited(text, ',', 99, whole).map((line) => line.cells);
  expect(read('')).toEqual([]);
  expect(read('a')).toEqual([['a']]);
  expect(read('a,')).toEqual([['a', '']]);
  expect(read('a,\nb,')).toEqual([
    ['a', ''],
    ['b', ''],
  ]);
  expect(read('\n\na')).toEqual([[''], [''], ['a']]);
  // A quote within a plain cell is a letter; what follows a closing quote belongs to the cell.
  expect(read('a"b,"c"d,e')).toEqual([['a"b', 'cd', 'e']]);
  expect(read('"a')).toEqual([['a']]);
  expect(read('"a""b","""",""')).toEqual([['a"b', '"', '']]);
  expect(read('a,b\nc,d', false)).toEqual([['a', 'b']]);
  expect(read('a,b\nc,', false)).toEqual([['a', 'b']]);
  expect(read('a,b\n', false)).toEqual([['a', 'b']]);
});
