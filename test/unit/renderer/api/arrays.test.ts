import { afterEach, expect, test, vi } from 'vitest';
import { npyHeader } from '../../../../src-main/contract/index.ts';
import { fetchArray } from '../../../../src-renderer/api/arrays.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = (body: BodyInit, status = 200): unknown =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));

test('an array comes with its shape', async () => {
  answer(new Uint8Array([...npyHeader('|u1', [2, 1]), 7, 9]));
  const { data, shape } = await fetchArray('datasets', 'abcd', 'split.npy');
  expect([[...data], shape]).toEqual([
    [7, 9],
    [2, 1],
  ]);
});

test('a host that is lost before its answer, or half-way through it, is said to be out of reach', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(fetchArray('runs', 'abcd', 'map.npy')).rejects.toMatchObject({ code: 'closed' });
  answer(new ReadableStream({ start: (body) => body.error(new TypeError('network error')) }));
  await expect(fetchArray('runs', 'abcd', 'map.npy')).rejects.toMatchObject({ code: 'closed' });
});

test('an array that is gone is said to be', async () => {
  answer('', 404);
  await expect(fetchArray('runs', 'abcd', 'map.npy')).rejects.toMatchObject({
    code: 'not_found',
    message: '/arrays/runs/abcd/map.npy is not there (any more): reload the page.',
  });
});
