import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seriate } from '../../../../../src-renderer/state/compare/seriation.ts';

/** Whether the things of a group stand beside one another. */
function isTogether(order: readonly number[], group: readonly number[]): boolean {
  const places = group.map((one) => order.indexOf(one));
  return Math.max(...places) - Math.min(...places) === group.length - 1;
}

test('groups are those of average linkage', () => {
  const points = [
    [9.43, 5.11],
    [9.76, 0.81],
    [6.07, 3.76],
    [8.02, 1.75],
    [8.72, 5.44],
    [9.02, 4.77],
    [4.3, 7.89],
    [9.84, 3.7],
    [9.69, 9.29],
  ];
  const likeness = points.flatMap(([x = 0, y = 0]) =>
    points.map(([a = 0, b = 0]) => -Math.hypot(x - a, y - b)),
  );
  // scipy.cluster.hierarchy.linkage(pdist(points), 'average'), SciPy 1.17.1: the members of each group.
  const groups = [
    [0, 5],
    [0, 4, 5],
    [0, 4, 5, 7],
    [1, 3],
    [0, 2, 4, 5, 7],
    [0, 1, 2, 3, 4, 5, 7],
    [6, 8],
  ];
  const order = [...seriate(likeness, points.length)];
  for (const group of groups) expect(isTogether(order, group)).toBe(true);
});

/** Average linkage by its definition: join the two groups whose members are most alike on average, until one is left. */
function groupsByDefinition(likeness: Float64Array, count: number): [number[], number[]][] {
  let groups = Array.from({ length: count }, (_, i) => [i]);
  const joined: [number[], number[]][] = [];
  const between = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, i) => sum + b.reduce((part, j) => part + (likeness[i * count + j] ?? NaN), 0), 0) /
    (a.length * b.length);
  while (groups.length > 1) {
    const pairs = groups.flatMap((a, i) => groups.slice(i + 1).map((b) => [a, b] as [number[], number[]]));
    const [a, b] = pairs.reduce((best, pair) => (between(...pair) > between(...best) ? pair : best));
    joined.push([a, b]);
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b]];
  }
  return joined;
}

describe('of any things', () => {
  const runs = { seed: 11, numRuns: 100 };
  /** How alike some things are, no two pairs by as much. */
  const matrices = fc.integer({ min: 2, max: 9 }).chain((count) =>
    fc
      .uniqueArray(fc.double({ min: 0.001, max: 1, noNaN: true }), {
        minLength: (count * (count - 1)) / 2,
        maxLength: (count * (count - 1)) / 2,
      })
      .map((values) => {
        const likeness = new Float64Array(count * count).fill(NaN);
        let at = 0;
        for (let i = 0; i < count; i++)
          for (let j = 0; j < i; j++) likeness[i * count + j] = likeness[j * count + i] = values[at++] ?? NaN;
        return { likeness, count };
      }),
  );

  test('those that average linkage joins stand beside one another, with their ends together that are most alike', () => {
    fc.assert(
      fc.property(matrices, ({ likeness, count }) => {
        const order = [...seriate(likeness, count)];
        const alike = (i = NaN, j = NaN): number => likeness[i * count + j] ?? NaN;
        expect(order.toSorted((i, j) => i - j)).toEqual(Array.from({ length: count }, (_, i) => i));
        for (const [a, b] of groupsByDefinition(likeness, count)) {
          expect(isTogether(order, [...a, ...b])).toBe(true);
          const one = order.filter((each) => a.includes(each));
          const other = order.filter((each) => b.includes(each));
          const [before, after] =
            order.indexOf(one[0] ?? NaN) < order.indexOf(other[0] ?? NaN) ? [one, other] : [other, one];
          const ends = [before[0], before.at(-1)].flatMap((i) => [
            alike(i, after[0]),
            alike(i, after.at(-1)),
          ]);
          expect(alike(before.at(-1), after[0])).toBe(Math.max(...ends));
        }
      }),
      runs,
    );
  });

  test('the order is the same, or its reverse, whatever order they are given in', () => {
    fc.assert(
      fc.property(matrices, fc.infiniteStream(fc.nat()), ({ likeness, count }, numbers) => {
        const keys = [...numbers.take(count)];
        const given = Array.from({ length: count }, (_, i) => i).toSorted(
          (i, j) => (keys[i] ?? 0) - (keys[j] ?? 0),
        );
        const moved = Float64Array.from(
          likeness,
          (_, at) => likeness[(given[Math.floor(at / count)] ?? 0) * count + (given[at % count] ?? 0)] ?? NaN,
        );
        const order = [...seriate(likeness, count)];
        const again = [...seriate(moved, count)].map((at) => given[at] ?? NaN);
        expect([order, order.toReversed()]).toContainEqual(again);
      }),
      runs,
    );
  });

  test('a pair that nothing is known of counts as being as unlike as nothing, or as the least alike where that is less', () => {
    fc.assert(
      fc.property(matrices, fc.constantFrom(0, -2), ({ likeness, count }, shift) => {
        fc.pre(count > 2);
        const shifted = likeness.map((value) => value + shift);
        const lacking = shifted.slice();
        lacking[1] = lacking[count] = NaN;
        const min = Math.min(0, ...lacking.filter((value) => !Number.isNaN(value)));
        const filled = shifted.slice();
        filled[1] = filled[count] = min;
        expect(seriate(lacking, count)).toEqual(seriate(filled, count));
      }),
      runs,
    );
  });

  test('the diagonal is not looked at, and those of which nothing else is known come last, as they came', () => {
    fc.assert(
      fc.property(
        matrices,
        fc.array(fc.constantFrom(NaN, -99, 99), { minLength: 11, maxLength: 11 }),
        ({ likeness, count }, diagonal) => {
          const order = seriate(likeness, count);
          const wide = count + 2;
          // The first and the last are new, and nothing is known of them but themselves.
          const more = Float64Array.from({ length: wide * wide }, (_, at) => {
            const [i, j] = [Math.floor(at / wide), at % wide];
            if (i === j) return diagonal[i] ?? NaN;
            const isNew = [i, j].some((one) => one === 0 || one === wide - 1);
            return isNew ? NaN : (likeness[(i - 1) * count + j - 1] ?? NaN);
          });
          expect([...seriate(more, wide)]).toEqual([...Array.from(order, (at) => at + 1), 0, wide - 1]);
        },
      ),
      runs,
    );
  });

  test('one alone has its place, and those that are all as alike stay in their order', () => {
    expect([...seriate([NaN], 1)]).toEqual([0]);
    expect([...seriate([7], 1)]).toEqual([0]);
    expect([...seriate([], 0)]).toEqual([]);
    expect([...seriate(new Float64Array(25).fill(1), 5)]).toEqual([0, 1, 2, 3, 4]);
  });
});
