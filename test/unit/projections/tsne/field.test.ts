import { expect, test } from 'vitest';
import { forcesOn, type ForceField } from '../../../../src-main/projections/tsne/field.ts';

interface Given {
  rows: number[][];
  /** Centre, rows and squared width of every cell, and the cell that follows all that are in it. */
  cells: [centre: number[], rows: number, width: number, after: number][];
  /** Of every row, whom it is drawn to and how much. */
  edges?: [other: number, weight: number][][];
  opening?: number;
}

function fieldOf({ rows, cells, edges = rows.map(() => []), opening = 0 }: Given): ForceField {
  const columns = rows[0]?.length ?? 0;
  const ends = edges.map((_, row) => edges.slice(0, row + 1).flat().length);
  return {
    columns,
    positions: Float64Array.from(rows.flat()),
    order: Int32Array.from(rows, (_, row) => rows.length - 1 - row),
    cells: Float64Array.from(
      cells.flatMap(([[x = 0, y = 0, z = 0], count, width]) => [x, y, z, count, width]),
    ),
    // The first one's is how many cells there are.
    after: Int32Array.from(cells, ([, , , after]) => after),
    starts: Int32Array.of(0, ...ends),
    others: Int32Array.from(edges.flat(), ([other]) => other),
    weights: Float32Array.from(edges.flat(), ([, weight]) => weight),
    pull: new Float64Array(rows.length * columns).fill(NaN),
    push: new Float64Array(rows.length * columns).fill(NaN),
    close: new Float64Array(rows.length).fill(NaN),
    opening,
  };
}

function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  // Weights are float32.
  expect(Array.from(found)).toEqual(
    wanted.map((value) => (Number.isNaN(value) ? NaN : expect.closeTo(value, 7))),
  );
}

/** Three rows of squared distances 1, 4 and 5, each a cell of its own. */
const three: Given = {
  rows: [
    [0, 0],
    [1, 0],
    [0, 2],
  ],
  cells: [
    [[1 / 3, 2 / 3], 3, 4, 4],
    [[0, 0], 1, 0, 2],
    [[1, 0], 1, 0, 3],
    [[0, 2], 1, 0, 4],
  ],
  edges: [
    [
      [1, 0.3],
      [2, 0.1],
    ],
    [[0, 0.3]],
    [],
  ],
};

test('by hand: every row is pushed by all others, pulled by its edges, and says how close it is to all', () => {
  const field = fieldOf(three);
  forcesOn(field, 0, 3);
  // Closeness is 1 / (1 + d²): 1/2, 1/5 and 1/6.
  expectClose(field.close, [1 / 2 + 1 / 5, 1 / 2 + 1 / 6, 1 / 5 + 1 / 6]);
  // Its square times the difference.
  expectClose(field.push, [-1 / 4, -2 / 25, 1 / 4 + 1 / 36, -2 / 36, -1 / 36, 2 / 25 + 2 / 36]);
  // Closeness times the edge's weight times the difference.
  expectClose(field.pull, [-0.15, -0.04, 0.15, 0, 0, 0]);
});

test('only the rows of the order that are asked for are worked out', () => {
  const field = fieldOf(three);
  forcesOn(field, 1, 2);
  // The order is backwards: the second row is in the middle.
  expectClose(field.close, [NaN, 2 / 3, NaN]);
  expectClose(field.push.subarray(2, 4), [1 / 4 + 1 / 36, -2 / 36]);
  expectClose(field.pull, [NaN, NaN, 0.15, 0, NaN, NaN]);
});

test('in three columns the third counts as the others do', () => {
  const field = fieldOf({
    rows: [
      [0, 0, 0],
      [1, 2, 3],
    ],
    cells: [
      [[0.5, 1, 1.5], 2, 9, 3],
      [[0, 0, 0], 1, 0, 2],
      [[1, 2, 3], 1, 0, 3],
    ],
    edges: [[[1, 0.75]], [[0, 1.5]]],
  });
  forcesOn(field, 0, 2);
  expectClose(field.close, [1 / 15, 1 / 15]);
  expectClose(
    field.push,
    [-1, -2, -3, 1, 2, 3].map((value) => value / 225),
  );
  expectClose(field.pull, [-0.05, -0.1, -0.15, 0.1, 0.2, 0.3]);
});

/** A row ten away from two that share a cell, 2 wide. */
const far: Given = {
  rows: [
    [0, 0],
    [10, 1],
    [10, -1],
  ],
  cells: [
    [[20 / 3, 0], 3, 144, 5],
    [[0, 0], 1, 0, 2],
    [[10, 0], 2, 4, 5],
    [[10, 1], 1, 0, 4],
    [[10, -1], 1, 0, 5],
  ],
};

test('a cell counts as one place where its width is less than the opening of its distance', () => {
  const field = fieldOf({ ...far, opening: 0.041 });
  forcesOn(field, 0, 3);
  expectClose(field.close, [2 / 101, 1 / 102 + 1 / 5, 1 / 102 + 1 / 5]);
  expectClose(field.push.subarray(0, 2), [-20 / 101 ** 2, 0]);
  // The two see one another, and the first row by itself.
  expectClose(field.push.subarray(2), [
    10 / 102 ** 2,
    1 / 102 ** 2 + 2 / 25,
    10 / 102 ** 2,
    -1 / 102 ** 2 - 2 / 25,
  ]);
});

test('it is looked into where its width is that or more', () => {
  const field = fieldOf({ ...far, opening: 0.04 });
  forcesOn(field, 0, 3);
  expectClose(field.close, [2 / 102, 1 / 102 + 1 / 5, 1 / 102 + 1 / 5]);
  expectClose(field.push.subarray(0, 2), [-20 / 102 ** 2, 0]);
});

test('rows in one place, which share a cell of no width, bring 1 each', () => {
  const field = fieldOf({
    rows: [
      [2, 3],
      [2, 3],
      [2, 4],
    ],
    cells: [
      [[2, 10 / 3], 3, 1, 3],
      [[2, 3], 2, 0, 2],
      [[2, 4], 1, 0, 3],
    ],
  });
  forcesOn(field, 0, 3);
  expectClose(field.close, [1 + 1 / 2, 1 + 1 / 2, 1]);
  expectClose(field.push, [0, -1 / 4, 0, -1 / 4, 0, 2 / 4]);
});
