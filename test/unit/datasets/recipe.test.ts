import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../../src-main/datasets/matrix.ts';
import type { NewRows } from '../../../src-main/datasets/loader.ts';
import { openWithRecipe } from '../../../src-main/datasets/recipe.ts';
import { context, digits, fixtures, folderOf, keep, sourceOf, type Kept } from './help.ts';

const again = ({ dataset }: Kept, path: string): Promise<NewRows> =>
  openWithRecipe(sourceOf(path), dataset.recipe, context());

const matrixOf = ({ folder, dataset }: Kept): Float32Array =>
  Matrix.open(join(folder, 'matrix.npy')).block(0, dataset.rows);

describe('new rows through a stored recipe', () => {
  it.each([
    ['the sample', digits, {}],
    ['NPY with gaps', join(fixtures, 'gaps'), { missing: 'median' }],
    ['NPY with rows left out', join(fixtures, 'gaps'), { missing: 'drop_rows' }],
    ['CSV with gaps', join(fixtures, 'gaps-csv'), { scaling: 'minmax', label_column: null }],
  ] as const)('become the very matrix that was imported: %s', async (_, path, options) => {
    const kept = await keep(path, options);
    const rows = await again(kept, path);
    expect(rows.rows).toBe(kept.dataset.rows);
    expect(rows.ids).toEqual(kept.ids);
    expect(rows.matrix).toEqual(matrixOf(kept));
  });

  it('find columns by name, in any order, and know no category that was not there', async () => {
    const kept = await keep(
      folderOf({ 'a.csv': 'x,colour,y,kind\n1,red,2,a\n3,blue,4,b\n5,red,6,a\n7,blue,9,b\n' }),
      {
        scaling: 'none',
        categorical: 'one_hot',
        label_column: 'kind',
      },
    );
    const rows = await again(
      kept,
      folderOf({ 'b.csv': 'colour,more,y,x\ngreen,9,20,10\nred,9,40,30\nred,9,1,\n' }),
    );
    expect(kept.dataset.feature_names).toEqual(['x', 'colour=blue', 'colour=red', 'y']);
    // x of the last row is missing: the mean of the training rows stands in for it.
    const { recipe } = kept.dataset;
    const fill =
      recipe.kind === 'table' && recipe.columns[0]?.type === 'number' ? recipe.columns[0].fill : NaN;
    expect([...rows.matrix]).toEqual([10, 0, 0, 20, 30, 0, 1, 40, Math.fround(fill), 0, 1, 1]);
    expect(rows.warnings.join()).toContain('1 missing cell');
    expect(rows.warnings.join()).toContain('1 value');
  });

  it('are pictures of any size, fitted to the recipe', async () => {
    const pgm = (side: number): string =>
      `P2 ${side} ${side} 255 ${Array.from({ length: side * side }, () => 51).join(' ')}`;
    const kept = await keep(folderOf({ 'a.pgm': pgm(4), 'b.pgm': pgm(4) }));
    const rows = await again(kept, folderOf({ 'one.pgm': pgm(8) }));
    expect(rows.matrix).toEqual(Float32Array.from({ length: 16 }, () => 51 / 255));
    expect(rows.warnings).toHaveLength(1);
  });

  it('are refused in one sentence where they are of another kind', async () => {
    const arrays = await keep(join(fixtures, 'gaps'));
    const table = await keep(join(fixtures, 'gaps-csv'), { label_column: null });
    const pictures = await keep(digits);
    await expect(again(arrays, join(fixtures, 'dtypes/cube-f8.npy'))).rejects.toThrow(
      'has 12 features, but the run was made of 4',
    );
    await expect(again(table, folderOf({ 'b.csv': 'far,skewed\n1,2\n3,4\n' }))).rejects.toThrow(
      'b.csv lacks 2 columns that the run was made of: constant and counts.',
    );
    await expect(again(arrays, digits)).rejects.toThrow('holds pictures, but the run was made of a table');
    await expect(again(pictures, join(fixtures, 'gaps-csv'))).rejects.toThrow(
      'is a table, but the run was made of pictures',
    );
    await expect(again(pictures, join(fixtures, 'gaps/X_test.npy'))).rejects.toThrow('is a plain array');
    await expect(
      again(table, folderOf({ 'b.csv': 'far,skewed,constant,counts\na,2,1,2\nb,4,1,2\na,4,1,2\n' })),
    ).rejects.toThrow('b.csv has text where the run was made of numbers, in far.');
  });
});

describe('Matrix', () => {
  it('gives bytes as shares of 255 and floats as they are', async () => {
    const bytes = new Matrix(Uint8Array.of(0, 51, 255, 102, 1, 2), 3, 2);
    expect(bytes.gather(Int32Array.of(2, 0))).toEqual(Float32Array.of(1 / 255, 2 / 255, 0, 0.2));
    const floats = new Matrix(Float32Array.of(-1, 2, 3, 4), 2, 2);
    expect(floats.block(1, 2)).toEqual(Float32Array.of(3, 4));
    expect(floats.gather(Int32Array.of(0, 1, 0), 1, 3)).toEqual(Float32Array.of(3, 4, -1, 2));
  });

  it('opens what an import wrote, and keeps bytes as bytes', async () => {
    const kept = await keep(digits);
    const matrix = Matrix.open(join(kept.folder, 'matrix.npy'));
    expect([matrix.rows, matrix.features, matrix.dtype]).toEqual([1797, 64, 'uint8']);
    expect(matrix.gather(Int32Array.of(5))).toEqual(
      Float32Array.from(kept.matrix.slice(5 * 64, 6 * 64), (value) => value / 255),
    );
  });

  it('refuses a file that is none of its own', () => {
    expect(() => Matrix.open(join(fixtures, 'dtypes/little-f8.npy'))).toThrow('is not a matrix of a dataset');
    expect(() => Matrix.open(join(fixtures, 'dtypes/fortran-f4.npy'))).toThrow(
      'is not a matrix of a dataset',
    );
  });
});
