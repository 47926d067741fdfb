import { afterEach, expect, test, vi } from 'vitest';
import { npyDescriptor, npyHeader } from '../../../../../src-main/contract/index.ts';
import { nowhere } from '../../../../../src-renderer/plots/geometry/view.ts';
import { MapFeed, normalisedMap, mapToShow } from '../../../../../src-renderer/state/results/map-feed.ts';
import { aRun } from '../../../records.ts';

test('a map of three columns is deep, of two flat, and of one along a line', () => {
  const deep = normalisedMap(Float32Array.of(0, 0, 0, 2, 0, 0), 3, 2);
  expect(deep).toMatchObject({ columns: 3, centre: [1, 0, 0], half: 1 });
  expect([...deep.positions]).toEqual([-1, 0, 0, 1, 0, 0]);
  expect(normalisedMap(Float32Array.of(0, 0, 2, 0), 2, 2)).toMatchObject({ columns: 2, centre: [1, 0] });
  const line = normalisedMap(Float32Array.of(0, 4), 1, 2);
  expect(line.columns).toBe(2);
  expect([...line.positions]).toEqual([-1, 0, 1, 0]);
});

test('a live map of three columns says which rows it has', () => {
  const live = normalisedMap(Float32Array.of(0, 0, 0, 0, 0, 2), 3, 3, Int32Array.of(2, 0));
  expect([...live.positions]).toEqual([0, 0, 1, nowhere, nowhere, nowhere, 0, 0, -1]);
});

/** A line on which files of two rows come when they are let go. */
function slowLine(): { url: string; answer: (first: number) => void; fail: () => void }[] {
  const asked: { url: string; answer: (first: number) => void; fail: () => void }[] = [];
  vi.stubGlobal(
    'fetch',
    (url: string) =>
      new Promise((resolve) =>
        asked.push({
          url,
          answer(first) {
            const values = Float32Array.of(first, 0, 0, 0);
            const header = npyHeader(npyDescriptor('float32'), [2, 2]);
            resolve(new Response(new Blob([Uint8Array.from(header), new Uint8Array(values.buffer)])));
          },
          fail: () => resolve(new Response('', { status: 404 })),
        }),
      ),
  );
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

test('a map that comes when another is wanted is not shown, nor missed', async () => {
  const asked = slowLine();
  const shown: number[] = [];
  const failures: unknown[] = [];
  const feed = new MapFeed(
    2,
    ({ centre }) => shown.push(2 * (centre[0] ?? NaN)),
    (thrown) => failures.push(thrown),
  );
  const run = aRun('run1', 'data1', { status: 'finished' });
  feed.ask(run, 'map.npy');
  feed.ask(run, 'map-umap-2.npy');
  asked[0]?.answer(2);
  await vi.waitUntil(() => asked.length === 2);
  feed.ask(run, 'map-tsne-2.npy');
  asked[1]?.fail();
  await vi.waitUntil(() => asked.length === 3);
  feed.ask(run, 'map-tsne-2.npy');
  asked[2]?.answer(4);
  await vi.waitUntil(() => asked.length === 4);
  asked[3]?.answer(6);
  await vi.waitUntil(() => shown.length === 2);
  expect(asked.map(({ url }) => url.split('/').at(-1))).toEqual([
    'map.npy',
    'map-umap-2.npy',
    'map-tsne-2.npy',
    'map-tsne-2.npy',
  ]);
  expect(shown).toEqual([4, 6]);
  expect(failures).toEqual([]);
});

test('there is a map to show of a finished run, and of one under way as soon as one can be looked at', () => {
  const done = { id: 'r', status: 'finished' } as const;
  const running = { id: 'r', status: 'running' } as const;
  const file = { name: 'map-umap-2.npy', version: 'u' };
  expect(mapToShow(done, undefined)?.file?.name).toBe('map.npy');
  expect(mapToShow(done, file)?.file).toEqual(file);
  // How many there were on the way is no reason to fetch the kept one again.
  expect(mapToShow(done, file, 7)).toEqual(mapToShow(done, file, 8));
  expect(mapToShow(running, undefined)).toBeNull();
  expect(mapToShow(running, undefined, 1)).not.toEqual(mapToShow(running, undefined, 2));
});
