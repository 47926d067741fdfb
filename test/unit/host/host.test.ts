import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keepToken, renewToken } from '../../../src-main/host/token.ts';
import { startHost, type Host } from '../../../src-main/host/server.ts';
import type { Services } from '../../../src-main/services/index.ts';
import { closeServices, openServices } from '../../contract/transport.ts';

let home: string;
let services: Services;
let host: Host;
let port: number;
let token: string;

beforeAll(async () => {
  ({ home, services } = openServices());
  const pages = join(home, 'pages');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Isthmus</title>');
  writeFileSync(join(pages, 'assets', 'main-abc.js'), 'export {};');
  host = await startHost(services, { host: '127.0.0.1', port: 0, pages });
  const url = new URL(host.url);
  port = Number(url.port);
  token = url.searchParams.get('token') ?? '';
});
afterAll(async () => {
  await host.close();
  await services.close();
  rmSync(home, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request as raw as an attacker could make it: the path goes out as it is. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host: `127.0.0.1:${port}`, ...headers },
    });
    sent.on('error', fail).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.end(body);
  });
}

const cookie = (): Record<string, string> => ({ cookie: `isthmus-${port}=${token}` });

describe('the door', () => {
  it('opens to the token once, and to the cookie it gives from then on', async () => {
    const first = await ask(`/?token=${token}`);
    expect([first.status, first.headers['location']]).toEqual([303, '/']);
    const given = String(first.headers['set-cookie']);
    expect(given).toBe(`isthmus-${port}=${token}; HttpOnly; SameSite=Strict; Path=/`);
    const page = await ask('/', { cookie: given.split(';')[0] ?? '' });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain('<title>Isthmus</title>');
  });

  it('opens to a browser that a file led here, whose cookie a redirect would lose', async () => {
    const led = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const { status, headers, body } = await ask(`/?token=${token}`, led);
    expect([status, headers['refresh'], headers['location']]).toEqual([200, '0; url=/', undefined]);
    expect(String(headers['set-cookie'])).toContain(token);
    expect(body).not.toContain(token);
  });

  it.each([
    ['without a token', '/', {}],
    ['with a wrong token', `/?token=${'0'.repeat(64)}`, {}],
    ['with a token of as many letters but more bytes', `/?token=${'%C3%A9'.repeat(64)}`, {}],
    ['with a wrong cookie', '/', { cookie: 'isthmus-1=x' }],
    ['to a file of the page', '/assets/main-abc.js', {}],
    ['to an array', '/arrays/runs/abcd/codes.npy', {}],
  ])('stays shut %s', async (_, path, headers) => {
    const { status, body } = await ask(path, headers);
    expect(status).toBe(403);
    expect(body).toBe('This page needs the address that Isthmus printed when it started, with its token.\n');
  });

  it('stays shut to a name that an attacker points at this machine, token or not', async () => {
    for (const name of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example']) {
      const { status, body } = await ask('/', { host: name, ...cookie() });
      expect([status, body]).toEqual([403, 'This address is not one of Isthmus.\n']);
    }
    for (const name of [`localhost:${port}`, `[::1]:${port}`, 'localhost:9999']) {
      expect((await ask('/', { host: name, ...cookie() })).status).toBe(200);
    }
  });

  it('stays shut to other pages, also those of this machine, and to writing that does not say where it comes from', async () => {
    const foreign = ['http://evil.example', 'http://127.0.0.1:1', `https://127.0.0.1:${port}`, 'null'];
    for (const origin of foreign) expect((await ask('/', { origin, ...cookie() })).status).toBe(403);
    expect((await ask('/', { 'sec-fetch-site': 'same-site', ...cookie() })).status).toBe(403);
    expect((await ask('/uploads/abcd/0', cookie(), 'PUT', 'x')).status).toBe(403);
    expect(
      (await ask('/uploads/abcd/0', { origin: `http://127.0.0.1:${port}`, ...cookie() }, 'PUT', 'x')).status,
    ).toBe(404);
  });

  it('closes at once though a page does not answer the goodbye', async () => {
    const other = openServices();
    const brief = await startHost(other.services, { host: '127.0.0.1', port: 0, pages: other.home });
    const { origin, searchParams } = new URL(brief.url);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc?${searchParams.toString()}`, {
      headers: { origin },
    });
    await once(socket, 'open');
    socket.pause();
    // Time stands still, so that neither the host's patience nor the socket's own of 30 s comes to its end by itself.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const closed = brief.close();
      await vi.advanceTimersByTimeAsync(1_000);
      await closed;
    } finally {
      vi.useRealTimers();
    }
    socket.terminate();
    await other.services.close();
    rmSync(other.home, { recursive: true, force: true });
  });

  it('lets a socket in only with token and origin', async () => {
    const opened = (path: string, headers: Record<string, string>): Promise<boolean> =>
      new Promise((done) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
        socket.on('open', () => {
          socket.close();
          done(true);
        });
        socket.on('error', () => done(false));
      });
    const origin = `http://127.0.0.1:${port}`;
    expect(await opened('/rpc', { origin, ...cookie() })).toBe(true);
    expect(await opened('/rpc', { ...cookie() })).toBe(false);
    expect(await opened('/rpc', { origin })).toBe(false);
    expect(await opened(`/rpc?token=${'%C3%A9'.repeat(64)}`, { origin })).toBe(false);
    expect(await opened('/rpc', { origin: 'http://evil.example', ...cookie() })).toBe(false);
    expect(await opened('/other', { origin, ...cookie() })).toBe(false);
  });
});

