import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { confusionMatrix } from '../../../src-main/metrics/classifiers/confusion.ts';
import { macroF1 } from '../../../src-main/metrics/classifiers/f1.ts';
import { nearestRows, votes } from '../../../src-main/metrics/classifiers/knn.ts';
import { agreementNames, Agreements } from '../../../src-main/metrics/clustering/agreement.ts';
import { hopkins } from '../../../src-main/metrics/clustering/hopkins.ts';
import { levinaBickel, twoNearest } from '../../../src-main/metrics/clustering/intrinsic-dimension.ts';
import {
  reconstructionError,
  squaredErrors,
} from '../../../src-main/metrics/reconstruction/reconstruction.ts';
import { calinskiHarabasz } from '../../../src-main/metrics/separability/calinski-harabasz.ts';
import { daviesBouldin } from '../../../src-main/metrics/separability/davies-bouldin.ts';
import { fisherRatio } from '../../../src-main/metrics/separability/fisher-ratio.ts';
import { classOverlaps } from '../../../src-main/metrics/separability/overlap.ts';
import { silhouettes } from '../../../src-main/metrics/separability/silhouette.ts';
import { structureFigures } from '../../../src-main/metrics/structure/structure.ts';
import {
  DenseRows,
  everyRow,
  loadTensorFlow,
  nearestTo,
  Pace,
  Random,
} from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();
const runs = { seed: 11, numRuns: 5 };

/** Points of space with classes: 24 rows in 3 classes that lie apart a little. */
interface Points {
  values: number[][];
  labels: Int32Array;
}

function pointsOf(seed: number): Points {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: 24 }, (_, row) => row % 3);
  const values = Array.from(labels, (label) => [
    random.normal() + 2 * label,
    random.normal() - label,
    random.normal(),
  ]);
  return { values, labels };
}

const rowsOf = (values: readonly (readonly number[])[]): DenseRows =>
  new DenseRows(Float32Array.from(values.flat()), values[0]?.length ?? 0);

type Move = (points: Points) => Points;
const eachRow =
  (move: (row: number[]) => number[]): Move =>
  ({ values, labels }) => ({ values: values.map(move), labels });

/** Ways to change points: a rotation about three axes, mirrored or not; a translation; a scale; an order; other names. */
const moves = {
  rotation: fc
    .tuple(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.boolean(),
    )
    .map(([a, b, mirrored]) =>
      eachRow(([x = NaN, y = NaN, z = NaN]) => {
        const [x1, y1] = [Math.cos(a) * x - Math.sin(a) * y, Math.sin(a) * x + Math.cos(a) * y];
        const [y2, z2] = [Math.cos(b) * y1 - Math.sin(b) * z, Math.sin(b) * y1 + Math.cos(b) * z];
        return [mirrored ? -x1 : x1, y2, z2];
      }),
    ),
  translation: fc
    .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 })
    .map((by) => eachRow((row) => row.map((value, axis) => value + (by[axis] ?? NaN)))),
  scaling: fc
    .double({ min: 0.1, max: 10, noNaN: true })
    .map((by) => eachRow((row) => row.map((value) => by * value))),
  'a map of each feature by itself': fc
    .array(fc.double({ min: 0.3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 })
    .map((by) => eachRow((row) => row.map((value, axis) => (by[axis] ?? NaN) * value))),
  'another order of the rows': fc.nat().map((seed): Move => ({ values, labels }) => {
    const order = new Random(seed).shuffle(everyRow(values.length));
    return {
      values: Array.from(order, (row) => values[row] ?? []),
      labels: order.map((row) => labels[row] ?? -1),
    };
  }),
  'other names of the classes': fc
    .shuffledSubarray([0, 4, 9], { minLength: 3 })
    .map((names): Move => ({ values, labels }) => ({
      values,
      labels: labels.map((label) => names[label] ?? -1),
    })),
} as const;
type MoveName = keyof typeof moves;

