import { beforeAll, expect, test } from 'vitest';
import { hopkins } from '../../../../src-main/metrics/clustering/hopkins.ts';
import { everyRow, liveHandles, loadTensorFlow, Pace, Random } from '../../../../src-main/tensor/index.ts';
import { GivenDraws, rowsOf } from '../small.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();

/** Rows on a line of `(i, -2 i²)` and one at `(3, 5)`, and for each of the rows and points that are drawn its nearest row. */
function known(count: number): { rows: number[][]; ofRows: number[]; ofPoints: number[]; drawn: number[] } {
  const rows = Array.from({ length: count }, (_, i) => (i === 2 ? [3, 5] : [i, -2 * i * i]));
  const random = new Random(0);
  const drawn = [...random.shuffle(everyRow(count)).slice(0, Math.min(500, Math.ceil(count / 10)))];
  const ends = [0, 1]
    .map((axis) => rows.map((row) => row[axis] ?? NaN))
    .map((v) => [Math.min(...v), Math.max(...v)]);
  const points = drawn.map(() => ends.map(([low = NaN, high = NaN]) => low + random.float() * (high - low)));
  const nearest = (point: number[], self: number): number =>
    Math.min(
      ...rows.flatMap((row, i) => (i === self ? [] : [Math.hypot(row[0]! - point[0]!, row[1]! - point[1]!)])),
    );
  return {
    rows,
    drawn,
    ofRows: drawn.map((row) => nearest(rows[row]!, row)),
    ofPoints: points.map((point) => nearest(point, -1)),
  };
}

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

test.each([
  [2, 1],
  [11, 2],
  [1_500, 150],
])(
  'of %i rows it is by the distances of %i of them, and of as many points in the box around all',
  async (count, wanted) => {
    const { rows, ofRows, ofPoints } = known(count);
    const found = await hopkins(rowsOf(rows), pace);
    expect(found).toMatchObject({ drawn: wanted, seed: 0 });
    expect(found.value).toBeCloseTo(total(ofPoints) / (total(ofPoints) + total(ofRows)), 5);
    expect(liveHandles()).toBe(0);
  },
);

test('of a draw each row counts as often as it is drawn, and the point beside it', async () => {
  const { rows, drawn, ofRows, ofPoints } = known(35);
  const { resampled } = await hopkins(rowsOf(rows), pace);
  const counts = everyRow(35).map((row) => row % 4);
  const found = await resampled(new GivenDraws([[...counts]]), pace);
  const times = (values: number[]): number =>
    total(values.map((value, i) => value * (counts[drawn[i]!] ?? NaN)));
  expect(found[0]).toBeCloseTo(times(ofPoints) / (times(ofPoints) + times(ofRows)), 5);
});
