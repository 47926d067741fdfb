import { beforeAll, describe, expect, test } from 'vitest';
import { umap as definition, type UmapParams } from '../../../src-main/contract/maps/umap.ts';
import type { MapResult, MapInput } from '../../../src-main/projections/projection.ts';
import { tabulateForces, attractionAt, repulsionAt } from '../../../src-main/projections/umap/forces.ts';
import { umap } from '../../../src-main/projections/umap/index.ts';
import { pass, type Pass } from '../../../src-main/projections/umap/kernel.ts';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  nearestNeighbours,
  Pace,
  Random,
  type Rows,
} from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';

beforeAll(loadTensorFlow);

/** What a map is made of, with so few epochs that it is quick. */
function inputOf(codes: Rows, params: Partial<UmapParams> = {}, more: Partial<MapInput> = {}): MapInput {
  const columns = more.columns ?? 2;
  const pace = more.pace ?? new Pace();
  return {
    codes,
    train: everyRow(codes.rows),
    labels: new Int32Array(codes.rows).fill(-1),
    columns,
    params: {
      ...definition.defaults({ rows: codes.rows, dim: codes.features, classes: 0, columns }),
      n_epochs: 60,
      ...params,
    },
    seed: 7,
    pace,
    graph: (k) => nearestNeighbours(codes, k, pace),
    progress: () => undefined,
    live: () => undefined,
    stopRequested: () => false,
    ...more,
  };
}

/** The share of rows whose nearest other row in the map is of their class. */
async function agreement(map: Float32Array, columns: number, labels: Int32Array): Promise<number> {
  const { indices } = await nearestNeighbours(new DenseRows(map, columns), 1, new Pace());
  return indices.filter((other, row) => labels[other] === labels[row]).length / indices.length;
}

