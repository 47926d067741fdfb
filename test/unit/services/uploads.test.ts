import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startHost, type Host } from '../../../src-main/host/server.ts';
import { unsaid } from '../../../src-main/services/arriving.ts';
import { closeServices, openServices, type Opened } from '../../contract/transport.ts';

let opened: Opened;
let host: Host;
let upload: string;
const { signal } = new AbortController();

beforeAll(async () => {
  opened = openServices();
  host = await startHost(opened.services, { host: '127.0.0.1', port: 0, pages: opened.home });
});
beforeEach(async () => {
  ({ upload } = await opened.services.handlers['uploads.open']({}, { signal }));
});
afterAll(async () => {
  await host.close();
  await closeServices(opened);
});

const receive = (number: number, body: Readable, length: number | null): Promise<void> =>
  opened.services.files.receive(upload, number, body, length);
const kept = (number: number): string => readFileSync(join(folder(), String(number)), 'utf8');
function folder(): string {
  const name = readdirSync(join(opened.home, 'uploads')).find((each) => each.startsWith(upload));
  return join(opened.home, 'uploads', name ?? '');
}

it('two files that fit each but not both are not both accepted, and one that is given up makes room', async () => {
  const { bavail, bsize } = await statfs(opened.home);
  const most = Math.floor(bavail * bsize * 0.6);
  const first = new PassThrough();
  const receiving = receive(0, first, most).catch((error: unknown) => error);
  first.write('x');
  // The first has its room once its file is there.
  while (readdirSync(folder()).length === 0) await new Promise(setImmediate);
  await expect(receive(1, Readable.from([Buffer.from('y')]), most)).rejects.toMatchObject({
    code: 'disk_full',
    message:
      'The disk is too full for these files: free some space, or choose another place with --home, and try again.',
  });
  first.end();
  expect(await receiving).toMatchObject({
    message: 'This file is of another size than was said: send it again.',
  });
  await expect(receive(1, Readable.from([Buffer.from('y')]), most)).rejects.toThrow('of another size');
  expect(readdirSync(folder())).toEqual([]);
});

it('a file whose size was not said is refused beyond 16 GiB, and has room claimed as it arrives', async () => {
  const piece = Buffer.alloc(64 * 2 ** 20);
  const claimed = { grown: 0, used: 0 };
  const claim = {
    grow: async (bytes: number) => void (claimed.grown += bytes),
    use: (bytes: number) => void (claimed.used += bytes),
    release: () => undefined,
  };
  async function drain(): Promise<void> {
    for await (const { length } of unsaid(Readable.from(endless()), claim)) {
      expect(length).toBe(piece.length);
      expect(claimed.grown - claimed.used).toBeGreaterThanOrEqual(0);
      expect(claimed.grown - claimed.used).toBeLessThan(16 * 2 ** 20);
    }
  }
  function* endless(): Generator<Buffer> {
    for (;;) yield piece;
  }
  await expect(drain()).rejects.toMatchObject({
    code: 'bad_input',
    message: 'A file is sent with its size where it is of more than 16 GiB.',
  });
  expect(claimed.used).toBe(2 ** 34);
});

it('a file sent in pieces over HTTP is kept whole', async () => {
  const { port, searchParams, origin } = new URL(host.url);
  const path = `/uploads/${upload}/0?token=${searchParams.get('token')}`;
  const sent = request({ host: '127.0.0.1', port, path, method: 'PUT', headers: { origin } });
  for (let i = 0; i < 100; i++) sent.write(`${i},`);
  sent.end();
  const [response] = (await once(sent, 'response')) as [{ statusCode: number }];
  expect(response.statusCode).toBe(204);
  expect(kept(0)).toBe(Array.from({ length: 100 }, (_, i) => `${i},`).join(''));
});

it('of two files of one number at once both are taken, and the one that is whole last stays', async () => {
  const [slow, fast] = [new PassThrough(), new PassThrough()];
  const both = [receive(0, slow, null), receive(0, fast, null)];
  slow.write('slow ');
  fast.end('fast');
  await both[1];
  expect(kept(0)).toBe('fast');
  slow.end('but last');
  await both[0];
  expect(kept(0)).toBe('slow but last');
});

it('a file that is still on its way when its upload is finished or discarded changes nothing', async () => {
  await receive(0, Readable.from([Buffer.from('first')]), 5);
  const late = new PassThrough();
  const receiving = expect(receive(0, late, null)).rejects.toMatchObject({ code: 'bad_input' });
  late.write('late');
  const names = { upload, name: 'sent', files: ['a'] };
  await opened.services.handlers['uploads.finish'](names, { signal });
  late.end();
  await receiving;
  expect(kept(0)).toBe('first');

  ({ upload } = await opened.services.handlers['uploads.open']({}, { signal }));
  const gone = new PassThrough();
  const stopped = expect(receive(0, gone, null)).rejects.toMatchObject({ code: 'not_found' });
  gone.write('x');
  await opened.services.handlers['uploads.discard']({ upload }, { signal });
  gone.end();
  await stopped;
});
