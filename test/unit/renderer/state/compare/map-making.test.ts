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
import { anArtifact } from './page.svelte.ts';

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

test('a map that is made is shown before the one it will replace; of a run under way there is no file', () => {
  const { maps, tell } = page();
  const made = { ...run, artifacts: [anArtifact('map.npy', 'k'), anArtifact('map-umap-2.npy', 'u')] };
  expect(maps.shownFileOf(run)).toBeNull();
  expect(maps.shownFileOf(made)).toEqual({ name: 'map-umap-2.npy', version: 'u' });
  tell('Epoch 5', 5);
  const live = maps.shownFileOf(made);
  expect(live?.name).toBe('map-umap-2-live.npy');
  tell('Epoch 6', 6);
  expect(maps.shownFileOf(made)?.version).not.toBe(live?.version);
  maps.kind = 'kept';
  expect(maps.shownFileOf(made)).toEqual({ name: 'map.npy', version: 'k' });
  expect(maps.shownFileOf({ ...made, status: 'running' })).toBeNull();
});

test('maps lack of finished runs that have none, while none is made of them', () => {
  const { maps } = page();
  const other = { ...run, id: 'run2', artifacts: [anArtifact('map-umap-2.npy')] };
  const training = aRun('run3', 'data1', { status: 'running' });
  expect(maps.lackingOf([run, other, training])).toEqual([run]);
  maps.wanted = 3;
  expect(maps.lackingOf([run, other, training])).toEqual([run, other]);
  void maps.make([run]);
  expect(maps.lackingOf([run, other])).toEqual([other]);
});

test('maps of raw features are told apart by class only where there are two', () => {
  const client = { on: () => () => undefined } as unknown as Client;
  const kinds = (classes: number): string[] =>
    new MapMaking({ client, keepRun: () => undefined, report: () => undefined }, classes).kinds.map(
      ({ value }) => value,
    );
  expect(kinds(2)).toContain('lda');
  expect(kinds(1)).not.toContain('lda');
  expect(kinds(0)[0]).toBe('kept');
});

test('the title and the file of a map say how many axes it has', () => {
  const { maps } = page();
  expect([maps.title, maps.fileName, maps.axes]).toEqual(['UMAP', 'map-umap-2', 2]);
  maps.wanted = 3;
  expect([maps.title, maps.fileName, maps.axes]).toEqual(['UMAP in 3-D', 'map-umap-3', 3]);
  maps.kind = 'kept';
  expect([maps.title, maps.fileName, maps.axes, maps.settings]).toEqual(['', 'map', 2, null]);
});
