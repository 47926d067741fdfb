import { expect, test } from 'vitest';
import {
  curveOf,
  NeighbourShare,
  sameClass,
  sharedNeighbours,
} from '../../../../src-main/metrics/structure/neighborhood.ts';

test('the curve is over 5, 10, 20 and 50 neighbours and those asked for, up to what there are', () => {
  expect(curveOf(7, 100)).toEqual([5, 7, 10, 20, 50]);
  expect(curveOf(10, 20)).toEqual([5, 10, 20]);
  expect(curveOf(3, 4)).toEqual([3]);
});

test('a neighbour that is in two lists is shared from its farther place on', () => {
  const places = new Int32Array(10);
  const shared = sharedNeighbours(Int32Array.of(4, 0, 7, 2), Int32Array.of(7, 0, 9, 4), places);
  // 7 is third and first, 0 second twice, 4 first and fourth.
  expect(shared).toEqual([3, 2, 4]);
  expect([...places]).toEqual(new Array(10).fill(0));
});

test('a neighbour of the same class counts from its place on', () => {
  expect(sameClass(Int32Array.of(3, 0, 1), Int32Array.of(5, 2, 2, 5), 5)).toEqual([1, 2]);
});

test('shares are means over the rows that took part, at every number of neighbours', () => {
  const shares = new NeighbourShare(4, 2, [1, 2, 4]);
  // The first of two rows shares its first and third neighbour, the other none but its fourth.
  shares.add(0, [1, 3]);
  shares.add(2, [4]);
  expect([...shares.shares]).toEqual([1 / 2, NaN, 0, NaN]);
  expect(shares.metric()).toEqual({
    value: 1 / 4,
    rows: 2,
    k: 2,
    curve: [
      { k: 1, value: 1 / 2 },
      { k: 2, value: 1 / 4 },
      { k: 4, value: (2 / 4 + 1 / 4) / 2 },
    ],
  });
});

test('there is none at a number that the curve does not have', () => {
  const shares = new NeighbourShare(1, 3, [1, 2]);
  shares.add(0, [1]);
  expect(shares.metric().value).toBeNull();
});
