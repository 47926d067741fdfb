import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseSplit, drawSplit, type Split } from '../../../src-main/datasets/split.ts';

const runs = { seed: 11, numRuns: 200 };
const fractions = fc.integer({ min: 1, max: 90 }).map((percent) => percent / 100);
const seeds = fc.nat(2 ** 32 - 1);
/** Labels in any order; -1: none. */
const data = fc.integer({ min: 0, max: 6 }).chain((classes) =>
  fc.record({
    classes: fc.constant(Array.from({ length: classes }, (_, i) => `c${i}`)),
    labels: fc
      .array(fc.integer({ min: -1, max: classes - 1 }), { minLength: 1, maxLength: 200 })
      .map((labels) => Int32Array.from(labels)),
  }),
);

/** Rows and test rows of each class, then of those without one. */
function counted(labels: Int32Array, split: Uint8Array, classes: number): { rows: number; tests: number }[] {
  const groups = Array.from({ length: classes + 1 }, () => ({ rows: 0, tests: 0 }));
  labels.forEach((label, row) => {
    const group = groups[label < 0 ? classes : label]!;
    group.rows++;
    group.tests += split[row] ?? NaN;
  });
  return groups;
}

const testRows = ({ split }: Split): number => split.reduce((sum, part) => sum + part, 0);

test('every row is in one part, and each class is split as near to the fraction as whole rows allow', () => {
  fc.assert(
    fc.property(data, fractions, seeds, ({ labels, classes }, fraction, seed) => {
      const { split } = drawSplit({ labels, classes }, fraction, seed);
      expect(split).toHaveLength(labels.length);
      expect([...split].every((part) => part === 0 || part === 1)).toBe(true);
      const groups = counted(labels, split, classes.length);
      const wanted = groups.map(({ rows }) => Math.max(0, Math.min(Math.round(fraction * rows), rows - 1)));
      if (wanted.some((tests) => tests > 0)) {
        expect(groups.map(({ tests }) => tests)).toEqual(wanted);
      } else {
        // No class is big enough: rows are drawn from all, at least one to test on and one to train on.
        const tests = Math.min(Math.max(1, Math.round(fraction * labels.length)), labels.length - 1);
        expect(testRows({ split } as Split)).toBe(tests);
      }
    }),
    runs,
  );
});

test('the same seed draws the same rows', () => {
  fc.assert(
    fc.property(data, fractions, seeds, (labels, fraction, seed) => {
      expect(drawSplit(labels, fraction, seed)).toEqual(drawSplit(labels, fraction, seed));
    }),
    { ...runs, numRuns: 50 },
  );
});

test('how many rows of a class are tested depends neither on the order of the rows nor on the names of the classes', () => {
  fc.assert(
    fc.property(
      data,
      fractions,
      seeds,
      fc.integer({ min: 1, max: 5 }),
      ({ labels, classes }, fraction, seed, shift) => {
        const { length } = classes;
        const tests = (order: Int32Array): number[] =>
          counted(order, drawSplit({ labels: order, classes }, fraction, seed).split, length).map(
            (group) => group.tests,
          );
        const drawn = tests(labels);
        // Where no class is big enough, rows are drawn from all, and how many of a class is chance.
        fc.pre(
          counted(labels, new Uint8Array(labels.length), length).some(
            ({ rows }) => rows > 1 && Math.round(fraction * rows) > 0,
          ),
        );
        expect(tests(labels.toSorted())).toEqual(drawn);
        expect(tests(labels.toReversed())).toEqual(drawn);
        const renamed = tests(labels.map((label) => (label < 0 ? -1 : (label + shift) % length)));
        drawn
          .slice(0, length)
          .forEach((count, label) => expect(renamed[(label + shift) % length]).toBe(count));
      },
    ),
    runs,
  );
});

test('of rows that come sorted by class or otherwise, each has the same chance to be tested', () => {
  const labels = Int32Array.from({ length: 40 }, (_, row) => Math.floor(row / 20));
  const drawn = new Float64Array(40);
  const draws = 2_000;
  for (let seed = 0; seed < draws; seed++) {
    drawSplit({ labels, classes: ['a', 'b'] }, 0.25, seed).split.forEach(
      (part, row) => (drawn[row]! += part),
    );
  }
  // Binomial with p = 1/4: five standard deviations.
  const most = 5 * Math.sqrt(draws * 0.25 * 0.75);
  for (const times of drawn) expect(Math.abs(times - draws / 4)).toBeLessThan(most);
  // Neighbouring rows are drawn independently of one another, but for the five of each class.
  const both = Array.from(
    { length: draws },
    (_, seed) => drawSplit({ labels, classes: ['a', 'b'] }, 0.25, seed).split,
  );
  const together = both.filter((split) => split[0] === 1 && split[1] === 1).length;
  const chance = (5 * 4) / (20 * 19);
  expect(Math.abs(together - draws * chance)).toBeLessThan(5 * Math.sqrt(draws * chance * (1 - chance)));
});

test('a split that came with the data stays, and its fraction is that of its test rows', () => {
  fc.assert(
    fc.property(data, seeds, fc.infiniteStream(fc.nat(1)), ({ labels, classes }, seed, parts) => {
      const given = Uint8Array.from([...parts.take(labels.length)]);
      const chosen = chooseSplit({ labels, classes }, given, { seed });
      const fraction = given.filter((part) => part === 1).length / given.length;
      expect(chosen).toEqual({
        split: given,
        recipe: { kind: 'given', test_fraction: fraction, seed },
        warnings: [],
      });
    }),
    { ...runs, numRuns: 50 },
  );
});
