import { describe, expect, test } from 'vitest';
import { pass, type Pass } from '../../../../src-main/projections/umap/kernel.ts';

/** Bits of the float 1, whose first half the tables below begin with: force 0 is that of a squared distance of 1. */
const one = 0x3f80;

/** An edge from the second row to the first, which is also the only negative sample, where there are any. */
function passOf(positions: readonly number[], more: Partial<Pass>): Pass {
  return {
    positions: Float32Array.from(positions),
    columns: positions.length / 2,
    rows: 1,
    both: true,
    heads: Int32Array.of(1),
    tails: Int32Array.of(0),
    every: Float32Array.of(1),
    next: Float32Array.of(0),
    pull: new Float32Array(3),
    push: new Float32Array(3),
    base: one,
    negatives: 0,
    states: Int32Array.of(1),
    ...more,
  };
}

/** Where the rows are after one epoch at a rate of a half. */
function after(positions: readonly number[], more: Partial<Pass>): number[] {
  const given = passOf(positions, more);
  pass(given, 0, 1, 0, 0.5, 0);
  return [...given.positions];
}

const strong = Float32Array.of(10, 10, 10);
const weak = Float32Array.of(1, 1, 1);

describe.each([2, 3])('in %i columns', (columns) => {
  const row = (...values: number[]): number[] => values.slice(0, columns);
  const [first, ahead, behind] = [row(5, 6, 7), row(6, 8, 10), row(4, 4, 4)];

  test('a pull moves an axis by 4 at most, either way, and both rows', () => {
    // Differences of 1, 2 and 3: ten times those is held to 4, once is not; half of that is moved.
    expect(after([...first, ...ahead], { pull: strong })).toEqual([...row(3, 4, 5), ...row(8, 10, 12)]);
    expect(after([...first, ...behind], { pull: strong })).toEqual([...row(7, 8, 9), ...row(2, 2, 2)]);
    expect(after([...first, ...ahead], { pull: weak })).toEqual([...row(4.5, 5, 5.5), ...row(6.5, 9, 11.5)]);
    expect(after([...first, ...behind], { pull: weak, both: false })).toEqual([
      ...first,
      ...row(3.5, 3, 2.5),
    ]);
  });

  test('a negative sample pushes an axis by 4 at most, either way, and stays itself', () => {
    const pushed = { negatives: 1, push: strong };
    expect(after([...first, ...ahead], pushed)).toEqual([...first, ...row(8, 10, 12)]);
    expect(after([...first, ...behind], pushed)).toEqual([...first, ...row(2, 2, 2)]);
    expect(after([...first, ...ahead], { negatives: 1, push: weak })).toEqual([
      ...first,
      ...row(6.5, 9, 11.5),
    ]);
    // The second push begins where the first ended: 1.5, 3 and 4.5 away, the last of which is held to 4.
    expect(after([...first, ...behind], { negatives: 2, push: weak })).toEqual([
      ...first,
      ...row(2.75, 1.5, 0.5),
    ]);
  });

  test('a row is not pushed away from itself, and moves no other than the two of its edge', () => {
    const edge = { heads: Int32Array.of(0), tails: Int32Array.of(1) };
    const pulled = after([...first, ...ahead], { ...edge, pull: weak });
    expect(pulled).toEqual([...row(4.5, 5, 5.5), ...row(6.5, 9, 11.5)]);
    expect(after([...first, ...ahead], { ...edge, pull: weak, push: strong, negatives: 3 })).toEqual(pulled);
  });

  test('the distance is that of all axes', () => {
    // Forces of 1 and 2 at squared distances of 5/4 and 3/2, which are what (1, 1/2) and (1, 1/2, 1/2) have.
    const table = Float32Array.from({ length: 129 }, (_, at) => at / 32);
    const moved = columns === 2 ? row(6.5, 6.75) : row(7, 7, 8);
    for (const by of [
      { pull: table, both: false },
      { pull: table.map(() => 0), push: table, negatives: 1 },
    ])
      expect(after([...first, ...row(6, 6.5, 7.5)], by)).toEqual([...first, ...moved]);
  });
});

