import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWithRecipe } from '../../../../src-main/datasets/recipe.ts';
import { context, folderOf, keep, npyFile, preview, refusal, sourceOf } from '../help.ts';

/** Floats that are all different, `rows × width`. */
const array = (rows: number, ...shape: number[]): Uint8Array => {
  const count = shape.reduce((product, length) => product * length, rows);
  return npyFile(
    '<f4',
    [rows, ...shape],
    new Uint8Array(Float32Array.from({ length: count }, (_, i) => i).buffer),
  );
};
const numbers = (...values: number[]): Uint8Array =>
  npyFile('<f4', [values.length], new Uint8Array(Float32Array.from(values).buffer));
const letters = (text: string): Uint8Array => npyFile('|S1', [text.length], new TextEncoder().encode(text));
const bytes = (...shape: number[]): Uint8Array => {
  const count = shape.reduce((product, length) => product * length, 1);
  return npyFile(
    '|u1',
    shape,
    Uint8Array.from({ length: count }, (_, i) => i % 251),
  );
};

const classesOf = async (path: string): Promise<string[]> =>
  (await preview(path)).classes.map(({ name, count }) => `${name} ${count}`);

describe('what is found', () => {
  test('is told in a sentence, of one array and of two, in numbers or pictures', async () => {
    expect((await preview(folderOf({ 'X.npy': array(4, 3) }))).found).toBe('4 rows of 3 numbers in X.npy');
    const pair = { 'X_train.npy': bytes(5, 6, 4), 'X_test.npy': bytes(2, 6, 4) };
    expect((await preview(folderOf(pair))).found).toBe('7 pictures of 4 × 6 in X_train.npy and X_test.npy');
  });

  test('is what lies at the top, or in folders train and test: arrays deeper down belong to something else', async () => {
    const shown = await preview(
      folderOf({ 'X.npy': array(4, 3), 'old/X.npy': array(9, 2), 'notes.md': 'x' }),
    );
    expect(shown.rows).toBe(4);
    expect(shown.skipped).toEqual(
      expect.arrayContaining([
        { file: 'old/X.npy', reason: 'is not an array of samples or labels' },
        { file: 'notes.md', reason: 'is not an array of samples or labels' },
      ]),
    );
    const parts = await preview(folderOf({ 'train/x.npy': array(4, 3), 'test/x.npy': array(2, 3) }));
    expect(parts.splits).toEqual({ train: 4, test: 2 });
  });

  test('leaves arrays that fit nothing out, with their shape', async () => {
    const { skipped } = await preview(folderOf({ 'X.npy': array(4, 3), 'other.npy': numbers(1, 2, 3) }));
    expect(skipped).toEqual([{ file: 'other.npy', reason: 'is an array of 3 that fits no samples' }]);
  });

  test('is none of no rows, or of one', async () => {
    expect(await refusal(join(folderOf({ 'X.npy': array(0, 3) }), 'X.npy'))).toBe(
      'X.npy holds no rows: save an array with one row per sample.',
    );
    expect(await refusal(join(folderOf({ 'X.npy': array(1, 3) }), 'X.npy'))).toBe(
      'X.npy holds one sample only: at least two are needed.',
    );
  });
});

