import { expect, test } from 'vitest';
import {
  averageRanks,
  DistanceCorrelation,
} from '../../../../src-main/metrics/structure/distance-correlation.ts';
import { pairDistances, pairsOf } from '../../../../src-main/metrics/structure/pairs.ts';
import { Pace } from '../../../../src-main/tensor/index.ts';
import { rowsOf, small, smallDraws } from '../small.ts';

const pace = new Pace();
const pairs = pairsOf(12);

async function ofSmall(): Promise<DistanceCorrelation> {
  const [there, here] = [rowsOf(small.rows), rowsOf(small.flat)];
  return new DistanceCorrelation(
    await pairDistances(there, pairs, pace),
    await pairDistances(here, pairs, pace),
  );
}

test("ranks are SciPy's, equal values sharing the mean of theirs", () => {
  // scipy.stats.rankdata
  expect([...averageRanks(Float64Array.of(3, 1, 3, 2, 3))]).toEqual([4, 1, 4, 2, 4]);
  expect([...averageRanks(Float64Array.of(0.5, -1, 0.5, 7))]).toEqual([2.5, 1, 2.5, 4]);
  expect([...averageRanks(new Float64Array(0))]).toEqual([]);
});

test("the correlation of distances is SciPy's spearmanr", async () => {
  expect((await ofSmall()).value).toBeCloseTo(small.whole.distance_correlation, 12);
});

test('of a draw a pair counts as often as both its rows, by the ranks of all pairs', async () => {
  const found = await (await ofSmall()).resampled(smallDraws, pairs, 12, pace);
  small.of_draws.forEach(({ distance_correlation }, draw) =>
    expect(found[draw]).toBeCloseTo(distance_correlation, 9),
  );
});

test('it is 1 or -1 of the same order or the reverse, however far, and none of distances that are all the same', () => {
  const line = Float64Array.of(1, 2, 3, 40);
  expect(new DistanceCorrelation(line, Float64Array.of(0, 7, 8, 9)).value).toBe(1);
  expect(new DistanceCorrelation(line, Float64Array.of(4, 3, 2, 1)).value).toBe(-1);
  // Ranks 1, 2, 3, 4 and 2, 1, 3.5, 3.5 about 2.5: 3.5 / √(5 · 4.5).
  const half = new DistanceCorrelation(line, Float64Array.of(2, 1, 5, 5)).value;
  expect(half).toBeCloseTo(3.5 / Math.sqrt(5 * 4.5), 12);
  expect(new DistanceCorrelation(line, Float64Array.of(2, 2, 2, 2)).value).toBeNaN();
});