describe('the force of a squared distance', () => {
  /** By how much the force of a table moves an axis that is so far apart, over that distance. */
  const forceAt = (x: number, table: Float32Array, by: 'pull' | 'push'): number => {
    const moved = after([0, 0, x, 0], {
      pull: table.map(() => 0),
      [by]: table,
      negatives: by === 'push' ? 1 : 0,
    });
    return ((moved[2] ?? NaN) - x) / (0.5 * x);
  };

  test.each(['pull', 'push'] as const)('lies on the line between two entries of the table (%s)', (by) => {
    const table = Float32Array.of(0, 1, 3, 7);
    // 1 and its seventh bits after: entries 0, 1 and 2; three quarters of the way from 1 to 2.
    expect(forceAt(1, table, by)).toBeCloseTo(0, 5);
    expect(forceAt(Math.sqrt(1 + 1 / 128), table, by)).toBeCloseTo(1, 3);
    expect(forceAt(Math.sqrt(1 + 1.75 / 128), table, by)).toBeCloseTo(2.5, 3);
    expect(forceAt(Math.sqrt(1 + 2 / 128), table, by)).toBeCloseTo(3, 3);
  });

  test.each(['pull', 'push'] as const)(
    'that is nearer or farther than the table reaches is of its first or last stretch (%s)',
    (by) => {
      const table = Float32Array.of(2, 3, 1);
      // Squares of which nothing is left over after seven bits: 1/4 and 25/16.
      expect(forceAt(0.5, table, by)).toBeCloseTo(2, 5);
      expect(forceAt(1.25, table, by)).toBeCloseTo(3, 5);
    },
  );
});

test('rows in one place neither pull nor push', () => {
  const force = Float32Array.of(5, 5, 5);
  expect(after([1, 2, 1, 2], { pull: force, push: force, negatives: 3 })).toEqual([1, 2, 1, 2]);
});

test('an edge pulls when it is due, and is due again as many epochs on as it says', () => {
  const given = passOf([0, 0, 1, 0], { pull: weak, every: Float32Array.of(2.5), next: Float32Array.of(2.5) });
  const moved: number[] = [];
  for (let epoch = 0; epoch < 12; epoch++) {
    const before = given.positions[2];
    pass(given, 0, 1, epoch, 0.1, 0);
    if (given.positions[2] !== before) moved.push(epoch);
  }
  // Due at 2.5, 5, 7.5 and 10.
  expect(moved).toEqual([3, 5, 8, 10]);
});

test('edges are gone through from the first up to the last, which is not among them', () => {
  const edges = { heads: Int32Array.of(1, 1, 1), tails: Int32Array.of(0, 0, 0) };
  const given = passOf([0, 0, 1, 0], {
    ...edges,
    both: false,
    pull: weak,
    every: Float32Array.of(1, 1, 1),
    next: new Float32Array(3),
  });
  pass(given, 1, 2, 0, 0.5, 0);
  expect([...given.next]).toEqual([0, 1, 0]);
  expect([...given.positions]).toEqual([0, 0, 1.5, 0]);
});

test("negative samples are drawn by Marsaglia's generator, whose state is kept for the stream", () => {
  const given = passOf([0, 0, 0, 1, 1, 0], {
    columns: 2,
    rows: 3,
    heads: Int32Array.of(2),
    push: weak,
    negatives: 2,
    states: Int32Array.of(7, 2_463_534_242 | 0, 9),
  });
  pass(given, 0, 1, 0, 0.5, 1);
  // Xorshift of 13, 17 and 5 from 2463534242: 723471715 and then 2497366906 (Marsaglia 2003, section 3).
  expect([...given.states].map((state) => state >>> 0)).toEqual([7, 2_497_366_906, 9]);
  // Of three rows those are, 0.17 and 0.58 of 2³² along, the first and the second: to (1.5, 0), and from there by half of (1.5, -1).
  expect([...given.positions]).toEqual([0, 0, 0, 1, 2.25, -0.5]);
});
