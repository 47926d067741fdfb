import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TsneParams } from '../../../src-main/contract/index.ts';
import { tsne as definition } from '../../../src-main/contract/maps/tsne.ts';
import type { MapInput } from '../../../src-main/projections/projection.ts';
import { affinities } from '../../../src-main/projections/tsne/affinities.ts';
import { fieldOf, updateForces } from '../../../src-main/projections/tsne/descent.ts';
import { tsne } from '../../../src-main/projections/tsne/index.ts';
import { DescentThreads } from '../../../src-main/projections/tsne/threads.ts';
import { TreeBuilder } from '../../../src-main/projections/tsne/tree.ts';
import {
  DenseRows,
  everyRow,
  loadTensorFlow,
  nearestNeighbours,
  nearestTo,
  Pace,
  Random,
} from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';

beforeAll(loadTensorFlow);
const pace = new Pace();
const plain = {
  numbers: (count: number) => new Float64Array(count),
  integers: (count: number) => new Int32Array(count),
};

interface Fixture {
  perplexity: number;
  k: number;
  x: number[][];
  y: number[][];
  joint: [number, number, number][];
  slope: number[][];
}
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/maps/tsne.json'), 'utf8'),
) as Fixture;

/** What a map is made of, with few iterations unless said otherwise. */
function given(codes: DenseRows, params: Partial<TsneParams> = {}, more: Partial<MapInput> = {}): MapInput {
  const facts = { rows: codes.rows, dim: codes.features, classes: 0, columns: 2 };
  return {
    codes,
    train: everyRow(codes.rows),
    labels: new Int32Array(codes.rows),
    columns: 2,
    params: { ...definition.defaults(facts), n_iter: 60, ...params },
    seed: 3,
    pace,
    graph: (k) => nearestNeighbours(codes, k, pace),
    progress: () => undefined,
    live: () => undefined,
    stopRequested: () => false,
    ...more,
  };
}

describe('the likelihoods of neighbours', () => {
  test("are scikit-learn's", async () => {
    const codes = new DenseRows(Float32Array.from(fixture.x.flat()), 5);
    const edges = affinities(await nearestNeighbours(codes, fixture.k, pace), fixture.perplexity);
    expect(edges.others).toHaveLength(fixture.joint.length);
    let at = 0;
    for (const [row, other, likely] of fixture.joint) {
      expect(at >= (edges.starts[row] ?? 0) && at < (edges.starts[row + 1] ?? 0)).toBe(true);
      expect(edges.others[at]).toBe(other);
      expect(Math.abs((edges.weights[at] ?? 0) / likely - 1)).toBeLessThan(1e-4);
      at++;
    }
  });
});

describe('the forces', () => {
  async function slopes(opening: number): Promise<number[]> {
    const codes = new DenseRows(Float32Array.from(fixture.x.flat()), 5);
    const edges = affinities(await nearestNeighbours(codes, fixture.k, pace), fixture.perplexity);
    const builder = new TreeBuilder(60, 2, plain);
    const field = fieldOf(edges, Float64Array.from(fixture.y.flat()), 2, builder, opening);
    const threads = new DescentThreads(field);
    const sum = await updateForces(builder, field, threads);
    await threads.end();
    return Array.from(field.pull, (pull, i) => 4 * (pull - (field.push[i] ?? 0) / sum));
  }
  const wanted = fixture.slope.flat();
  const size = Math.hypot(...wanted);
  const apart = (found: number[]): number =>
    Math.hypot(...found.map((value, i) => value - (wanted[i] ?? 0))) / size;

  test("are scikit-learn's slope of the divergence where no cell counts as one place", async () => {
    expect(apart(await slopes(0))).toBeLessThan(2e-6);
  });

  test('are within two hundredths of it with cells', async () => {
    const found = apart(await slopes(0.25));
    expect(found).toBeLessThan(0.02);
    expect(found).toBeGreaterThan(0);
  });
});

