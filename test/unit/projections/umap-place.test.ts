import { beforeAll, describe, expect, test } from 'vitest';
import { umap as definition, type UmapParams } from '../../../src-main/contract/maps/umap.ts';
import type { PlaceInput } from '../../../src-main/projections/projection.ts';
import { umap } from '../../../src-main/projections/umap/index.ts';
import { placeRows } from '../../../src-main/projections/umap/place.ts';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  nearestNeighbours,
  nearestTo,
  Pace,
  SomeRows,
  type Rows,
} from '../../../src-main/tensor/index.ts';
import { oracle, part } from '../oracle.ts';

const digits = oracle('digits');
const kept = part(digits.all, digits.labels, digits.train);
const fresh = part(digits.all, digits.labels, digits.test);
const pace = new Pace();
const params: UmapParams = {
  ...definition.defaults({ rows: kept.source.rows, dim: 64, classes: 10, columns: 2 }),
  n_epochs: 200,
};

async function mapOf(codes: Rows, columns: number): Promise<Float32Array> {
  const { map } = await umap.make({
    codes,
    train: everyRow(codes.rows),
    labels: new Int32Array(codes.rows),
    columns,
    params: { ...params },
    seed: 1,
    pace,
    graph: (k) => nearestNeighbours(codes, k, pace),
    progress: () => undefined,
    live: () => undefined,
    stopRequested: () => false,
  });
  return map;
}

let map: Float32Array;
beforeAll(async () => {
  await loadTensorFlow();
  map = await mapOf(kept.source, 2);
});

function inputOf(codes: Rows, more: Partial<PlaceInput> = {}): PlaceInput {
  return {
    folder: '',
    prefix: '',
    codes,
    kept: kept.source,
    map,
    columns: 2,
    params: { ...params },
    seed: 1,
    pace,
    progress: () => undefined,
    ...more,
  };
}

/** The share of rows whose class most of their five nearest in the map of the kept rows have. */
async function accuracy(placed: Float32Array, labels: Int32Array): Promise<number> {
  const { indices } = await nearestTo(new DenseRows(map, 2), new DenseRows(placed, 2), 5, pace);
  let right = 0;
  labels.forEach((label, row) => {
    const votes = [...indices.subarray(row * 5, (row + 1) * 5)].map((near) => kept.labels[near]);
    if (votes.filter((vote) => vote === label).length > 2) right++;
  });
  return right / labels.length;
}

describe('new rows in a UMAP map', () => {
  test('come to lie by their classes, nearly as well as rows that it was made of', async () => {
    const before = liveHandles();
    const placed = await placeRows(inputOf(fresh.source));
    expect(liveHandles()).toBe(before);
    const all = await mapOf(digits.all, 2);
    const rowsOf = (rows: Int32Array): DenseRows =>
      new DenseRows(
        Float32Array.from([...rows].flatMap((row) => [...all.subarray(2 * row, 2 * row + 2)])),
        2,
      );
    const { indices } = await nearestTo(rowsOf(digits.train), rowsOf(digits.test), 5, pace);
    const within = fresh.labels.filter((label, row) => {
      const votes = [...indices.subarray(row * 5, (row + 1) * 5)].map((near) => kept.labels[near]);
      return votes.filter((vote) => vote === label).length > 2;
    }).length;
    expect(await accuracy(placed, fresh.labels)).toBeGreaterThan(within / fresh.labels.length - 0.05);
  });

  test('always come to the same places, whatever is placed with them', async () => {
    const all = await placeRows(inputOf(fresh.source));
    const some = Int32Array.of(20, 3, 11);
    const alone = await placeRows(inputOf(new SomeRows(fresh.source, some)));
    some.forEach((row, i) =>
      expect(alone.subarray(2 * i, 2 * i + 2)).toEqual(all.subarray(2 * row, 2 * row + 2)),
    );
  });

  test('leave the map as it is', async () => {
    const before = map.slice();
    await placeRows(inputOf(fresh.source));
    expect(map).toEqual(before);
  });

  test('that are rows of the map come to lie near those', async () => {
    const placed = await placeRows(inputOf(kept.source));
    const off = everyRow(kept.source.rows).map(() => 0);
    const distances = Array.from(off, (_, row) =>
      Math.hypot(
        (placed[2 * row] ?? NaN) - (map[2 * row] ?? NaN),
        (placed[2 * row + 1] ?? NaN) - (map[2 * row + 1] ?? NaN),
      ),
    ).sort((a, b) => a - b);
    expect(distances[Math.floor(distances.length / 2)]).toBeLessThan(0.5);
  });

  test('are finite in three columns, among duplicates, and alike to nothing', async () => {
    const solid = await mapOf(kept.source, 3);
    const odd = new Float32Array(3 * 64);
    odd.fill(1e6, 64, 128);
    const placed = await placeRows(inputOf(new DenseRows(odd, 64), { map: solid, columns: 3 }));
    expect(placed.length).toBe(9);
    expect(placed.every(Number.isFinite)).toBe(true);
    const same = new DenseRows(new Float32Array(40).fill(3), 4);
    const places = Float32Array.from({ length: 20 }, (_, at) => at % 7);
    const among = await placeRows(inputOf(same, { kept: same, map: places }));
    expect(among.every(Number.isFinite)).toBe(true);
  });

  test('hear a cancel', async () => {
    const cancelled = new Pace(AbortSignal.abort());
    await expect(placeRows(inputOf(fresh.source, { pace: cancelled }))).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
