import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { umap as definition, type UmapParams } from '../../../../src-main/contract/maps/umap.ts';
import type { EdgeList } from '../../../../src-main/projections/edge-list.ts';
import { tabulateForces, attractionAt, repulsionAt } from '../../../../src-main/projections/umap/forces.ts';
import { layOut } from '../../../../src-main/projections/umap/layout.ts';
import { placeRows } from '../../../../src-main/projections/umap/place.ts';
import { DenseRows, loadTensorFlow, Pace, Random } from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

/** Layouts by NumPy; see make_layout.py. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/maps/layout.json'), 'utf8'),
) as {
  seed: number;
  layout_state: number;
  place_state: number;
  forces: { a: number; b: number; squared: number; pull: number; push: number }[];
  layouts: {
    columns: number;
    epochs: number;
    negatives: number;
    rate: number;
    a: number;
    b: number;
    start: number[][];
    edges: [number, number, number][];
    steps: Record<string, number[][]>;
  }[];
  place: {
    n_neighbors: number;
    n_epochs: number;
    negatives: number;
    rate: number;
    min_dist: number;
    spread: number;
    kept: number[][];
    fresh: number[][];
    places: number[][];
    starts: number[][];
    placed: number[][];
  };
};

/** Edges in the order of their rows, as ties. */
function tiesOf(rows: number, edges: readonly [number, number, number][]): EdgeList {
  const starts = Int32Array.from(
    { length: rows + 1 },
    (_, row) => edges.filter(([head]) => head < row).length,
  );
  const others = Int32Array.from(edges, ([, tail]) => tail);
  return { rows, starts, others, weights: Float32Array.from(edges, ([, , weight]) => weight) };
}

test('chance begins where the NumPy layouts have it begin', () => {
  const first = (stream: number): number => (Random.of(expected.seed, stream).next() | 1) >>> 0;
  expect([first(2), first(3)]).toEqual([expected.layout_state, expected.place_state]);
});

test("pull and push are the gradients of the paper, with umap-learn's 0.001 and a repulsion of strength 1", () => {
  for (const { a, b, squared, pull, push } of expected.forces) {
    expect(attractionAt(squared, a, b) / pull).toBeCloseTo(1, 12);
    expect(repulsionAt(squared, a, b) / push).toBeCloseTo(1, 12);
    const { base, ...tables } = tabulateForces(a, b);
    const word = (new Int32Array(Float32Array.of(squared).buffer)[0] ?? 0) >>> 16;
    // At the lower end of its stretch, a hundredth away at most.
    expect((tables.pull[word - base] ?? NaN) / pull).toBeCloseTo(1, 1);
    expect((tables.push[word - base] ?? NaN) / push).toBeCloseTo(1, 1);
  }
});

test.each(expected.layouts)(
  'in $columns columns, over $epochs epochs with $negatives strangers a pull at a rate of $rate, rows move as NumPy moves them',
  async ({ columns, epochs, negatives, rate, a, b, start, edges, steps }) => {
    const seen = new Map<string, Float32Array>();
    await layOut(
      tiesOf(start.length, edges),
      Float32Array.from(start.flat()),
      columns,
      { a, b, epochs, negatives, learningRate: rate, threads: 'one', seed: expected.seed },
      new Pace(),
      {
        show: (positions, epoch) => seen.set(String(epoch), positions.slice()),
        stopRequested: () => false,
      },
    );
    for (const [epoch, wanted] of Object.entries(steps)) {
      const found = seen.get(epoch);
      // The table of the forces is right to 1 in 10,000.
      wanted.flat().forEach((value, at) => expect(found?.[at]).toBeCloseTo(value, 2));
    }
  },
);

describe('a layout', () => {
  const start = Float32Array.of(0, 0, 3, 0, 0, 3);
  const made = (
    threads: 'one' | 'all',
    weights: readonly [number, number, number] = [1, 1, 1],
    until = Infinity,
  ): { seen: Float32Array[]; done: ReturnType<typeof layOut> } => {
    const seen: Float32Array[] = [];
    const edges = tiesOf(3, [
      [0, 1, weights[0]],
      [1, 2, weights[1]],
      [2, 0, weights[2]],
    ]);
    const layout = { a: 1.5769, b: 0.8951, epochs: 4, negatives: 0, learningRate: 1, threads, seed: 3 };
    const watcher = {
      show: (positions: Float32Array) => void seen.push(positions),
      stopRequested: () => seen.length >= until,
    };
    return { seen, done: layOut(edges, start, 2, layout, new Pace(), watcher) };
  };

  test.each(['one', 'all'] as const)(
    'says how many epochs it took, and leaves where it set out from alone (threads: %s)',
    async (threads) => {
      const before = start.slice();
      const { seen, done } = made(threads);
      const { map, epochs } = await done;
      expect([epochs, seen.length]).toEqual([4, 4]);
      expect(map).toEqual(seen.at(-1)?.slice());
      expect(map).not.toEqual(before);
      expect(start).toEqual(before);
      // Threads work on memory that they share; one alone needs none.
      expect(seen[0]?.buffer instanceof SharedArrayBuffer).toBe(threads === 'all');
      const stopped = made(threads, [1, 1, 1], 2);
      expect((await stopped.done).epochs).toBe(2);
      expect(stopped.seen).toHaveLength(2);
    },
  );

  test('does not move by edges that are not due once in all epochs', async () => {
    const moves = async (weight: number): Promise<boolean> => {
      const { map } = await made('one', [1, weight, weight]).done;
      return map[4] !== 0 || map[5] !== 3;
    };
    // Due at 2.5, which is past in the last of four epochs, counted from 0; and at 3.3 and 5.
    expect([await moves(0.4), await moves(0.3), await moves(0.2)]).toEqual([true, false, false]);
  });
});

describe('new rows', () => {
  const { n_neighbors, n_epochs, negatives, rate, min_dist, spread, ...known } = expected.place;
  const rowsOf = (rows: number[][]): DenseRows => new DenseRows(Float32Array.from(rows.flat()), 4);

  async function placed(learning_rate: number): Promise<Float32Array> {
    const params: UmapParams = {
      ...definition.defaults({ rows: known.kept.length, dim: 4, classes: 0, columns: 2 }),
      ...{ n_neighbors, n_epochs, min_dist, spread, learning_rate, negative_sample_rate: negatives },
    };
    return placeRows({
      folder: '',
      prefix: '',
      codes: rowsOf(known.fresh),
      kept: rowsOf(known.kept),
      map: Float32Array.from(known.places.flat()),
      columns: 2,
      params,
      seed: expected.seed,
      pace: new Pace(),
      progress: () => undefined,
    });
  }

  test('set out from the mean of their neighbours, weighted as NumPy weights them', async () => {
    const found = await placed(0);
    known.starts.flat().forEach((value, at) => expect(found[at]).toBeCloseTo(value, 4));
  });

  test("move as NumPy moves them, in a third of the map's epochs at a quarter of its rate", async () => {
    const found = await placed(rate);
    known.placed.flat().forEach((value, at) => expect(found[at]).toBeCloseTo(value, 2));
  });
});
