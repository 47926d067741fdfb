import { expect, test } from 'vitest';
import { Stress, stressOf } from '../../../../src-main/metrics/structure/stress.ts';
import { small } from '../small.ts';

/** Squared distances of every row to all rows. */
function squared(rows: readonly (readonly number[])[]): Float64Array[] {
  return rows.map((one) =>
    Float64Array.from(rows, (other) =>
      one.reduce((sum, value, f) => sum + (value - (other[f] ?? NaN)) ** 2, 0),
    ),
  );
}

function stressFrom(there: Float64Array[], here: Float64Array[]): Stress {
  const stress = new Stress(there.length);
  there.forEach((line, row) => stress.add(row, line, here[row] ?? new Float64Array(0)));
  return stress;
}

test("stress is Kruskal's under the best scale, over all pairs and over those of each row, as NumPy has it", () => {
  const stress = stressFrom(squared(small.rows), squared(small.flat));
  expect(stress.value).toBeCloseTo(small.whole.stress, 12);
  const perRow = stress.perRow();
  expect(perRow).toHaveLength(12);
  small.whole.stress_per_row.forEach((value, row) => expect(perRow[row]).toBeCloseTo(value, 6));
});

test('by hand: distances 1 and 2 against 2 and 1', () => {
  // s = 4 / 5, so 1 - 4 · 4 / 25 of all squares are left.
  expect(stressOf(5, 4, 5)).toBeCloseTo(Math.sqrt(9 / 25), 12);
});

test('a space that is the other but for its scale has none', () => {
  const there = squared([[0], [1], [3]]);
  const here = squared([[0], [5], [15]]);
  const stress = stressFrom(there, here);
  expect(stress.value).toBeCloseTo(0, 7);
  for (const value of stress.perRow()) expect(value).toBeCloseTo(0, 7);
  // Rounding may take the squares below nothing.
  expect(stressOf(1, 1 + 1e-9, 1)).toBe(0);
});

test('there is none where the rows of either space are one point', () => {
  const [line, point] = [squared([[0], [1], [3]]), squared([[2], [2], [2]])];
  expect(stressFrom(line, point).value).toBeNaN();
  expect(stressFrom(point, line).value).toBeNaN();
  expect([...stressFrom(point, line).perRow()]).toEqual([NaN, NaN, NaN]);
  // Rounding may leave one row 0 away from all others.
  const stress = new Stress(2);
  stress.add(0, Float64Array.of(0, 0), Float64Array.of(0, 1));
  stress.add(1, Float64Array.of(4, 0), Float64Array.of(1, 0));
  expect(stress.perRow()[0]).toBeNaN();
});
