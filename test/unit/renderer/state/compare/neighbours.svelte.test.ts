import { expect, test } from 'vitest';
import {
  IsthmusError,
  type CallInput,
  type CallName,
  type Client,
} from '../../../../../src-main/contract/index.ts';
import { Neighbours } from '../../../../../src-renderer/state/compare/neighbours.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';

type Asked = CallInput<'runs.neighbours'>;

/** Services that hold back their answers until they are let go, in any order. */
function services() {
  const waiting: { asked: Asked; signal: AbortSignal; answer: (rows: number[]) => void; fail: () => void }[] =
    [];
  const client = {
    call: (_: CallName, asked: Asked, { signal }: { signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        waiting.push({
          asked,
          signal,
          answer: (rows) => resolve({ rows, distances: rows.map((__, at) => at + 1) }),
          fail: () => reject(new IsthmusError('bad_input', 'It has no codes.')),
        });
      }),
  } as unknown as Client;
  return { client, waiting };
}

/** A page with raw features and PCA of ten samples, the first five of one class; row 0 is selected. */
function page(client: Client) {
  const classes = [
    { name: 'a', count: 5 },
    { name: 'b', count: 5 },
  ];
  const owner = {
    dataset: aDataset('d1', { classes }),
    runs: [
      aRun('raw', 'd1', { method: 'raw', status: 'finished' }),
      aRun('pca', 'd1', { method: 'pca', status: 'finished' }),
    ],
    selection: { total: 1, byClass: [1, 0, 0], examples: [0] },
    isShown: () => true,
    legendIndex: (row: number) => (row < 5 ? 0 : 1),
    selectOne: (row: number) => {
      owner.selection = { total: 1, byClass: [1, 0, 0], examples: [row] };
    },
  };
  return { owner, neighbours: () => new Neighbours(client, owner) };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('every representation is asked for the same sample, and held against the raw features', async () => {
  const { client, waiting } = services();
  const neighbours = page(client).neighbours();
  neighbours.wanted = 3;
  void neighbours.read();
  expect(waiting.map(({ asked }) => asked)).toEqual([
    { run: 'raw', row: 0, k: 9 },
    { run: 'pca', row: 0, k: 9 },
  ]);
  expect(neighbours.waiting).toBe(true);
  waiting[0]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  waiting[1]?.answer([2, 9, 1, 8, 7, 3, 4, 5, 6]);
  await settle();
  const [raw, pca] = neighbours.list;
  expect(raw).toMatchObject({ isReference: true, kept: null, sameClass: 3 });
  expect(pca).toMatchObject({ isReference: false, kept: 2, sameClass: 2, tied: null });
  expect(pca?.lost.map(({ row }) => row)).toEqual([3]);
  expect(neighbours.ringsOf('pca')).toEqual({
    row: 0,
    around: [
      { row: 2, broken: false },
      { row: 9, broken: true },
      { row: 1, broken: false },
    ],
  });
  expect(neighbours.waiting).toBe(false);
});

test('answers on a sample that is selected no more change nothing, and are not waited for', async () => {
  const { client, waiting } = services();
  const { owner, neighbours: make } = page(client);
  const neighbours = make();
  void neighbours.read();
  owner.selectOne(4);
  void neighbours.read();
  expect(waiting.map(({ asked, signal }) => [asked.row, signal.aborted])).toEqual([
    [0, true],
    [0, true],
    [4, false],
    [4, false],
  ]);
  waiting[2]?.answer([1, 2, 3, 5, 6, 7, 8, 9, 0]);
  await settle();
  waiting[0]?.answer([9, 8, 7, 6, 5, 3, 2, 1, 4]);
  await settle();
  expect(neighbours.list[0]?.neighbours[0]?.row).toBe(1);
});

test('there are no more neighbours than other samples, and none where several samples are selected', () => {
  const { client } = services();
  const { owner, neighbours: make } = page(client);
  const neighbours = make();
  neighbours.wanted = 20;
  expect(neighbours.k).toBe(9);
  owner.selection = { total: 2, byClass: [2, 0, 0], examples: [0, 1] };
  const several = make();
  expect(several.shown).toBe(false);
  expect(several.asked).toBe('');
});

test('where one fails the others are there, and it is asked again on demand', async () => {
  const { client, waiting } = services();
  const neighbours = page(client).neighbours();
  void neighbours.read();
  waiting[0]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  waiting[1]?.fail();
  await settle();
  expect(neighbours.list.map(({ state, message }) => [state, message])).toEqual([
    ['found', ''],
    ['failed', 'It has no codes.'],
  ]);
  void neighbours.retry();
  expect(waiting.at(-1)?.asked.run).toBe('pca');
  expect(waiting).toHaveLength(3);
});

test('what is not found yet need not be waited for', async () => {
  const { client, waiting } = services();
  const neighbours = page(client).neighbours();
  void neighbours.read();
  waiting[0]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await settle();
  neighbours.stop();
  expect(waiting[1]?.signal.aborted).toBe(true);
  expect(neighbours.list.map(({ state }) => state)).toEqual(['found', 'failed']);
  waiting[1]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await settle();
  expect(neighbours.list[1]?.message).toMatch(/^Stopped/);
});
