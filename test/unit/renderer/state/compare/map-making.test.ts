import { expect, test } from 'vitest';
import {
  IsthmusError,
  type CallInput,
  type CallName,
  type Client,
  type EventPayload,
} from '../../../../../src-main/contract/index.ts';
import { MapMaking } from '../../../../../src-renderer/state/compare/map-making.svelte.ts';
import type { Workbench } from '../../../../../src-renderer/state/app/workbench.svelte.ts';
import { aRun } from '../../../records.ts';

type News = EventPayload<'maps.progress'>;

const run = aRun('run1', 'data1', { status: 'finished' });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A page that makes maps by services which answer when they are told to, or when they are asked no more. */
function page() {
  const asked: { input: CallInput<'runs.project'>; signal: AbortSignal; answer: () => void }[] = [];
  let hear: (news: News) => void = () => undefined;
  const client = {
    call: (_: CallName, input: CallInput<'runs.project'>, { signal }: { signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        asked.push({ input, signal, answer: () => resolve(run) });
        signal.addEventListener('abort', () => reject(new IsthmusError('cancelled', 'Cancelled.')));
      }),
    on: (_: string, listener: (news: News) => void) => {
      hear = listener;
      return () => undefined;
    },
  } as unknown as Client;
  const maps = new MapMaking({ client, keepRun: () => undefined } as unknown as Workbench, 2);
  maps.kind = 'umap';
  const tell = (phase: string, live: number, done = false): void =>
    hear({
      run: run.id,
      to: 'umap',
      dim: 2,
      live,
      done,
      progress: { fraction: 0.5, phase, seconds_left: null },
    });
  return { maps, asked, tell };
}

test('a map that is being made is not asked for again with the same settings', async () => {
  const { maps, asked } = page();
  void maps.make([run]);
  void maps.make([run]);
  expect(asked).toHaveLength(1);
  maps.cancel(run);
  await settle();
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(maps.newsOf(run)).toBe(null);
});

test('made anew with other settings it takes the place of the one under way, and can be cancelled like any', async () => {
  const { maps, asked, tell } = page();
  void maps.make([run]);
  tell('Epoch 5', 5);
  maps.settings?.set('n_neighbors', 30);
  void maps.make([run]);
  expect(asked.map(({ input, signal }) => [input.params, signal.aborted])).toEqual([
    [{}, true],
    [{ n_neighbors: 30 }, false],
  ]);
  await settle();
  expect(maps.newsOf(run)).not.toBe(null);
  tell('The map has ended', 0, true);
  expect(maps.newsOf(run)?.live).toBe(0);
  tell('Epoch 1', 1);
  expect(maps.newsOf(run)).toMatchObject({ live: 1, own: true, progress: { phase: 'Epoch 1' } });
  maps.cancel(run);
  await settle();
  expect(asked[1]?.signal.aborted).toBe(true);
  expect(maps.newsOf(run)).toBe(null);
});

test('a map that another page makes is told of until it ends, and is not this page’s to give up', () => {
  const { maps, tell } = page();
  tell('Epoch 2', 2);
  expect(maps.newsOf(run)).toMatchObject({ live: 2, own: false });
  tell('The map has ended', 0, true);
  expect(maps.newsOf(run)).toBe(null);
});
