import { expect, test } from 'vitest';
import { count, counted, listed, minus } from '../../../src-main/contract/index.ts';

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

test('a list has an “and” before the last', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 3])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and 3',
  ]);
});