describe('messages', () => {
  const long = 'x'.repeat(100_000);
  const asked = (name: string, input: unknown): object => ({ type: 'call', call: 7, name, input });
  const preview = (path: string): object => asked('datasets.preview', { source: { path }, options: {} });

  it.each([
    ['without an id', { type: 'call', name: 'app.info', input: {} }, null, 'neither a call nor the cancel'],
    ['of another kind', { type: 'shout', call: 7 }, 7, 'neither a call nor the cancel'],
    ['that are no objects', [1], null, 'neither a call nor the cancel'],
    ['of a call with a very long name', asked(long, {}), 7, `There is no call named "${'x'.repeat(60)}…".`],
    ['with a very long key', asked('app.info', { [long]: 1 }), 7, 'The request "app.info" cannot be read'],
    ['with a NUL in a path', preview('/tmp/\0'), 7, 'a path holds no NUL character'],
    [
      'with a path of 100,000 letters',
      preview(`/tmp/${long}`),
      7,
      'a path is at most 32,767 characters long',
    ],
    [
      'with a path of a name too long',
      preview(`/tmp/${long.slice(0, 300)}`),
      7,
      'longer than this system takes',
    ],
    [
      'with a path of too many names',
      preview(`/tmp${'/x'.repeat(9_000)}`),
      7,
      'longer than this system takes',
    ],
  ])('%s are answered as bad input, in few words', async (_, sent, call, sentence) => {
    const origin = `http://127.0.0.1:${port}`;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { origin, ...cookie() } });
    await once(socket, 'open');
    socket.send(JSON.stringify(sent));
    const [answer] = (await once(socket, 'message')) as [Buffer];
    socket.terminate();
    const { error, ...rest } = JSON.parse(String(answer)) as { error: { message: string } };
    expect(rest).toEqual({ type: 'error', call });
    expect(error).toMatchObject({ code: 'bad_input', message: expect.stringContaining(sentence) as string });
    expect(error.message.length).toBeLessThan(1_000);
  });

  it.each(['not JSON', Buffer.from('{}')])('that are no JSON text end the connection', async (sent) => {
    const origin = `http://127.0.0.1:${port}`;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { origin, ...cookie() } });
    await once(socket, 'open');
    socket.send(sent);
    expect((await once(socket, 'close'))[0]).toBe(1003);
  });
});

