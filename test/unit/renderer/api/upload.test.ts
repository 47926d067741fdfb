import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../../../src-main/contract/index.ts';
import { sendFiles, type Sent } from '../../../../src-renderer/api/upload.ts';

afterEach(() => vi.unstubAllGlobals());

function client(): { client: Client; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const call = (name: string, input: unknown): Promise<unknown> => {
    calls.push([name, input]);
    return Promise.resolve(name === 'uploads.open' ? { upload: 'up01' } : null);
  };
  return { client: { call, on: () => () => undefined } as unknown as Client, calls };
}

const gathered = (count: number, size = 1) => ({
  name: 'cats',
  files: Array.from({ length: count }, (_, n) => ({
    name: `${n}.png`,
    file: new File(['x'.repeat(size)], `${n}.png`),
  })),
});
/** Files that do not fit into one request together. */
const large = 600_000;
const going = new AbortController().signal;

describe('an upload', () => {
  it('sends large files each under its number, at most eight at once, and names them at the end', async () => {
    let under = 0;
    let max = 0;
    const urls: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      urls.push(url);
      max = Math.max(max, ++under);
      // Every request that is not held back has come by then.
      await new Promise((turned) => setImmediate(turned));
      under -= 1;
      return new Response(null, { status: 204 });
    });
    const { client: host, calls } = client();
    const heard: Sent[] = [];
    expect(await sendFiles(host, gathered(40, large), (sent) => heard.push(sent), going)).toBe('up01');
    expect(max).toBe(8);
    expect(new Set(urls)).toEqual(new Set(Array.from({ length: 40 }, (_, n) => `/uploads/up01/${n}`)));
    expect(calls.at(-1)).toEqual([
      'uploads.finish',
      { upload: 'up01', name: 'cats', files: Array.from({ length: 40 }, (_, n) => `${n}.png`) },
    ]);
    expect(heard.at(-1)).toMatchObject({ done: 40, files: 40, bytes: 40 * large, fraction: 1 });
  });

  it('sends small files together, each with its size', async () => {
    const bodies = new Map<string, string>();
    vi.stubGlobal('fetch', async (url: string, { body }: { body: Blob }) => {
      bodies.set(url, await body.text());
      return new Response(null, { status: 204 });
    });
    const files = ['a', 'bc', '', 'def'].map((text) => ({
      name: `${text}.txt`,
      file: new File([text], text),
    }));
    await sendFiles(client().client, { name: 'four', files }, () => undefined, going);
    expect(bodies).toEqual(new Map([['/uploads/up01/0/1,2,0,3', 'abcdef']]));
    bodies.clear();
    await sendFiles(client().client, gathered(130), () => undefined, going);
    expect([...bodies.values()].map((body) => body.length).sort()).toEqual([2, 64, 64]);
  });

  it('names the one file of a group that cannot be sent', async () => {
    vi.stubGlobal('fetch', (url: string) =>
      /\/0\/|\/3$/.test(url)
        ? Promise.reject(new TypeError('Failed to fetch'))
        : Promise.resolve(new Response(null, { status: 204 })),
    );
    await expect(sendFiles(client().client, gathered(20), () => undefined, going)).rejects.toThrow(
      /^3\.png could not be sent/,
    );
  });

  it('is discarded with the host’s own sentence when a file is refused', async () => {
    vi.stubGlobal('fetch', (url: string) =>
      Promise.resolve(
        url.includes('/0/') || url.endsWith('/3')
          ? new Response('The disk is full.\n', { status: 507 })
          : new Response(null, { status: 204 }),
      ),
    );
    const { client: host, calls } = client();
    await expect(sendFiles(host, gathered(20), () => undefined, going)).rejects.toThrow(
      /^The disk is full\.$/,
    );
    expect(calls.at(-1)).toEqual(['uploads.discard', { upload: 'up01' }]);
  });

  it('is discarded when it is cancelled', async () => {
    const cancel = new AbortController();
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      queueMicrotask(() => cancel.abort());
      return new Promise((_done, fail) => signal.addEventListener('abort', () => fail(new Error('aborted'))));
    });
    const { client: host, calls } = client();
    const sending = sendFiles(host, gathered(3), () => undefined, cancel.signal);
    await expect(sending).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls.at(-1)).toEqual(['uploads.discard', { upload: 'up01' }]);
  });
});
