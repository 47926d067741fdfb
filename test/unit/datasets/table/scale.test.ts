import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitScaling, transform, type FitRows } from '../../../../src-main/datasets/table/scale.ts';
import type { TableColumn, TableSource } from '../../../../src-main/datasets/table/table-source.ts';

const runs = { seed: 11, numRuns: 30 };
const phases: string[] = [];
const work = {
  signal: new AbortController().signal,
  report: ({ phase }: { phase: string }) => void phases.push(phase),
};

/** A table in memory, read in blocks of two rows. */
function tableOf(
  rows: readonly (readonly number[])[],
  columns: readonly TableColumn[] = numbers(rows[0]?.length ?? 0),
): TableSource {
  async function* blocks(): AsyncIterable<Float64Array> {
    for (let at = 0; at < rows.length; at += 2) yield Float64Array.from(rows.slice(at, at + 2).flat());
  }
  return { name: 'any', rows: rows.length, columns, blocks };
}

function numbers(count: number): TableColumn[] {
  return Array.from({ length: count }, (_, i) => ({ name: `x${i}`, values: null }));
}

function rowsOf(count: number, more: Partial<FitRows> = {}): FitRows {
  return { kept: null, split: new Uint8Array(count), scaling: 'standard', missing: 'mean', ...more };
}

/**
 * Five rows of three columns: numbers, with gaps, and the same everywhere.
 * The expected values are those of SimpleImputer, and then StandardScaler or MinMaxScaler, of scikit-learn 1.9.1.
 */
const five = [
  [1, 10, 7],
  [2, NaN, 7],
  [4, 30, 7],
  [8, 20, 7],
  [5, NaN, 7],
];

describe('what is learned of the training rows', () => {
  test('is the mean and the deviation of the population, gaps filled with the mean', async () => {
    const { fill, offset, scale } = await fitScaling(tableOf(five), rowsOf(5), work);
    expect(fill).toEqual([4, 20, 7]);
    expect(offset).toEqual([4, 20, 7]);
    // Squares of 3, 2, 0, 4, 1 and of 10, 0, 10, 0, 0 by five rows.
    expect(scale).toEqual([Math.sqrt(30 / 5), Math.sqrt(200 / 5), 1]);
  });

  test('is the median where that is asked for, of an even and of an odd number of values', async () => {
    const more = { missing: 'median' } as const;
    const skewed = [
      [1, 1],
      [2, NaN],
      [4, 30],
      [8, 20],
      [5, 2],
    ];
    const { fill, offset, scale } = await fitScaling(tableOf(skewed), rowsOf(5, more), work);
    expect(fill).toEqual([4, 11]);
    // The filled cell counts: (1 + 11 + 30 + 20 + 2) / 5.
    expect(offset).toEqual([4, 12.8]);
    expect(scale[1]).toBeCloseTo(
      Math.sqrt((11.8 ** 2 + 1.8 ** 2 + 17.2 ** 2 + 7.2 ** 2 + 10.8 ** 2) / 5),
      12,
    );
  });

  test('is the smallest value and the width where they are scaled to between 0 and 1', async () => {
    expect(await fitScaling(tableOf(five), rowsOf(5, { scaling: 'minmax' }), work)).toEqual({
      fill: [4, 20, 7],
      offset: [1, 10, 7],
      scale: [7, 20, 1],
    });
  });

  test('is nothing but what fills gaps where they are not scaled', async () => {
    expect(await fitScaling(tableOf(five), rowsOf(5, { scaling: 'none' }), work)).toEqual({
      fill: [4, 20, 7],
      offset: [0, 0, 0],
      scale: [1, 1, 1],
    });
  });

  test('leaves categories 0 and 1, a place for each of their values', async () => {
    const columns = [{ name: 'kind', values: ['a', 'b', 'c'] }, ...numbers(1)];
    const table = tableOf(
      [
        [0, 2],
        [2, 4],
        [1, 6],
      ],
      columns,
    );
    expect(await fitScaling(table, rowsOf(3), work)).toEqual({
      fill: [0, 4],
      offset: [0, 0, 0, 4],
      scale: [1, 1, 1, Math.sqrt(8 / 3)],
    });
  });

  test.each(['standard', 'minmax', 'none'] as const)(
    'of a column without a value is 0 and 1 (%s)',
    async (scaling) => {
      for (const missing of ['mean', 'median'] as const) {
        const table = tableOf([[NaN], [Infinity], [NaN]]);
        expect(await fitScaling(table, rowsOf(3, { scaling, missing }), work)).toEqual({
          fill: [0],
          offset: [0],
          scale: [1],
        });
      }
    },
  );

  test('of a constant column that is hard to sum is its value, and scale 1', async () => {
    const rows = Array.from({ length: 10 }, () => [0.1]);
    expect(await fitScaling(tableOf(rows), rowsOf(10), work)).toEqual({
      fill: [expect.closeTo(0.1, 12)],
      offset: [0.1],
      scale: [1],
    });
  });

  test('of values that are the same but for a gap filled with them has scale 1', async () => {
    const { offset, scale } = await fitScaling(tableOf([[3], [NaN], [3]]), rowsOf(3), work);
    expect([offset, scale]).toEqual([[3], [1]]);
  });

  test('is of the rows that stay and are not held out, and of no others', async () => {
    const rows = [[1e9], [1], [1e9], [3], [1e9], [1e9]];
    // Rows 1, 2, 3 and 5 stay; of these the second and the last are held out.
    const some = { kept: Int32Array.of(1, 2, 3, 5), split: Uint8Array.of(0, 1, 0, 1) };
    for (const missing of ['mean', 'median'] as const) {
      expect(await fitScaling(tableOf(rows), rowsOf(0, { ...some, missing }), work)).toEqual({
        fill: [2],
        offset: [2],
        scale: [1],
      });
    }
    expect(await fitScaling(tableOf(rows), rowsOf(0, { ...some, scaling: 'minmax' }), work)).toEqual({
      fill: [2],
      offset: [1],
      scale: [2],
    });
  });

  test('says which pass it makes, and ends when it is cancelled', async () => {
    phases.length = 0;
    await fitScaling(tableOf(five), rowsOf(5, { missing: 'median' }), work);
    expect(phases.map((phase) => phase.split(':')[0])).toEqual(
      expect.arrayContaining(['Measuring rows', 'Finding medians', 'Scaling rows']),
    );
    const ended = { ...work, signal: AbortSignal.abort() };
    await expect(fitScaling(tableOf(five), rowsOf(5), ended)).rejects.toThrow('Cancelled');
  });
});

