import { join } from 'node:path';
import { dsvFormat } from 'd3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderOf, keep } from '../help.ts';

/** Numbers as people and programs write them, and what they are as 32-bit numbers. */
const numbers = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.float({ min: Math.fround(-1e30), max: Math.fround(1e30), noNaN: true }),
);
/** Names of classes: letters of any script, with what a table must quote; blanks around a name do not count. */
const classes = fc.constantFrom('a', 'ß, Straße', 'say "no"', '日本', 'two\nlines', '🙂;|');
const tables = fc.integer({ min: 2, max: 4 }).chain((width) =>
  fc.array(
    fc.record({
      // A cell is missing now and then; the first column never is, so that no line is empty.
      cells: fc.array(
        fc.oneof({ weight: 6, arbitrary: numbers }, { weight: 1, arbitrary: fc.constant(null) }),
        {
          minLength: width,
          maxLength: width,
        },
      ),
      first: numbers,
      label: classes,
    }),
    { minLength: 12, maxLength: 30 },
  ),
);

test('a table that d3-dsv wrote is read to the same numbers and classes, gaps filled with the mean of the training rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      async (rows, delimiter, end) => {
        const width = rows[0]?.cells.length ?? 0;
        const header = ['first', ...Array.from({ length: width }, (_, i) => `ein Maß ${i}`), 'label'];
        const lines = rows.map(({ first, cells, label }) =>
          [first, ...cells, label].map((cell) => String(cell ?? '')),
        );
        const dsv = dsvFormat(delimiter);
        const text = [header, ...lines].map((line) => dsv.formatRow(line)).join(end) + end;
        const path = join(folderOf({ 'table.csv': text }), 'table.csv');
        const { dataset, matrix, labels, split } = await keep(path, { scaling: 'none' });
        expect([dataset.rows, dataset.features]).toEqual([rows.length, width + 1]);
        expect(labels.map((label) => dataset.classes[label]?.name)).toEqual(rows.map(({ label }) => label));
        const column = (at: number): (number | null)[] =>
          rows.map(({ first, cells }) => (at === 0 ? first : (cells[at - 1] ?? null)));
        for (let at = 0; at <= width; at++) {
          const values = column(at);
          const known = values.filter((value, row) => value !== null && split[row] === 0) as number[];
          const mean = known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
          values.forEach((value, row) => {
            const read = matrix[row * (width + 1) + at] ?? NaN;
            if (value !== null) expect(read).toBe(Math.fround(value) + 0);
            else
              expect(Math.abs(read - mean)).toBeLessThanOrEqual(1e-5 * Math.max(1, ...known.map(Math.abs)));
          });
        }
      },
    ),
    { seed: 11, numRuns: 12 },
  );
});
