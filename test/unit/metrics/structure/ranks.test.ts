import { expect, test } from 'vitest';
import { ranks } from '../../../../src-main/metrics/structure/ranks.ts';

const line = Float64Array.of(3, Infinity, 1, 2, 1, 5, 3);

test('ranks of rows are from 1 on in the order of distance, the lower row first among equal ones', () => {
  // In order: rows 2, 4, 3, 0, 6, 5 and the row itself.
  expect([...ranks(line, Int32Array.of(0, 2, 3, 4, 5, 6))]).toEqual([4, 1, 3, 2, 6, 5]);
  for (const [row, rank] of [4, 7, 1, 3, 2, 6, 5].entries())
    expect([...ranks(line, Int32Array.of(row))]).toEqual([rank]);
});

test('ranks are given in the order that rows are asked for', () => {
  expect([...ranks(line, Int32Array.of(5, 4, 6))]).toEqual([6, 2, 5]);
  expect([...ranks(line, new Int32Array(0))]).toEqual([]);
});

test('ranks are those of sorting', () => {
  // Distances 0 to 6 in no order, each of them four or five times.
  const many = Float64Array.from({ length: 31 }, (_, at) => (at * 12) % 7);
  const sorted = Array.from(many, (_, row) => row).sort((a, b) => many[a]! - many[b]! || a - b);
  for (let first = 0; first < 31; first++) {
    const others = Int32Array.of(first, (first + 3) % 31, (first + 11) % 31, (first + 17) % 31);
    expect([...ranks(many, others)]).toEqual([...others].map((row) => sorted.indexOf(row) + 1));
  }
});
