import { describe, expect, it } from 'vitest';
import { balancedRows, countLabels, encodeLabels } from '../../../src-main/datasets/labels.ts';
import { chooseSplit, drawSplit } from '../../../src-main/datasets/split.ts';

/** Labels with these many rows a class, mixed; -1 rows last. */
function labelled(sizes: number[], unlabelled = 0): { classes: string[]; labels: Int32Array } {
  const labels: number[] = [];
  for (let row = 0; row < Math.max(...sizes, 0); row++)
    sizes.forEach((size, i) => row < size && labels.push(i));
  return {
    classes: sizes.map((_, i) => `c${i}`),
    labels: Int32Array.from([...labels, ...Array.from({ length: unlabelled }, () => -1)]),
  };
}

function testCounts(
  { labels, classes }: { labels: Int32Array; classes: string[] },
  split: Uint8Array,
): number[] {
  return [
    ...countLabels(
      labels.filter((_, row) => split[row] === 1),
      classes.length,
    ),
  ];
}

describe('the drawn split', () => {
  it('takes round(fraction × count) of each class', () => {
    const data = labelled([50, 7, 3, 12]);
    const { split, recipe } = drawSplit(data, 0.2, 0);
    expect(testCounts(data, split)).toEqual([10, 1, 1, 2, 0]);
    expect(recipe).toEqual({ kind: 'stratified', test_fraction: 0.2, seed: 0 });
  });

  it('draws the same rows for the same seed and others for another', () => {
    const data = labelled([100, 100]);
    const drawn = (seed: number): string => drawSplit(data, 0.3, seed).split.join('');
    expect(drawn(5)).toBe(drawn(5));
    expect(drawn(5)).not.toBe(drawn(6));
  });

  it('keeps a class of one sample for training and says so', () => {
    const data = labelled([1, 10]);
    const { split, warnings } = drawSplit(data, 0.5, 0);
    expect(testCounts(data, split)).toEqual([0, 5, 0]);
    expect(warnings).toEqual(['1 class has one sample only, kept for training: c0.']);
  });

  it('leaves every class at least one sample to train on', () => {
    const data = labelled([2, 3, 20]);
    const { split } = drawSplit(data, 0.9, 3);
    expect(testCounts(data, split)).toEqual([1, 2, 18, 0]);
  });

  it('says which classes are too small to be tested', () => {
    expect(drawSplit(labelled([2, 50]), 0.2, 0).warnings).toEqual([
      '1 class is too small to have a test sample: c0.',
    ]);
  });

  it('draws unlabelled rows at random, as one more group', () => {
    const data = labelled([10], 40);
    expect(testCounts(data, drawSplit(data, 0.2, 1).split)).toEqual([2, 8]);
    const plain = drawSplit(labelled([], 30), 0.1, 1);
    expect(plain.recipe.kind).toBe('random');
    expect(plain.split.reduce((sum, part) => sum + part, 0)).toBe(3);
  });

  it('draws from all rows where every class is too small, so that there is something to test', () => {
    const { split, recipe, warnings } = drawSplit(labelled(Array.from({ length: 10 }, () => 2)), 0.2, 0);
    expect(split.reduce((sum, part) => sum + part, 0)).toBe(4);
    expect(recipe.kind).toBe('random');
    expect(warnings).toHaveLength(1);
  });

  it('keeps the split that came with the data and says that a fraction asked for was not used', () => {
    const given = Uint8Array.of(0, 0, 1, 0);
    const chosen = chooseSplit(labelled([4]), given, { test_fraction: 0.5 });
    expect(chosen.split).toBe(given);
    expect(chosen.recipe).toEqual({ kind: 'given', test_fraction: 0.25, seed: 0 });
    expect(chosen.warnings).toHaveLength(1);
  });
});

describe('labels', () => {
  it('are numbered in natural order of their names, -1 for none', () => {
    const { classes, labels } = encodeLabels(['s10', ' s2', null, 's10', '', 's1 ']);
    expect(classes).toEqual(['s1', 's2', 's10']);
    expect([...labels]).toEqual([2, 1, -1, 2, -1, 0]);
  });

  it('give a choice of rows balanced over the classes, ascending and without repeats', () => {
    const { labels, classes } = labelled([1000, 3, 500], 7);
    const rows = [...balancedRows(labels, classes.length, 40)];
    const chosen = countLabels(
      Int32Array.from(rows, (row) => labels[row] ?? -1),
      classes.length,
    );
    expect([...chosen].sort((a, b) => a - b)).toEqual([3, 7, 15, 15]);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(balancedRows(labels, classes.length, 1e6)).toHaveLength(labels.length);
    expect(balancedRows(new Int32Array(0), 0, 5)).toHaveLength(0);
  });
});
