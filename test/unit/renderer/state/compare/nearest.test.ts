import { expect, test } from 'vitest';
import { against, alone, ofClass, tiesBeyond } from '../../../../../src-renderer/state/compare/nearest.ts';

const near = (rows: number[], distances: number[]) => ({ rows, distances });

test('what is nearest in both is kept, the others are gained here and lost from there, as many of either', () => {
  const reference = near([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]);
  const here = near([3, 8, 1, 2, 9], [0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(against(reference, here, 3)).toEqual({
    neighbours: [
      { row: 3, distance: 0.1, role: 'kept', elsewhere: 3 },
      { row: 8, distance: 0.2, role: 'gained', elsewhere: null },
      { row: 1, distance: 0.3, role: 'kept', elsewhere: 1 },
    ],
    lost: [{ row: 2, distance: 2, role: 'lost', elsewhere: 4 }],
    kept: 2,
  });
});

test('a representation against itself keeps all, whichever order equally near ones come in', () => {
  const reference = near([1, 2, 3, 4], [1, 2, 2, 2]);
  const here = near([1, 4, 3, 2], [1, 2, 2, 2]);
  expect(against(reference, here, 2)).toMatchObject({ kept: 2, lost: [] });
  expect(against(reference, reference, 2).neighbours.map(({ row }) => row)).toEqual([1, 2]);
});

test('one as near as the last in the reference is kept, and what it takes the place of is not lost', () => {
  const reference = near([1, 2, 3], [1, 2, 2]);
  const here = near([1, 3, 2], [1, 2, 3]);
  expect(against(reference, here, 2)).toMatchObject({ kept: 2, lost: [] });
  const nearer = near([3, 2, 1], [1, 2, 3]);
  expect(against(reference, nearer, 2)).toMatchObject({
    neighbours: [
      { row: 3, role: 'kept' },
      { row: 2, role: 'gained' },
    ],
    lost: [{ row: 1, role: 'lost', elsewhere: 3 }],
    kept: 1,
  });
});

test('of equally near ones here those are taken that the reference has', () => {
  const reference = near([1, 2, 3], [1, 2, 3]);
  const here = near([7, 8, 2, 1], [4, 4, 4, 4]);
  expect(against(reference, here, 2).neighbours.map(({ row, role }) => [row, role])).toEqual([
    [2, 'kept'],
    [1, 'kept'],
  ]);
});

test('kept and lost come to k, and so do kept and gained, whatever is tied', () => {
  for (let seed = 0; seed < 200; seed++) {
    const list = (shift: number) => {
      const rows = Array.from({ length: 12 }, (_, at) => (at * 5 + shift * (seed % 7)) % 12);
      return near(
        rows,
        rows.map((_, at) => Math.floor(at / (1 + (seed % (shift + 1))))),
      );
    };
    const { neighbours, lost, kept } = against(list(2), list(3), 5);
    expect(neighbours).toHaveLength(5);
    expect(kept + lost.length).toBe(5);
    expect(new Set([...neighbours, ...lost].map(({ row }) => row)).size).toBe(5 + lost.length);
    // What is lost is among the first five that the reference itself shows.
    const shown = alone(list(2), 5).map(({ row }) => row);
    for (const { row } of lost) expect(shown).toContain(row);
  }
});

test('with nothing to hold it against a neighbourhood is its own', () => {
  expect(alone(near([4, 2, 9], [1, 2, 3]), 2)).toEqual([
    { row: 4, distance: 1, role: 'own', elsewhere: null },
    { row: 2, distance: 2, role: 'own', elsewhere: null },
  ]);
});

test('it is told where more samples may be as near as the last than are known', () => {
  expect(tiesBeyond(near([1, 2, 3], [1, 2, 2]), 2, 50)).toBe(true);
  expect(tiesBeyond(near([1, 2, 3], [1, 2, 3]), 2, 50)).toBe(false);
  // All there are: nothing is beyond them.
  expect(tiesBeyond(near([1, 2, 3], [0, 0, 0]), 2, 3)).toBe(false);
});

test('neighbours of the class of the sample are counted; without a class there is nothing to count', () => {
  const labels = [0, 1, 1, -1, 2];
  const labelOf = (row: number): number => labels[row] ?? -1;
  const some = [{ row: 1 }, { row: 2 }, { row: 3 }, { row: 0 }, { row: 4 }];
  expect(ofClass(some, 1, labelOf)).toBe(2);
  expect(ofClass(some, -1, labelOf)).toBeNull();
});
