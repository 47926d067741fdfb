import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanOf } from '../../../src-main/contract/index.ts';
import { resampledFigure, resampledMeans, Resamples } from '../../../src-main/metrics/bootstrap.ts';
import { everyRow, Pace } from '../../../src-main/tensor/index.ts';

const pace = new Pace();
const runs = { seed: 11, numRuns: 60 };
const draws = 100;
/** One value a held-out position; NaN: it takes no part. */
const columns = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -80, max: 80 }).map((value) => value / 8) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((values) => Float64Array.from(values));

/** By the definition: the mean over the rows of a draw that have a value. */
function meanOfDraw(resamples: Resamples, draw: number, values: Float64Array): number {
  const weights = new Float64Array(resamples.positions.length);
  resamples.weights(draw, weights);
  const drawn = [...weights].flatMap((count, i) =>
    new Array<number>(count).fill(values[resamples.positions[i] ?? NaN] ?? NaN),
  );
  const known = drawn.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

test('the mean over a draw is that of the rows drawn which have a value, and lies between the least and the largest', async () => {
  await fc.assert(
    fc.asyncProperty(columns, columns, async (one, other) => {
      const length = Math.min(one.length, other.length);
      const resamples = new Resamples(everyRow(length), draws);
      const both = [one.slice(0, length), other.slice(0, length)];
      const means = await resampledMeans(resamples, both, pace);
      both.forEach((values, i) => {
        const known = values.filter((value) => !Number.isNaN(value));
        means[i]?.forEach((mean, draw) => {
          const expected = meanOfDraw(resamples, draw, values);
          if (Number.isNaN(expected)) return expect(mean).toBeNaN();
          expect(mean).toBeCloseTo(expected, 9);
          expect(mean).toBeGreaterThanOrEqual(Math.min(...known) - 1e-9);
          expect(mean).toBeLessThanOrEqual(Math.max(...known) + 1e-9);
        });
      });
    }),
    runs,
  );
});

test('an interval moves and widens with the values, and has no width where they are all the same', async () => {
  await fc.assert(
    fc.asyncProperty(columns, fc.integer({ min: -4, max: 4 }), async (values, shift) => {
      fc.pre(!values.some(Number.isNaN));
      const resamples = new Resamples(everyRow(values.length), draws);
      const spans = await resampledMeans(resamples, [values, values.map((value) => 2 * value + shift)], pace);
      const [before, after] = spans.map(spanOf);
      expect(after?.low).toBeCloseTo(2 * (before?.low ?? NaN) + shift, 9);
      expect(after?.high).toBeCloseTo(2 * (before?.high ?? NaN) + shift, 9);
      const [same = new Float64Array()] = await resampledMeans(resamples, [values.map(() => shift)], pace);
      expect(spanOf(same)).toEqual({ low: expect.closeTo(shift, 12), high: expect.closeTo(shift, 12) });
    }),
    runs,
  );
});

test('positions that take no part are not drawn, and the same positions are drawn for whatever is measured', async () => {
  await fc.assert(
    fc.asyncProperty(columns, fc.nat(3), async (values, step) => {
      const positions = everyRow(values.length).filter((at) => at % (step + 1) === 0);
      const resamples = new Resamples(positions, draws);
      const elsewhere = values.map((value, at) => (at % (step + 1) === 0 ? value : 1e9));
      const [one, other] = await resampledMeans(resamples, [values, elsewhere], pace);
      expect(one).toEqual(other);
      const figure = await resampledFigure(
        new Resamples(positions.slice(), draws),
        (counts) => {
          let [sum, known] = [0, 0];
          counts.forEach((count, i) => {
            const value = values[positions[i] ?? NaN] ?? NaN;
            if (Number.isNaN(value)) return;
            sum += count * value;
            known += count;
          });
          return sum / known;
        },
        pace,
      );
      figure.forEach((value, draw) =>
        Number.isNaN(value) ? expect(one?.[draw]).toBeNaN() : expect(one?.[draw]).toBeCloseTo(value, 9),
      );
    }),
    runs,
  );
});
