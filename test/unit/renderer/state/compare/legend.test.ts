import { expect, test } from 'vitest';
import { foundEntries, legendEntries } from '../../../../../src-renderer/state/compare/legend.ts';

const classes = [
  { name: 'Ankle boot', count: 3 },
  { name: 'Bag', count: 4 },
];

test('the legend has the classes, then the unlabelled where there are any', () => {
  expect(legendEntries(classes, 0).map(({ name }) => name)).toEqual(['Ankle boot', 'Bag']);
  expect(legendEntries(classes, 5)[2]).toEqual({ index: 2, name: 'unlabelled', size: 5 });
});

test('a class is found by a part of its name, in small letters or large', () => {
  const entries = legendEntries(classes, 5);
  const found = (wanted: string): number[] => foundEntries(entries, wanted).map(({ index }) => index);
  expect([found(' BOOT '), found('b'), found('label'), found('shoe'), found('')]).toEqual([
    [0],
    [0, 1, 2],
    [2],
    [],
    [0, 1, 2],
  ]);
});
