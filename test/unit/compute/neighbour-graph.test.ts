import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { neighbourGraphOf } from '../../../src-main/compute/neighbour-graph.ts';
import { readNpy, writeNpy } from '../../../src-main/store/arrays.ts';
import {
  DenseRows,
  loadTensorFlow,
  nearestNeighbours,
  Pace,
  Random,
} from '../../../src-main/tensor/index.ts';

const pace = new Pace();
const random = new Random(3);
const codes = new DenseRows(
  Float32Array.from({ length: 60 * 4 }, () => random.normal()),
  4,
);
let folder: string;

beforeAll(loadTensorFlow);
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'isthmus-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const kept = (): { from: string | null; into: string } => ({
  from: existsSync(join(folder, 'neighbours.npy')) ? folder : null,
  into: folder,
});
const graph = (k: number): ReturnType<typeof neighbourGraphOf> =>
  neighbourGraphOf(kept(), codes, k, pace, () => undefined);

describe('the kept neighbours of a representation', () => {
  test('are found once, somewhat more than were asked for, and given in part from then on', async () => {
    const first = await graph(7);
    expect(first.graph).toEqual(await nearestNeighbours(codes, 7, pace));
    expect(first.artifacts.map(({ name }) => name).sort()).toEqual([
      'neighbour-distances.npy',
      'neighbours.npy',
    ]);
    expect((await readNpy(join(folder, 'neighbours.npy'))).shape).toEqual([60, 30]);
    const written = readFileSync(join(folder, 'neighbours.npy'));
    for (const k of [1, 12, 30]) {
      const { graph: part, artifacts } = await graph(k);
      expect(part).toEqual(await nearestNeighbours(codes, k, pace));
      expect(artifacts).toEqual([]);
    }
    expect(readFileSync(join(folder, 'neighbours.npy')).equals(written)).toBe(true);
  });

  test('are found anew where more are asked for than are kept', async () => {
    await graph(7);
    const { graph: more, artifacts } = await graph(45);
    expect(more).toEqual(await nearestNeighbours(codes, 45, pace));
    expect(artifacts).toHaveLength(2);
    expect((await graph(31)).artifacts).toEqual([]);
  });

  test('are all other rows where there are few', async () => {
    const few = new DenseRows(codes.values.subarray(0, 5 * 4), 4);
    const { graph: all } = await neighbourGraphOf(kept(), few, 2, pace, () => undefined);
    expect(all).toEqual(await nearestNeighbours(few, 2, pace));
    expect((await readNpy(join(folder, 'neighbours.npy'))).shape).toEqual([5, 4]);
  });

  test('are refused plainly where there are too few rows, kept or not', async () => {
    await expect(graph(60)).rejects.toMatchObject({ code: 'bad_input' });
    await graph(59);
    await expect(graph(60)).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('are found anew where the two files do not belong together', async () => {
    await graph(7);
    writeNpy(join(folder, 'neighbour-distances.npy'), new Float32Array(60 * 31), [60, 31]);
    expect((await graph(7)).graph).toEqual(await nearestNeighbours(codes, 7, pace));
  });
});

describe('the neighbours of very many rows', () => {
  const many = { rows: 59, numbers: 1_000 };

  test('come from an index, with their recall, which is kept beside them', async () => {
    const { graph, artifacts } = await neighbourGraphOf(kept(), codes, 7, pace, () => undefined, many);
    const truth = await nearestNeighbours(codes, 7, pace);
    expect(graph).toEqual({ ...truth, recall: { share: 1, rows: 60 } });
    expect(artifacts.map(({ name }) => name).sort()).toEqual([
      'neighbour-distances.npy',
      'neighbour-recall.json',
      'neighbours.npy',
    ]);
    expect((await neighbourGraphOf(kept(), codes, 12, pace, () => undefined, many)).graph.recall).toEqual(
      graph.recall,
    );
  });

  test('are the true ones where an index would hold too many numbers', async () => {
    const limits = { rows: 59, numbers: 239 };
    const { graph } = await neighbourGraphOf(kept(), codes, 7, pace, () => undefined, limits);
    expect(graph).toEqual(await nearestNeighbours(codes, 7, pace));
  });
});