describe('bytes are pictures', () => {
  const shapeOf = async (file: Uint8Array): Promise<[kind: string, shape: number[]]> => {
    const { kind, shape } = await preview(folderOf({ 'X.npy': file }));
    return [kind, shape];
  };

  test.each([
    [
      [5, 4, 6],
      [4, 6, 1],
    ],
    [
      [5, 4, 6, 1],
      [4, 6, 1],
    ],
    [
      [5, 6, 4, 3],
      [6, 4, 3],
    ],
  ])('of shape %o', async (given, shape) => {
    expect(await shapeOf(bytes(...given))).toEqual(['images', shape]);
  });

  test.each([[[5, 3, 6]], [[5, 6, 3]], [[5, 4, 4, 2]], [[5, 4, 4, 4]], [[5, 4, 4, 3, 1]], [[5, 24]]])(
    'not of shape %o',
    async (given) => {
      expect((await shapeOf(bytes(...given)))[0]).toBe('table');
    },
  );

  test('not of floats', async () => {
    expect((await shapeOf(array(5, 4, 6)))[0]).toBe('table');
  });

  test('keep their size and colours, which is said where others are asked for', async () => {
    const folder = folderOf({ 'X.npy': bytes(5, 4, 6) });
    const words = 'Pictures of this format keep their size of 6 × 4 and their colours.';
    expect((await preview(folder, { image_size: { width: 8, height: 8 } })).warnings).toContain(words);
    expect((await preview(folder, { color: 'grey' })).warnings).toContain(words);
    expect((await preview(folder)).warnings).not.toContain(words);
  });

  test('follow one another where there are two parts', async () => {
    const kept = await keep(folderOf({ 'X_train.npy': bytes(3, 4, 4), 'X_test.npy': bytes(2, 4, 4) }));
    const counting = (count: number): number[] => Array.from({ length: count * 16 }, (_, i) => i % 251);
    expect([...kept.matrix]).toEqual([...counting(3), ...counting(2)]);
    expect(kept.ids).toEqual(['train:1', 'train:2', 'train:3', 'test:1', 'test:2']);
    expect(kept.split).toEqual([0, 0, 0, 1, 1]);
    // Pictures of another size are no part of the same stack.
    const unlike = await preview(folderOf({ 'X_train.npy': bytes(3, 4, 6), 'X_test.npy': bytes(2, 6, 4) }));
    expect([unlike.kind, unlike.features]).toEqual(['table', 24]);
  });
});

describe('labels', () => {
  test('are those of an array; what has none is told', async () => {
    const named = { 'X.npy': array(6, 3), 'y.npy': letters('ab\0bab') };
    expect(await classesOf(folderOf(named))).toEqual(['a 2', 'b 3']);
    expect((await preview(folderOf(named))).warnings).toContain(
      '1 row has no label and is kept without one.',
    );
    const floats = { 'X.npy': array(6, 3), 'y.npy': numbers(1, NaN, 2, NaN, 1, 2) };
    expect(await classesOf(folderOf(floats))).toEqual(['1 2', '2 2']);
    expect((await preview(folderOf(floats))).warnings).toContain(
      '2 rows have no label and are kept without one.',
    );
    const all = { 'X.npy': array(6, 3), 'y.npy': letters('ababab') };
    expect((await preview(folderOf(all))).warnings.join()).not.toContain('without one');
  });

  test('of a dropped folder are not said to lie in the same one', async () => {
    const { warnings } = await preview(folderOf({ 'X.npy': array(4, 3), 'y.npy': letters('abab') }));
    expect(warnings.join()).not.toContain('in the same folder');
  });

  test.each([
    [20, 20, true],
    [21, 42, true],
    [21, 41, false],
    [1_000, 2_000, true],
    [1_001, 2_002, false],
  ])('may have %i values in %i rows: %o', async (distinct, rows, may) => {
    const labels = numbers(...Array.from({ length: rows }, (_, i) => i % distinct));
    const folder = folderOf({ 'X.npy': array(rows, 2), 'y.npy': labels });
    if (may) expect(await classesOf(folder)).toHaveLength(distinct);
    else
      expect(await refusal(folder)).toBe(
        `y.npy has ${distinct.toLocaleString('en-US')} different values in ${rows.toLocaleString('en-US')} rows, too many for labels: leave it out, or save class numbers.`,
      );
  });

  test('of a table are a choice of column, and no choice of an array', async () => {
    const table = folderOf({ 'X.npy': array(4, 3), 'labels.csv': 'kind,group\na,u\nb,u\na,v\nb,w\n' });
    const shown = await preview(table);
    expect(shown.options.label_column).toBe('kind');
    expect(shown.label_candidates).toEqual(['kind', 'group']);
    expect((await preview(table, { label_column: 'group' })).classes).toHaveLength(3);
    const none = await preview(table, { label_column: null });
    expect([none.classes, none.options.label_column]).toEqual([[], null]);
    const own = await preview(folderOf({ 'X.npy': array(4, 3), 'y.npy': letters('abab') }));
    expect([own.options.label_column, own.label_candidates]).toEqual([undefined, []]);
  });

  test('of an array go before those of a table', async () => {
    const folder = folderOf({
      'X.npy': array(4, 3),
      'y.npy': letters('abab'),
      'labels.csv': 'kind\nc\nd\ne\nc\n',
    });
    expect(await classesOf(folder)).toEqual(['a 2', 'b 2']);
    expect((await preview(folder)).skipped).toEqual([
      { file: 'labels.csv', reason: 'is not an array of samples or labels' },
    ]);
  });
});

