import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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

describe('what is said of a split', () => {
  const labelled = (...sizes: number[]): { classes: string[]; labels: Int32Array } => ({
    classes: sizes.map((_, i) => `c${i}`),
    labels: Int32Array.from(sizes.flatMap((size, i) => new Array<number>(size).fill(i))),
  });

  test('names the classes of one sample, and those too small to be tested', () => {
    expect(drawSplit(labelled(1, 20, 1), 0.2, 0).warnings).toEqual([
      '2 classes have one sample only, kept for training: c0 and c2.',
    ]);
    expect(drawSplit(labelled(2, 20, 2, 1, 0), 0.2, 0).warnings).toEqual([
      '1 class has one sample only, kept for training: c3.',
      '2 classes are too small to have a test sample: c0 and c2.',
    ]);
    expect(drawSplit(labelled(20, 20), 0.2, 0).warnings).toEqual([]);
  });

  test('is that classes were not looked at, where all of them are too small', () => {
    const said = 'The classes are too small to be split one by one, so test samples were drawn from all.';
    const drawn = drawSplit(labelled(2, 2, 2), 0.2, 7);
    expect(drawn.warnings).toEqual([said]);
    expect(drawn.recipe).toEqual({ kind: 'random', test_fraction: 0.2, seed: 7 });
    expect(testRows(drawn)).toBe(1);
    const unlabelled = drawSplit({ classes: [], labels: new Int32Array(4).fill(-1) }, 0.1, 0);
    expect([testRows(unlabelled), unlabelled.warnings]).toEqual([1, []]);
    expect(unlabelled.recipe.kind).toBe('random');
  });

  test('is nothing of a single row, which is trained on', () => {
    expect(drawSplit({ classes: [], labels: Int32Array.of(-1) }, 0.5, 0)).toMatchObject({
      split: Uint8Array.of(0),
      warnings: [],
    });
    expect(drawSplit(labelled(1), 0.5, 0).warnings).toEqual([
      '1 class has one sample only, kept for training: c0.',
    ]);
  });

  test('is that a fraction asked for was not used, where the data comes with its own parts', () => {
    const given = Uint8Array.of(0, 1);
    const said =
      'The data comes with its own train and test parts, so the test fraction asked for was not used.';
    expect(chooseSplit(labelled(2), given, { test_fraction: 0.5 }).warnings).toEqual([said]);
    expect(chooseSplit(labelled(2), given, {}).recipe).toEqual({
      kind: 'given',
      test_fraction: 0.5,
      seed: 0,
    });
    expect(chooseSplit(labelled(), new Uint8Array(), {}).recipe.test_fraction).toBe(0);
  });

  test('is a fifth drawn with seed 0 where nothing else is asked for', () => {
    expect(chooseSplit(labelled(50), null, {})).toEqual(drawSplit(labelled(50), 0.2, 0));
    const asked = { test_fraction: 0.4, seed: 9 };
    expect(chooseSplit(labelled(50), null, asked)).toEqual(drawSplit(labelled(50), 0.4, 9));
  });
});
