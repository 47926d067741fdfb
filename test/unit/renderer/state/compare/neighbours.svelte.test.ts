import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
  const owner = $state({
    dataset: aDataset('d1', { classes }),
    runs: [
      aRun('raw', 'd1', { method: 'raw', status: 'finished' }),
      aRun('pca', 'd1', { method: 'pca', status: 'finished' }),
    ],
    selection: { total: 1, byClass: [1, 0, 0], examples: [0] },
    isShown: () => true,
    legendIndex: (row: number) => (row < 5 ? 0 : 1),
    className: (index: number) => classes[index]?.name ?? '',
    isOnMaps: (row: number) => row !== 9,
    selectOne: (row: number) => {
      owner.selection = { total: 1, byClass: [1, 0, 0], examples: [row] };
      flushSync();
    },
  });
  const neighbours = new Neighbours(client, owner);
  flushSync();
  return { owner, neighbours };
}

// What samples are called is not known here.
beforeEach(() => vi.stubGlobal('fetch', () => Promise.reject(new Error('There is no network.'))));
afterEach(() => vi.unstubAllGlobals());

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('every representation is asked for the same sample, and held against the raw features', async () => {
  const { client, waiting } = services();
  const { neighbours } = page(client);
  neighbours.wanted = 3;
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
  const { owner, neighbours } = page(client);
  owner.selectOne(4);
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
  const { client, waiting } = services();
  const { owner, neighbours } = page(client);
  neighbours.wanted = 20;
  expect(neighbours.k).toBe(9);
  owner.selection = { total: 2, byClass: [2, 0, 0], examples: [0, 1] };
  flushSync();
  expect(neighbours.shown).toBe(false);
  expect(neighbours.list).toEqual([]);
  expect(waiting.every(({ signal }) => signal.aborted)).toBe(true);
});

test('where one fails the others are there, and it is asked again on demand', async () => {
  const { client, waiting } = services();
  const { neighbours } = page(client);
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
  const { neighbours } = page(client);
  waiting[0]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await settle();
  neighbours.stop();
  expect(waiting[1]?.signal.aborted).toBe(true);
  expect(neighbours.list.map(({ state }) => state)).toEqual(['found', 'failed']);
  waiting[1]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await settle();
  expect(neighbours.list[1]?.message).toMatch(/^Stopped/);
});

test('a run that comes on show is asked beside those that have answered', async () => {
  const { client, waiting } = services();
  const { owner, neighbours } = page(client);
  waiting[0]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await settle();
  owner.runs = [...owner.runs, aRun('more', 'd1', { status: 'finished' })];
  flushSync();
  expect(waiting.map(({ asked }) => asked.run)).toEqual(['raw', 'pca', 'more']);
  expect(waiting.some(({ signal }) => signal.aborted)).toBe(false);
  expect(neighbours.list.map(({ state }) => state)).toEqual(['found', 'waiting', 'waiting']);
});

test('what is only named otherwise is not asked again', () => {
  const { client, waiting } = services();
  const { owner } = page(client);
  owner.runs = owner.runs.map((run) => ({ ...run, name: 'another name' }));
  flushSync();
  expect(waiting).toHaveLength(2);
});

test('closed, they are not asked for; opened by a sample, that one is selected', () => {
  const { client, waiting } = services();
  const { owner, neighbours } = page(client);
  neighbours.open = false;
  flushSync();
  expect(waiting.every(({ signal }) => signal.aborted)).toBe(true);
  expect(neighbours.ringsOf('pca')).toBeNull();
  neighbours.of(3);
  expect(owner.selection.examples).toEqual([3]);
  expect(waiting.slice(2).map(({ asked }) => asked.row)).toEqual([3, 3]);
});

test('a neighbour is said with its name, its class, how far it is and how it stands', async () => {
  const { client, waiting } = services();
  const { neighbours } = page(client);
  neighbours.wanted = 3;
  expect(neighbours.told).toBe('Looking for the neighbours of row 0');
  waiting[0]?.answer([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  waiting[1]?.answer([2, 9, 1, 8, 7, 3, 4, 5, 6]);
  await settle();
  const [kept, gained] = neighbours.list[1]?.neighbours ?? [];
  expect(kept && neighbours.wordsOf(kept, 0)).toBe(
    '1st nearest · row 2 · a · distance 1 · kept: 2nd nearest in run raw',
  );
  expect(gained && neighbours.wordsOf(gained, 1)).toBe(
    '2nd nearest · row 9 · b, another class · distance 2 · gained: 9th nearest in run raw · not on the maps now',
  );
  expect([neighbours.isOther(4), neighbours.isOther(5)]).toEqual([false, true]);
  expect(neighbours.told).toBe('run raw: 3 of 3 same class; run pca: 2 of 3 kept · 2 of 3 same class');
});

test('samples go by what their source calls them, once that is known', async () => {
  const names = ['0', '1', 'two.png', '3', '4', '5', '6', '7', '8', '9'];
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(names))));
  const { client } = services();
  const { neighbours } = page(client);
  await vi.waitUntil(() => neighbours.nameOf(2) === 'two.png');
  expect(neighbours.nameOf(3)).toBe('row 3');
});