describe('scaled rows', () => {
  const all = (): boolean => true;
  const cells = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -1_000, max: 1_000 }).map((value) => value / 8) },
    { weight: 1, arbitrary: fc.constant(NaN) },
  );
  const tables = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 20 }))
    .chain(([width, rows]) =>
      fc.record({
        rows: fc.array(fc.array(cells, { minLength: width, maxLength: width }), {
          minLength: rows,
          maxLength: rows,
        }),
        split: fc.uint8Array({ minLength: rows, maxLength: rows, max: 1 }),
        scaling: fc.constantFrom('standard', 'minmax', 'none'),
        missing: fc.constantFrom('mean', 'median'),
      }),
    );

  test('have mean 0 and deviation 1, or lie between 0 and 1, over the training rows; scaled back they are as they were', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ rows, split, scaling, missing }) => {
        const table = tableOf(rows);
        const fitted = await fitScaling(table, { kept: null, split, scaling, missing } as FitRows, work);
        const width = table.columns.length;
        const features = transform(Float64Array.from(rows.flat()), table.columns, fitted, all);
        for (let column = 0; column < width; column++) {
          const [offset = NaN, scale = NaN] = [fitted.offset[column], fitted.scale[column]];
          rows.forEach((row, at) => {
            const value = row[column] ?? NaN;
            const back = (features[at * width + column] ?? NaN) * scale + offset;
            expect(back).toBeCloseTo(Number.isNaN(value) ? (fitted.fill[column] ?? NaN) : value, 2);
          });
          const trained = [...features].filter(
            (_, at) => at % width === column && split[Math.floor(at / width)] === 0,
          );
          if (trained.length === 0 || new Set(trained).size < 2) continue;
          const mean = trained.reduce((sum, value) => sum + value, 0) / trained.length;
          const variance = trained.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trained.length;
          if (scaling === 'standard') {
            expect(mean).toBeCloseTo(0, 4);
            expect(variance).toBeCloseTo(1, 4);
          }
          if (scaling === 'minmax') expect([Math.min(...trained), Math.max(...trained)]).toEqual([0, 1]);
        }
      }),
      runs,
    );
  });

  test('learn nothing from held-out rows', async () => {
    await fc.assert(
      fc.asyncProperty(tables, cells, async ({ rows, split, scaling, missing }, other) => {
        const how = { kept: null, split, scaling, missing } as FitRows;
        const changed = rows.map((row, at) => (split[at] === 1 ? row.map(() => other) : row));
        expect(await fitScaling(tableOf(changed), how, work)).toEqual(
          await fitScaling(tableOf(rows), how, work),
        );
      }),
      { ...runs, numRuns: 20 },
    );
  });

  test('have a category as a 1 in the place of its value, nothing where it is missing, and no row that does not stay', () => {
    const columns = [...numbers(1), { name: 'kind', values: ['a', 'b', 'c'] }, ...numbers(1)];
    const fitted = { fill: [4, 0, 9], offset: [2, 0, 0, 0, 1], scale: [2, 1, 1, 1, 4] };
    const values = Float64Array.of(6, 0, 5, 100, 1, 100, NaN, 2, NaN, 2, NaN, 1e39);
    expect([...transform(values, columns, fitted, (row) => row !== 1)]).toEqual([
      2, 1, 0, 0, 1, 1, 0, 0, 1, 2, 0, 0, 0, 0, 2,
    ]);
    expect(transform(values, columns, fitted, all)).toHaveLength(20);
  });
});