const similar: MoveName[] = ['rotation', 'translation', 'scaling', 'another order of the rows'];
const named: MoveName[] = [...similar, 'other names of the classes'];

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Distances of every row to its five nearest others, ascending. */
async function fiveNearest(rows: DenseRows): Promise<Float64Array> {
  const { indices } = await nearestTo(rows, rows, 6, pace);
  const at = (row: number): number[] => Array.from(rows.values.subarray(3 * row, 3 * row + 3));
  return Float64Array.from({ length: 5 * rows.rows }, (_, i) => {
    const [row, place] = [Math.floor(i / 5), i % 5];
    const other = at(indices[6 * row + place + 1] ?? NaN);
    return Math.hypot(...at(row).map((value, axis) => value - (other[axis] ?? NaN)));
  });
}

/** Each metric, and what leaves it as it is. */
const metrics: Record<string, { of: (points: Points) => Promise<number>; same: MoveName[] }> = {
  silhouette: {
    of: async ({ values, labels }) => mean(await silhouettes(rowsOf(values), labels, pace)),
    same: named,
  },
  'Calinski-Harabasz index': {
    of: ({ values, labels }) => calinskiHarabasz(rowsOf(values), labels, pace),
    same: named,
  },
  'Davies-Bouldin index': {
    of: ({ values, labels }) => daviesBouldin(rowsOf(values), labels, pace),
    same: named,
  },
  'Fisher ratio': {
    of: ({ values, labels }) => fisherRatio(rowsOf(values), labels, pace),
    same: [...named, 'a map of each feature by itself'],
  },
  'class overlap': {
    // Of every third row among the others. The order of the rows says which these are.
    of: async ({ values, labels }) => {
      const [seen, asked] = [
        everyRow(24).filter((row) => row % 4 > 0),
        everyRow(24).filter((row) => row % 4 === 0),
      ];
      const some = (rows: Int32Array): DenseRows => rowsOf(Array.from(rows, (row) => values[row] ?? []));
      const near = await nearestRows(some(seen), some(asked), 5, pace);
      const own = (rows: Int32Array): Int32Array => rows.map((row) => labels[row] ?? -1);
      return mean(classOverlaps(near, own(seen), own(asked), 5));
    },
    same: ['rotation', 'translation', 'scaling', 'other names of the classes'],
  },
  'kNN accuracy of one neighbour': {
    of: async ({ values, labels }) => {
      const near = await nearestRows(rowsOf(values.slice(12)), rowsOf(values.slice(0, 12)), 1, pace);
      const taken = votes(near, labels.slice(12), 1);
      return mean(taken.map((label, row) => Number(label === labels[row])));
    },
    same: ['rotation', 'translation', 'scaling', 'other names of the classes'],
  },
  'intrinsic dimension by two neighbours': {
    of: async ({ values }) => twoNearest(await fiveNearest(rowsOf(values)), 5).value,
    same: named,
  },
  'intrinsic dimension by likelihood': {
    of: async ({ values }) => levinaBickel(await fiveNearest(rowsOf(values)), 5).value,
    same: named,
  },
  // The box that it draws points from turns with nothing, and which rows it draws goes by their order.
  'Hopkins statistic': {
    of: async ({ values }) => (await hopkins(rowsOf(values), pace)).value,
    same: ['translation', 'scaling', 'other names of the classes'],
  },
};

describe.each(Object.entries(metrics))('the %s stays as it is under', (_, { of, same }) => {
  test.each(same)('%s', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000), moves[name], async (seed, move) => {
        const points = pointsOf(seed);
        const [before, after] = [await of(points), await of(move(points))];
        expect(Number.isFinite(before)).toBe(true);
        expect(Math.abs(after - before) / Math.max(1, Math.abs(before))).toBeLessThan(1e-4);
      }),
      runs,
    );
  });
});

describe('what is kept of the original features stays as it is when the codes undergo', () => {
  const course = { pace, progress: () => undefined };
  async function structure(original: Points, codes: Points): Promise<Record<string, number>> {
    const { metrics: found } = await structureFigures(
      {
        original: rowsOf(original.values),
        codes: rowsOf(codes.values),
        labels: codes.labels,
        classes: 10,
        train: new Int32Array(),
        test: everyRow(24),
        errors: null,
        reconstructed: null,
        k: 5,
        seed: 0,
      },
      course,
    );
    return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value ?? NaN]));
  }
  /** Codes that keep some of the points: their first two features, and noise. */
  const codesOf = ({ values, labels }: Points, seed: number): Points => {
    const random = new Random(seed + 1);
    return { values: values.map(([x = NaN, y = NaN]) => [x, y, random.normal()]), labels };
  };

  test.each(named)('%s', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000), moves[name], async (seed, move) => {
        const points = pointsOf(seed);
        const codes = codesOf(points, seed);
        const before = await structure(points, codes);
        // Rows change their order in both spaces.
        const after = await structure(name.startsWith('another') ? move(points) : points, move(codes));
        expect(Object.keys(before).sort()).toEqual([
          'continuity',
          'distance_correlation',
          'neighborhood_hit',
          'neighborhood_preservation',
          'stress',
          'trustworthiness',
        ]);
        for (const [metric, value] of Object.entries(before))
          expect(after[metric], metric).toBeCloseTo(value, 4);
      }),
      runs,
    );
  });
});

