import { expect, test } from 'vitest';
import {
  neighbourhoodWords,
  neighbourWords,
  placeByKey,
  searchWords,
} from '../../../../../src-renderer/state/compare/neighbour-words.ts';

const facts = { name: '1204', className: '7', isOther: false, isOff: false, reference: 'Raw features' };

test('a neighbour is told by its place, name, class, distance and where it is elsewhere', () => {
  expect(neighbourWords({ distance: 4.25, role: 'kept', elsewhere: 1 }, 3, facts)).toBe(
    '3rd nearest · 1204 · 7 · distance 4.25 · kept: 1st nearest in Raw features',
  );
  expect(
    neighbourWords({ distance: 0, role: 'gained', elsewhere: null }, 1, { ...facts, isOther: true }),
  ).toBe(
    '1st nearest · 1204 · 7, another class · distance 0 · gained: beyond the 100 nearest in Raw features',
  );
  expect(neighbourWords({ distance: 2, role: 'own', elsewhere: null }, 2, { ...facts, className: '' })).toBe(
    '2nd nearest · 1204 · distance 2',
  );
});

test('one that the maps leave out is said to be', () => {
  const off = { ...facts, isOff: true };
  expect(neighbourWords({ distance: 2, role: 'own', elsewhere: null }, 2, off)).toBe(
    '2nd nearest · 1204 · 7 · distance 2 · not on the maps now',
  );
});

test('one that was lost is told by its distance in the reference and its place here', () => {
  expect(neighbourWords({ distance: 2, role: 'lost', elsewhere: 12 }, 1, facts)).toBe(
    '1204 · 7 · distance in Raw features 2 · lost: 12th nearest here',
  );
});

test('a neighbourhood is counted only in what there is', () => {
  expect(neighbourhoodWords({ kept: 7, sameClass: 9, k: 10 })).toBe('7 of 10 kept · 9 of 10 same class');
  expect(neighbourhoodWords({ kept: null, sameClass: 9, k: 10 })).toBe('9 of 10 same class');
  expect(neighbourhoodWords({ kept: null, sameClass: null, k: 10 })).toBe('');
});

test('what is being done is said while it is', () => {
  expect(searchWords(69_999, 784)).toBe('Comparing it with 69,999 other samples, 784 numbers each…');
});

test('arrow keys go from place to place and stop at the ends, Home and End go to them, others go nowhere', () => {
  const go = (key: string, at: number): number | null => placeByKey(key, at, 10);
  expect([go('ArrowRight', 3), go('ArrowLeft', 3), go('Home', 3), go('End', 3)]).toEqual([4, 2, 0, 9]);
  expect([go('ArrowRight', 9), go('ArrowLeft', 0)]).toEqual([9, 0]);
  expect([go('ArrowDown', 3), go('a', 3)]).toEqual([null, null]);
});