it('a new token shuts out the one before, from open pages too', async () => {
  const other = openServices();
  const open = await startHost(other.services, { host: '127.0.0.1', port: 0, pages: other.home });
  const { origin, search } = new URL(open.url);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc${search}`, { headers: { origin } });
  const closed = once(socket, 'close');
  await once(socket, 'open');
  const renewed = renewToken(other.services.paths.token);
  expect(`?token=${renewed}`).not.toBe(search);
  expect((await closed)[0]).toBe(1008);
  expect((await fetch(origin + search)).status).toBe(403);
  expect((await fetch(`${origin}/?token=${renewed}`, { redirect: 'manual' })).status).toBe(303);
  await open.close();

  const anew = { host: '127.0.0.1', port: 0, pages: other.home, newToken: true };
  const last = await startHost(other.services, anew);
  expect(last.url).not.toContain(renewed);
  expect(last.url).toContain(readFileSync(other.services.paths.token, 'utf8'));
  await last.close();
  await closeServices(other);
});

it('the log of a request that failed holds its path and not the token', async () => {
  const other = openServices();
  const broken = {
    ...other.services,
    get files(): never {
      throw new Error('broken');
    },
  };
  const host = await startHost(broken, { host: '127.0.0.1', port: 0, pages: other.home });
  const { origin, search } = new URL(host.url);
  await expect(fetch(`${origin}/arrays/x${search}`)).rejects.toThrow();
  await host.close();
  const log = readFileSync(join(other.services.paths.logs, 'isthmus.log'), 'utf8');
  expect(log).toContain('GET /arrays/x: Error: broken');
  expect(log).not.toContain(search.slice(-20));
  await closeServices(other);
});

describe('answers', () => {
  it('all carry the policy that lets the page do only what it must', async () => {
    for (const path of ['/', '/nothing', `/?token=${token}`]) {
      const { headers } = await ask(path, cookie());
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-eval');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it("are never a file outside of the page's folder", async () => {
    for (const path of [
      '/../token',
      '/..%2ftoken',
      '/%2e%2e/token',
      '/assets/..%2f..%2ftoken',
      '/..%5ctoken',
      '//etc/passwd',
      '/%00',
      '/%',
      '/assets',
    ]) {
      const { status, body } = await ask(path, cookie());
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain(token);
    }
  });

  it('let named assets be kept for ever, and the page itself be asked for anew', async () => {
    const asset = await ask('/assets/main-abc.js', cookie());
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('/', cookie())).headers['cache-control']).toBe('no-cache');
  });

  it('to HEAD have no body, and other methods find nothing', async () => {
    const head = await ask('/', cookie(), 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    const origin = `http://127.0.0.1:${port}`;
    for (const method of ['POST', 'DELETE']) {
      expect((await ask('/', { origin, ...cookie() }, method)).status).toBe(404);
    }
  });

  it('with an array carry its hash, and 304 where that is known', async () => {
    const { handlers } = services;
    const { signal } = new AbortController();
    const { id, artifacts } = await handlers['datasets.import'](
      { source: { path: home }, options: {} },
      { signal },
    );
    const path = `/arrays/datasets/${id}/matrix.npy`;
    const first = await ask(path, cookie());
    const etag = `"${artifacts.find(({ name }) => name === 'matrix.npy')?.sha256}"`;
    expect([first.status, first.headers['etag'], first.headers['content-length']]).toEqual([
      200,
      etag,
      '208',
    ]);
    expect((await ask(path, { ...cookie(), 'if-none-match': etag })).status).toBe(304);
  });

  it('to an upload that cannot fit on the disk say so before it is sent', async () => {
    const { handlers } = services;
    const { signal } = new AbortController();
    const { upload } = await handlers['uploads.open']({}, { signal });
    const headers = { origin: `http://127.0.0.1:${port}`, ...cookie(), 'content-length': String(2 ** 52) };
    const answer = await new Promise<string>((done) => {
      const sent = request({ host: '127.0.0.1', port, path: `/uploads/${upload}/0`, method: 'PUT', headers });
      sent
        .on('error', () => undefined)
        .on('response', (response) => {
          let text = '';
          response
            .on('data', (chunk) => (text += String(chunk)))
            .on('end', () => done(`${response.statusCode} ${text}`));
        });
      sent.flushHeaders();
    });
    expect(answer).toMatch(/^507 The disk is too full for these files: free some space/);
  });
});

describe('starting', () => {
  it('on a port in use is refused with one sentence', async () => {
    await expect(startHost(services, { host: '127.0.0.1', port, pages: home })).rejects.toThrow(
      `Port ${port} is in use: choose another with --port, or leave it out to get a free one.`,
    );
  });

  it('on an address of another machine is refused with one sentence', async () => {
    await expect(startHost(services, { host: '203.0.113.1', port: 0, pages: home })).rejects.toThrow(
      '203.0.113.1 is not an address of this machine',
    );
  });

  it('for all machines gives an address that this one opens, and those of the others', async () => {
    const everywhere = await startHost(services, { host: '0.0.0.0', port: 0, pages: home });
    const { port: at } = new URL(everywhere.url);
    expect(everywhere.url).toBe(`http://127.0.0.1:${at}/?token=${token}`);
    expect((await fetch(everywhere.url, { redirect: 'manual' })).status).toBe(200);
    const outer = Object.values(networkInterfaces()).flatMap((each) =>
      (each ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    expect(everywhere.elsewhere).toEqual(
      outer.map(({ address }) => `http://${address}:${at}/?token=${token}`),
    );
    for (const url of everywhere.elsewhere) {
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(200);
    }
    await everywhere.close();
  });

  it('keeps the token between starts, for its user alone', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'isthmus-token-')), 'token');
    const first = keepToken(file);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(keepToken(file)).toBe(first);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, 'damaged');
    const second = keepToken(file);
    expect(second).not.toBe(first);
    expect(readFileSync(file, 'utf8')).toBe(second);
  });
});