describe('an array that was dropped by itself', () => {
  const shown = (files: Record<string, string | Uint8Array>): ReturnType<typeof preview> =>
    preview(join(folderOf({ 'X.npy': array(4, 3), ...files }), 'X.npy'));

  test('has its labels beside it, as an array or a table, which is said', async () => {
    for (const [name, file] of [
      ['y.npy', letters('abab')],
      ['other.npy', letters('abab')],
      ['labels.csv', 'kind\na\nb\na\nb\n'],
    ] as const) {
      const { classes, warnings } = await shown({ [name]: file });
      expect(classes).toHaveLength(2);
      expect(warnings).toContain(`The labels are those of ${name} in the same folder.`);
    }
  });

  test('takes none where several could be', async () => {
    const { classes, skipped } = await shown({ 'a.npy': letters('abab'), 'b.npy': letters('cdcd') });
    expect(classes).toEqual([]);
    expect(skipped).toEqual([
      {
        file: 'a.npy and b.npy',
        reason: 'could each be the labels: drop the folder, or keep one beside the array',
      },
    ]);
  });

  test('does not mind a neighbour that is damaged, of another length, or of samples', async () => {
    const { classes, skipped, warnings } = await shown({
      'damaged.npy': 'x',
      'longer.npy': letters('ababa'),
      'Z.npy': array(4, 2),
      'z.txt': 'a\nb\na\nb\n',
    });
    expect([classes, skipped]).toEqual([[], []]);
    expect(warnings.join()).not.toContain('labels');
    // Beside all that, the one that fits is taken.
    expect(
      (await shown({ 'damaged.npy': 'x', 'Z.npy': array(4, 2), 'y.npy': letters('abab') })).classes,
    ).toHaveLength(2);
  });

  test('has a column of labels none of whose values it says where none is chosen', async () => {
    const folder = folderOf({ 'X.npy': array(4, 3), 'labels.csv': 'kind\na\nb\na\nb\n' });
    const { warnings, classes } = await preview(join(folder, 'X.npy'), { label_column: null });
    expect(classes).toEqual([]);
    expect(warnings.join()).not.toContain('in the same folder');
  });
});

describe('new rows', () => {
  test('of pictures have the size of the run, and of numbers as many', async () => {
    const kept = await keep(folderOf({ 'X.npy': bytes(5, 4, 4) }));
    const again = (...shape: number[]): ReturnType<typeof openWithRecipe> => {
      const size = shape.reduce((product, length) => product * length, 1);
      const file = npyFile('|u1', shape, new Uint8Array(size).fill(51));
      return openWithRecipe(sourceOf(folderOf({ 'X.npy': file })), kept.dataset.recipe, context());
    };
    const rows = await again(2, 4, 4);
    expect(rows.ids).toEqual(['1', '2']);
    expect(rows.matrix).toEqual(new Float32Array(32).fill(Math.fround(51 / 255)));
    await expect(again(2, 8, 8)).rejects.toThrow(
      'has pictures of 8 × 8 in grey, but the run was made of 4 × 4 in grey: scale them first, or give picture files.',
    );
    await expect(again(2, 16)).rejects.toThrow('is a plain array');
    const table = await keep(folderOf({ 'X.npy': array(4, 2) }), { scaling: 'none' });
    const more = await openWithRecipe(
      sourceOf(folderOf({ 'X.npy': array(3, 2) })),
      table.dataset.recipe,
      context(),
    );
    expect([...more.matrix]).toEqual([0, 1, 2, 3, 4, 5]);
    // Pictures are numbers too, where the run was made of numbers.
    const flat = await keep(folderOf({ 'X.npy': array(4, 16) }), { scaling: 'none' });
    const stack = await openWithRecipe(
      sourceOf(folderOf({ 'X.npy': bytes(2, 4, 4) })),
      flat.dataset.recipe,
      context(),
    );
    expect([...stack.matrix]).toEqual(Array.from({ length: 32 }, (_, i) => i));
  });
});
