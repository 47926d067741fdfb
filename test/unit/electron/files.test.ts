import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IsthmusError } from '../../../src-main/contract/index.ts';
import { answerPages, answerRequests } from '../../../src-main/electron/files.ts';
import type { Files } from '../../../src-main/services/index.ts';

let folder: string;
const asked: string[] = [];
let answer: (request: Request) => Promise<Response>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-files-'));
  for (const name of ['codes.npy', 'index.html']) writeFileSync(join(folder, name), name);
  const files: Pick<Files, 'array' | 'picture'> = {
    array(kind, id, name) {
      asked.push(`${kind}/${id}/${name}`);
      if (id === 'gone') throw new IsthmusError('not_found', 'There is no such array.');
      return { path: join(folder, name), sha256: 'abc' };
    },
    picture: async (kind, id, row) => new TextEncoder().encode(`${kind} ${id} ${row}`),
  };
  answer = answerRequests(files as Files, answerPages(folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  answer(new Request(`isthmus://app${path}`, { headers }));

it('gives the page under a policy that lets it run its own scripts alone', async () => {
  const page = await get('/');
  expect([page.status, await page.text()]).toEqual([200, 'index.html']);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
});

it('sends an array whole, with a tag that saves sending it twice', async () => {
  const first = await get('/arrays/runs/k3f9/codes.npy');
  expect([first.status, await first.text()]).toEqual([200, 'codes.npy']);
  const again = await get('/arrays/runs/k3f9/codes.npy', {
    'if-none-match': first.headers.get('etag') ?? '',
  });
  expect(again.status).toBe(304);
});

it('sends the picture of a sample', async () => {
  const picture = await get('/pictures/datasets/d1a2/17.png');
  expect([picture.headers.get('content-type'), await picture.text()]).toEqual([
    'image/png',
    'datasets d1a2 17',
  ]);
});

it('says that what is gone is gone, on record or on disk', async () => {
  expect((await get('/arrays/runs/gone/codes.npy')).status).toBe(404);
  expect((await get('/arrays/runs/k3f9/absent.npy')).status).toBe(404);
  expect((await get('/absent.js')).status).toBe(404);
});

it('leads to nothing outside of its folders', async () => {
  asked.length = 0;
  for (const path of [
    '/arrays/runs/..%2f..%2fetc/passwd',
    '/arrays/other/a/b',
    '/..%2f..%2fetc%2fpasswd',
    '/%00',
  ]) {
    expect((await get(path)).status).toBe(404);
  }
  expect(asked).toEqual([]);
});
