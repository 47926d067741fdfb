import { beforeAll, expect, test } from 'vitest';
import {
  intrusion,
  intrusionCost,
  trustworthiness,
} from '../../../../src-main/metrics/structure/trustworthiness.ts';
import { loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { rowsOf, small } from '../small.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();
const [rows, flat] = [rowsOf(small.rows), rowsOf(small.flat)];

test("trustworthiness is scikit-learn's, and with the two exchanged it is the continuity", async () => {
  expect(await trustworthiness(rows, flat, 3, pace)).toBeCloseTo(small.whole.trustworthiness, 12);
  expect(await trustworthiness(flat, rows, 3, pace)).toBeCloseTo(small.whole.continuity, 12);
});

test('it is 1 of what it is measured against, itself or a copy', async () => {
  expect(await trustworthiness(rows, rows, 3, pace)).toBe(1);
  expect(await trustworthiness(rows, rowsOf(small.rows), 3, pace)).toBe(1);
});

test('an intrusion is how far beyond k its rank is', () => {
  const line = Float64Array.of(Infinity, 1, 2, 3, 4, 5);
  // Rows 4 and 5 are fourth and fifth, 2 and 3 beyond 2.
  expect(intrusion(Int32Array.of(5, 4), Int32Array.of(1, 2), line)).toBe(5);
  expect(intrusion(Int32Array.of(5, 1), Int32Array.of(1, 2), line)).toBe(3);
  expect(intrusion(Int32Array.of(2, 1), Int32Array.of(1, 2), line)).toBe(0);
});

test('the worst row there can be costs 1', () => {
  // Of 10 rows and 2 neighbours: the ninth and eighth of nine others, 7 + 6 beyond the second.
  expect(intrusionCost(10, 2) * (7 + 6)).toBeCloseTo(1, 12);
});