describe('of two labels a row', () => {
  const manyRuns = { seed: 11, numRuns: 200 };
  const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 2, maxLength: 40 });
  const names = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
  const sides = (of: readonly (readonly [number, number])[]): [Int32Array, Int32Array] => [
    Int32Array.from(of, ([one]) => one),
    Int32Array.from(of, ([, other]) => other),
  ];

  test('how far clusters agree with classes goes by neither names nor order, and is 1 with themselves', () => {
    fc.assert(
      fc.property(pairs, names, names, (rows, one, other) => {
        const agreement = new Agreements(...sides(rows)).value;
        const renamed = rows.map(([a, b]): [number, number] => [one[a] ?? NaN, other[b] ?? NaN]).reverse();
        const again = new Agreements(...sides(renamed)).value;
        const swapped = new Agreements(...(sides(rows).reverse() as [Int32Array, Int32Array])).value;
        for (const name of agreementNames) expect(again[name]).toBeCloseTo(agreement[name], 9);
        expect(swapped.adjusted_rand).toBeCloseTo(agreement.adjusted_rand, 9);
        expect(swapped.normalized_mutual_info).toBeCloseTo(agreement.normalized_mutual_info, 9);
        expect([swapped.homogeneity, swapped.completeness]).toEqual([
          expect.closeTo(agreement.completeness, 9),
          expect.closeTo(agreement.homogeneity, 9),
        ]);
        const [own] = sides(rows);
        for (const value of Object.values(new Agreements(own, own).value)) expect(value).toBeCloseTo(1, 9);
      }),
      manyRuns,
    );
  });

  test('F1 and the confusion matrix go by neither names nor order', () => {
    fc.assert(
      fc.property(pairs, names, (rows, name) => {
        const renamed = rows.map(([a, b]): [number, number] => [name[a] ?? NaN, name[b] ?? NaN]).reverse();
        expect(macroF1(...sides(renamed))).toBeCloseTo(macroF1(...sides(rows)), 12);
        const [before, after] = [rows, renamed].map((each) => confusionMatrix(...sides(each), 5));
        for (let i = 0; i < 5; i++)
          for (let j = 0; j < 5; j++)
            expect(after?.[5 * (name[i] ?? NaN) + (name[j] ?? NaN)]).toBe(before?.[5 * i + j]);
      }),
      manyRuns,
    );
  });
});

test('reconstruction errors go by neither the order of rows nor that of features, and by the square of the scale', () => {
  fc.assert(
    fc.property(fc.nat(1_000), (seed) => {
      const random = new Random(seed);
      const [truth, reconstructed] = [0, 1].map(() =>
        Float32Array.from({ length: 60 }, () => random.normal()),
      );
      const error = (a: Float32Array, b: Float32Array): { mse: number; sse: number } => {
        const errors = squaredErrors(a, b, 3);
        return reconstructionError(errors, everyRow(20), 3);
      };
      const { mse, sse } = error(truth!, reconstructed!);
      expect(sse).toBeCloseTo(3 * mse, 9);
      expect(error(truth!.toReversed(), reconstructed!.toReversed()).mse).toBeCloseTo(mse, 9);
      expect(
        error(
          truth!.map((value) => 4 * value),
          reconstructed!.map((value) => 4 * value),
        ).mse,
      ).toBeCloseTo(16 * mse, 6);
      expect(error(reconstructed!, truth!).mse).toBeCloseTo(mse, 9);
    }),
    { seed: 11, numRuns: 50 },
  );
});
