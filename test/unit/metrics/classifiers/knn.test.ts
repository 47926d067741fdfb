import { beforeAll, expect, test } from 'vitest';
import { nearestRows, votes } from '../../../../src-main/metrics/classifiers/knn.ts';
import { loadTensorFlow, Pace } from '../../../../src-main/tensor/index.ts';
import { rowsOf, small, smallLabels } from '../small.ts';

beforeAll(loadTensorFlow);

test("neighbours and what they vote for are scikit-learn's", async () => {
  const [train, heldOut] = [rowsOf(small.rows.slice(0, 8)), rowsOf(small.rows.slice(8))];
  const near = await nearestRows(train, heldOut, 3, new Pace());
  expect([...near]).toEqual(small.neighbours.flat());
  expect([...votes(near, smallLabels, 3)]).toEqual(small.votes);
});

test('of labels that are as common the lowest wins, wherever it stands', () => {
  const labels = Int32Array.of(4, 2, 0, 2, 4);
  // 4, 2, 2, 4 and 2, 2, 4, 4; 2, 4, 4, 0 and 0, 2, 4, 4; 4, 2, 0 once each.
  expect([...votes(Int32Array.of(0, 1, 3, 4, 1, 3, 0, 4), labels, 4)]).toEqual([2, 2]);
  expect([...votes(Int32Array.of(1, 0, 4, 2, 2, 1, 0, 4), labels, 4)]).toEqual([4, 4]);
  expect([...votes(Int32Array.of(0, 1, 2), labels, 3)]).toEqual([0]);
});
