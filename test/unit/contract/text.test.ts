import { expect, test } from 'vitest';
import {
  count,
  counted,
  figure,
  fixed,
  inUnit,
  listed,
  minus,
  significant,
} from '../../../src-main/contract/index.ts';

test('thousands have a comma, and a minus is a minus sign', () => {
  expect([0, 999, 1_797, 4_294_967_295, -1_000].map(count)).toEqual([
    '0',
    '999',
    '1,797',
    '4,294,967,295',
    '−1,000',
  ]);
  expect([counted(1, 'class', 'classes'), counted(3_000, 'picture')]).toEqual(['1 class', '3,000 pictures']);
  expect([minus('-0'), minus('-1.5e-7'), minus('2')]).toEqual(['0', '−1.5e-7', '2']);
});

test('numbers that are not whole have a minus sign and commas too, and no sign where they round to zero', () => {
  expect([
    fixed(1_234.56, 1),
    fixed(-0.2134, 3),
    fixed(-0.0001, 1),
    fixed(2, 2),
    fixed(-12_345_678, 0),
    fixed(10.95, 1),
  ]).toEqual(['1,234.6', '−0.213', '0.0', '2.00', '−12,345,678', '10.9']);
  expect([significant(0.0213456, 3), significant(-12_345.6, 3), significant(-1.234e-7, 2)]).toEqual([
    '0.0213',
    '−12,300',
    '−1.2e-7',
  ]);
  expect([figure(-12_345), figure(-0.0213456), figure(Infinity)]).toEqual([
    '−12,345',
    '−0.02135',
    'not finite',
  ]);
});

test('a metric is written as its unit asks, below zero with a minus sign', () => {
  expect([inUnit(0.9722, 'fraction'), inUnit(-12.5, 'fraction')]).toEqual(['97.2 %', '−1,250.0 %']);
  expect([inUnit(-0.2134, 'number'), inUnit(-0.0012345, 'number'), inUnit(0, 'number')]).toEqual([
    '−0.213',
    '−0.00123',
    '0.000',
  ]);
  expect([inUnit(1_234.567, 'seconds'), inUnit(2_048, 'bytes'), inUnit(9.6, 'count')]).toEqual([
    '1,234.57 s',
    '2,048',
    '10',
  ]);
});

test('a list has an “and” before the last', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 3])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and 3',
  ]);
});
