import { describe, expect, it } from 'vitest';
import { calls, ImportOptions, rangeWords } from '../../../../src-main/contract/index.ts';
import {
  filterLimits,
  importNameLength,
  nameLength,
  seedLimits,
  sideLimits,
  sweepSeedLimits,
  sweepSizeLimits,
  testPercentLimits,
} from '../../../../src-renderer/state/limits.ts';

const draw = (given: object): boolean =>
  calls['models.draw'].input.safeParse({ run: 'run1', count: 1, seed: 0, ...given }).success;
const filters = (count: number): boolean =>
  calls['models.filters'].input.safeParse({ run: 'run1', count }).success;
const sweep = (given: object): boolean =>
  calls['sweeps.start'].input.safeParse({ dataset: 'data1', methods: ['pca'], dims: [2], seeds: 1, ...given })
    .success;
const options = (given: object): boolean => ImportOptions.safeParse(given).success;

/** What a form takes, and whether the call behind it takes a value. */
const forms: [string, { min: number; max: number }, (value: number) => boolean][] = [
  ['a seed', seedLimits, (seed) => draw({ seed })],
  ['the filters shown', filterLimits, filters],
  ['seeds of a sweep', sweepSeedLimits, (seeds) => sweep({ seeds })],
  ['sizes of a sweep', sweepSizeLimits, (length) => sweep({ dims: Array(length).fill(2) })],
  ['a width', sideLimits, (width) => options({ image_size: { width, height: 8 } })],
  ['a height', sideLimits, (height) => options({ image_size: { width: 8, height } })],
  ['percent held out', testPercentLimits, (percent) => options({ test_fraction: percent / 100 })],
  ['a name', { min: 1, max: nameLength }, (length) => renamed(length)],
  [
    'the name of an import',
    { min: 1, max: importNameLength },
    (length) => options({ name: 'x'.repeat(length) }),
  ],
];

function renamed(length: number): boolean {
  return calls['runs.rename'].input.safeParse({ run: 'run1', name: 'x'.repeat(length) }).success;
}

describe('the limits of a form', () => {
  it.each(forms)(
    '%s: the ends are taken by the call behind it, and what is beyond them is not',
    (_, { min, max }, takes) => {
      expect([min, max].map(takes)).toEqual([true, true]);
      expect([min - 1, max + 1].map((value) => value >= 0 && takes(value))).toEqual([false, false]);
    },
  );

  it('are told with thousands apart', () => {
    expect(rangeWords(seedLimits)).toBe('a whole number from 0 to 4,294,967,295');
    expect(rangeWords(testPercentLimits)).toBe('a number from 1 to 90');
  });
});