describe('a map by t-SNE', () => {
  test('puts digits beside digits of their class, and says how far it came', async () => {
    const { all, labels } = oracle('digits');
    const codes = new DenseRows(all.gather(everyRow(all.rows)), all.features);
    const { map, facts, repeatable } = await tsne.make(given(codes, { n_iter: 500 }));
    const { indices } = await nearestTo(new DenseRows(map, 2), new DenseRows(map, 2), 2, pace);
    const same = everyRow(all.rows).filter(
      (row) =>
        labels[row] === labels[(indices[2 * row] === row ? indices[2 * row + 1] : indices[2 * row]) ?? 0],
    );
    expect(same.length / all.rows).toBeGreaterThan(0.93);
    expect(repeatable).toBe(true);
    // scikit-learn 1.9.1 comes to 0.548 on these 600 digits at perplexity 30 after 500 iterations.
    expect(facts['kl_divergence']).toBeLessThan(0.58);
  });

  test.each([10, 30, 1_000])('of groups %d deviations apart says how far it came, too', async (away) => {
    const random = new Random(1);
    const group = (at: number): number => (at % 5 === 0 ? away * (Math.floor(at / 5) % 5) : 0);
    const values = Float32Array.from({ length: 200 * 5 }, (_, at) => group(at) + random.normal());
    const { map, facts } = await tsne.make(given(new DenseRows(values, 5), { n_iter: 50 }));
    expect(map.every(Number.isFinite)).toBe(true);
    expect(facts['kl_divergence']).toBeGreaterThan(0);
    expect(facts['kl_divergence']).toBeLessThan(10);
  });

  test('is the same for the same seed, with more threads than one too', async () => {
    const random = new Random(1);
    const codes = new DenseRows(
      Float32Array.from({ length: 2_100 * 4 }, () => random.normal()),
      4,
    );
    const first = await tsne.make(given(codes, { n_iter: 12 }));
    const second = await tsne.make(given(codes, { n_iter: 12 }));
    expect(second.map).toEqual(first.map);
  });

  test('of three columns is finite and has all of them', async () => {
    const random = new Random(2);
    const codes = new DenseRows(
      Float32Array.from({ length: 300 * 6 }, () => random.normal()),
      6,
    );
    const { map } = await tsne.make(given(codes, {}, { columns: 3 }));
    expect(map).toHaveLength(900);
    expect(map.every(Number.isFinite)).toBe(true);
    for (const axis of [0, 1, 2])
      expect(new Set(map.filter((_, i) => i % 3 === axis)).size).toBeGreaterThan(200);
  });

  test.each([
    ['four rows', new DenseRows(Float32Array.of(0, 1, 5, 9), 1)],
    ['rows that are all the same', new DenseRows(new Float32Array(60).fill(2), 2)],
    [
      'two places',
      new DenseRows(
        Float32Array.from({ length: 80 }, (_, i) => (i < 40 ? 1 : 7)),
        2,
      ),
    ],
  ])('of %s is finite', async (_, codes) => {
    const { map } = await tsne.make(given(codes));
    expect(map.every(Number.isFinite)).toBe(true);
  });

  test('takes a smaller perplexity where there are too few rows, and says so', async () => {
    const random = new Random(4);
    const codes = new DenseRows(
      Float32Array.from({ length: 40 }, () => random.normal()),
      2,
    );
    const { message, facts } = await tsne.make(given(codes, { perplexity: 30 }));
    expect(facts['perplexity']).toBeCloseTo(19 / 3, 10);
    expect(message).toBe('The perplexity is 6.3 and not 30, as there are 20 samples.');
  });

  test('is kept as it is where it is to stop, and given up where it is cancelled', async () => {
    const random = new Random(5);
    const codes = new DenseRows(
      Float32Array.from({ length: 200 }, () => random.normal()),
      2,
    );
    let seen = 0;
    const stopped = await tsne.make(given(codes, {}, { live: () => seen++, stopRequested: () => seen >= 7 }));
    expect(stopped.message).toBe('Stopped early, as asked, after iteration 7 of 60.');
    const cancel = new AbortController();
    const cancelled = tsne.make(
      given(codes, {}, { pace: new Pace(cancel.signal), live: () => cancel.abort() }),
    );
    await expect(cancelled).rejects.toThrow('Cancelled');
  });
});