describe('a UMAP map', () => {
  test.each([
    ['spectral', 2],
    ['pca', 2],
    ['spectral', 3],
  ] as const)(
    'keeps the digits of a class together, from a %s start in %i columns',
    async (init, columns) => {
      const { all, labels } = oracle('digits');
      const before = liveHandles();
      const made = await umap.make(inputOf(all, { init, n_epochs: 200 }, { columns }));
      expect(liveHandles()).toBe(before);
      expect(made.map.length).toBe(all.rows * columns);
      expect(await agreement(made.map, columns, labels)).toBeGreaterThan(0.93);
      expect(made).toMatchObject({ fittedOn: 'all', repeatable: true, message: null });
      expect(made.facts['a']).toBeCloseTo(1.5769, 4);
      expect(made.facts['b']).toBeCloseTo(0.8951, 4);
    },
  );

  test('is the same again bit for bit for a seed, and another for another', async () => {
    const { all } = oracle('digits');
    const once = async (seed: number): Promise<Float32Array> =>
      (await umap.make(inputOf(all, {}, { seed }))).map;
    const first = await once(3);
    expect(await once(3)).toEqual(first);
    expect(await once(4)).not.toEqual(first);
  });

  test('of several threads says that it is not repeatable, and is as good', async () => {
    const { all, labels } = oracle('digits');
    const made = await umap.make(inputOf(all, { threads: 'all', n_epochs: 200 }));
    expect(made.repeatable).toBe(false);
    expect(await agreement(made.map, 2, labels)).toBeGreaterThan(0.93);
  });

  test.each(['one', 'all'] as const)(
    'by threads: %s, ends early when asked to and is kept',
    async (threads) => {
      const { all } = oracle('digits');
      let shown = 0;
      const made = await umap.make(
        inputOf(all, { threads }, { live: () => shown++, stopRequested: () => shown === 5 }),
      );
      expect(made.facts['epochs']).toBe(5);
      expect(made.message).toContain('after epoch 5 of 60');
      expect(made.map.every(Number.isFinite)).toBe(true);
    },
  );

  test.each(['one', 'all'] as const)('by threads: %s, hears a cancel within the epochs', async (threads) => {
    const { all } = oracle('digits');
    const controller = new AbortController();
    let shown = 0;
    const live = (): void => {
      if (++shown === 3) controller.abort();
    };
    const pace = new Pace(controller.signal);
    const making = umap.make(inputOf(all, { threads, n_epochs: 5_000 }, { live, pace }));
    await expect(making).rejects.toMatchObject({ code: 'cancelled' });
    expect(shown).toBe(3);
  });

  test('tells after every epoch how far it is and how long it will take', async () => {
    const told: [number | null, number | null][] = [];
    const progress = (fraction: number | null, phase: string, left: number | null): void => {
      if (phase.startsWith('Epoch')) told.push([fraction, left]);
    };
    await umap.make(inputOf(oracle('digits').all, {}, { progress }));
    expect(told.length).toBe(60);
    expect(told.at(-1)).toEqual([1, 0]);
    expect(told.every(([fraction, left]) => (fraction ?? 0) > 0 && (left ?? -1) >= 0)).toBe(true);
  });

  test('starts connected components apart, and says so', async () => {
    const random = new Random(5);
    const values = Float32Array.from(
      { length: 240 * 3 },
      (_, at) => random.normal() + 1_000 * Math.floor(at / 180),
    );
    const made = await umap.make(inputOf(new DenseRows(values, 3)));
    expect(made.message).toContain('has 4 connected components');
    const labels = Int32Array.from({ length: 240 }, (_, row) => Math.floor(row / 60));
    expect(await agreement(made.map, 2, labels)).toBe(1);
  });

  test('takes as many neighbours as there are, and says so', async () => {
    const random = new Random(5);
    const few = new DenseRows(
      Float32Array.from({ length: 24 }, () => random.normal()),
      3,
    );
    const made = await umap.make(inputOf(few, { n_neighbors: 15 }));
    expect(made.message).toContain('is 8 and not 15');
    expect(made.map.every(Number.isFinite)).toBe(true);
  });

  const random = new Random(1);
  const drawn = (rows: number, features: number, value: (at: number) => number): DenseRows =>
    new DenseRows(
      Float32Array.from({ length: rows * features }, (_, at) => value(at)),
      features,
    );
  const odd: [string, DenseRows][] = [
    ['four rows', drawn(4, 3, () => random.normal())],
    ['five rows of one number', drawn(5, 1, () => random.normal())],
    ['rows that are all the same', drawn(50, 4, () => 3)],
    ['four rows that are the same', drawn(4, 2, () => 0)],
    ['many duplicates', drawn(120, 2, () => random.int(2))],
    ['a constant column', drawn(60, 3, (at) => (at % 3 === 1 ? 5 : random.normal()))],
    ['very large numbers', drawn(60, 3, () => 1e15 * random.normal())],
    ['one row far away', drawn(60, 2, (at) => (at === 0 ? 1e9 : random.normal()))],
  ];
  test.each(odd)('of %s is finite and its rows are not all in one place', async (_, codes) => {
    for (const columns of [2, 3]) {
      for (const init of ['spectral', 'pca'] as const) {
        const { map }: MapResult = await umap.make(inputOf(codes, { init, n_epochs: 30 }, { columns }));
        expect(map.every(Number.isFinite)).toBe(true);
        expect(new Set(map).size).toBeGreaterThan(1);
      }
    }
  });

  test.each([
    [0, 0.1],
    [0.1, 0.1],
    [0, 10],
    [0.99, 10],
  ])('of a least distance of %d and a spread of %d is finite', async (min_dist, spread) => {
    const { all } = oracle('digits');
    const extreme = { min_dist, spread, learning_rate: 10, negative_sample_rate: 20, n_epochs: 20 };
    const { map } = await umap.make(inputOf(all, extreme));
    expect(map.every(Number.isFinite)).toBe(true);
  });

  test('whose least distance is above its spread is refused', async () => {
    const making = umap.make(inputOf(oracle('digits').all, { min_dist: 0.5, spread: 0.4 }));
    await expect(making).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('the forces of UMAP', () => {
  test.each([
    [1.5769, 0.8951],
    [0.1193, 1.9164],
    [5.4538, 0.8951],
    [1.9328, 0.7905],
  ])('at a = %d and b = %d are those of the formula to 1 in 10,000', (a, b) => {
    const table = tabulateForces(a, b);
    const random = new Random(1);
    let worst = 0;
    for (let i = 0; i < 20_000; i++) {
      const squared = Math.fround(2 ** (-39 + 62 * random.float()));
      const word = new Int32Array(Float32Array.of(squared).buffer)[0] ?? 0;
      const at = (word >>> 16) - table.base;
      const along = (word & 0xffff) / 65_536;
      const between = (values: Float32Array): number =>
        (values[at] ?? NaN) * (1 - along) + (values[at + 1] ?? NaN) * along;
      const off = [
        between(table.pull) / attractionAt(squared, a, b) - 1,
        between(table.push) / repulsionAt(squared, a, b) - 1,
      ];
      worst = Math.max(worst, ...off.map(Math.abs));
    }
    expect(worst).toBeLessThan(1e-4);
  });

  test.each([2, 3])('move an edge and its negative samples as the formulas say, in %i columns', (columns) => {
    const [a, b, alpha] = [1.5769, 0.8951, 0.3];
    const random = new Random(columns);
    const start = Float32Array.from({ length: 2 * columns }, () => 3 * random.normal());
    const work = (both: boolean, negatives: number): Pass => ({
      positions: start.slice(),
      columns,
      rows: 2,
      both,
      heads: Int32Array.of(0),
      tails: Int32Array.of(1),
      every: Float32Array.of(1),
      next: Float32Array.of(0),
      ...tabulateForces(a, b),
      negatives,
      states: Int32Array.of(1),
    });
    const squared = start
      .slice(0, columns)
      .reduce((sum, x, c) => sum + (x - (start[columns + c] ?? 0)) ** 2, 0);
    const along = (c: number): number => (start[c] ?? 0) - (start[columns + c] ?? 0);
    const held = (step: number): number => Math.max(-4, Math.min(4, step));
    for (const both of [true, false]) {
      const pulled = work(both, 0);
      pass(pulled, 0, 1, 0, alpha, 0);
      for (let c = 0; c < columns; c++) {
        const step = alpha * held(attractionAt(squared, a, b) * along(c));
        expect(pulled.positions[c]).toBeCloseTo((start[c] ?? 0) + step, 4);
        expect(pulled.positions[columns + c]).toBeCloseTo((start[columns + c] ?? 0) - (both ? step : 0), 4);
      }
      // The only negative samples are the two rows themselves, and a row is not pushed away from itself.
      const seen = new Set<boolean>();
      for (let state = 1; state < 2 ** 31; state = state * 3 + 7) {
        const pushed = work(both, 1);
        pushed.states[0] = state;
        pass(pushed, 0, 1, 0, alpha, 0);
        const apart = Array.from({ length: columns }, (_, c) => {
          return (pulled.positions[c] ?? 0) - (pulled.positions[columns + c] ?? 0);
        });
        const push = repulsionAt(
          apart.reduce((sum, x) => sum + x * x, 0),
          a,
          b,
        );
        const byItself = pushed.positions.every((value, at) => value === pulled.positions[at]);
        seen.add(byItself);
        for (let c = 0; c < columns && !byItself; c++) {
          const step = alpha * held(push * (apart[c] ?? 0));
          expect(pushed.positions[c]).toBeCloseTo((pulled.positions[c] ?? 0) + step, 3);
          expect(pushed.positions[columns + c]).toBe(pulled.positions[columns + c]);
        }
      }
      expect(seen).toEqual(new Set([true, false]));
    }
  });

  test('draw every negative sample equally often', () => {
    const rows = 10;
    const counts = new Float64Array(rows);
    const positions = Float32Array.from({ length: 2 * rows + 2 }, (_, at) => (at < 2 * rows ? at * 1e3 : 0));
    const work: Pass = {
      positions,
      columns: 2,
      rows,
      both: false,
      heads: Int32Array.of(rows),
      tails: Int32Array.of(0),
      every: Float32Array.of(1),
      next: Float32Array.of(0),
      pull: new Float32Array(8_193),
      push: new Float32Array(8_193).fill(1),
      base: 0,
      negatives: 1,
      states: Int32Array.of(12_345),
    };
    for (let epoch = 0; epoch < 20_000; epoch++) {
      // Steps are held to 4, so who pushes is told by where the row is put: beside one row at a time.
      const other = epoch % rows;
      positions[2 * rows] = positions[2 * other] ?? 0;
      positions[2 * rows + 1] = positions[2 * other + 1] ?? 0;
      const before = positions[2 * rows] ?? 0;
      work.next[0] = epoch;
      pass(work, 0, 1, epoch, 1, 0);
      if (positions[2 * rows] === before) counts[other] = (counts[other] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(60);
  });
});
