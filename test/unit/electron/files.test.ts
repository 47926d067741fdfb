import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IsthmusError } from '../../../src-main/contract/index.ts';
import { answerFiles } from '../../../src-main/electron/files.ts';
import type { Files } from '../../../src-main/services/index.ts';

let folder: string;
const asked: string[] = [];
let answer: ReturnType<typeof answerFiles>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-files-'));
  writeFileSync(join(folder, 'codes.npy'), 'array');
  const files: Pick<Files, 'array' | 'picture'> = {
    array(kind, id, name) {
      asked.push(`${kind}/${id}/${name}`);
      if (id === 'gone') throw new IsthmusError('not_found', 'There is no such array.');
      return { path: join(folder, name), sha256: name === 'live.npy' ? null : 'abc' };
    },
    picture: async (kind, id, row) => new TextEncoder().encode(`${kind} ${id} ${row}`),
  };
  answer = answerFiles(files as Files);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (path: string, headers: Record<string, string> = {}) =>
  answer(new Request(`isthmus://app${path}`, { headers }));

it('sends an array whole, with a tag that saves sending it twice', async () => {
  const first = await get('/arrays/runs/k3f9/codes.npy');
  expect([first?.status, await first?.text()]).toEqual([200, 'array']);
  const again = await get('/arrays/runs/k3f9/codes.npy', {
    'if-none-match': first?.headers.get('etag') ?? '',
  });
  expect(again?.status).toBe(304);
});

it('never lets an array be kept that still changes', async () => {
  writeFileSync(join(folder, 'live.npy'), 'live');
  const live = await get('/arrays/runs/k3f9/live.npy');
  expect([live?.headers.get('etag'), live?.headers.get('cache-control')]).toEqual([null, 'no-store']);
  await live?.text();
});

it('sends the picture of a sample', async () => {
  const picture = await get('/pictures/datasets/d1/17.png');
  expect([picture?.headers.get('content-type'), await picture?.text()]).toEqual([
    'image/png',
    'datasets d1 17',
  ]);
});

it('says that what is gone is gone, on record or on disk', async () => {
  expect((await get('/arrays/runs/gone/codes.npy'))?.status).toBe(404);
  expect((await get('/arrays/runs/k3f9/absent.npy'))?.status).toBe(404);
});

it('asks the services for nothing that is not one of their names', async () => {
  asked.length = 0;
  for (const path of [
    '/arrays/runs/..%2f..%2fetc/passwd',
    '/arrays/uploads/a/b',
    '/pictures/runs/a/b.png',
    '/arrays/',
  ]) {
    expect((await get(path))?.status).toBe(404);
  }
  expect(asked).toEqual([]);
});

it('leaves every other address to the page', async () => {
  expect(await get('/')).toBeNull();
  expect(await get('/main.js')).toBeNull();
});
