import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../../../src-main/contract/index.ts';
import { upload, type Sent } from '../../../../src-renderer/api/upload.ts';

afterEach(() => vi.unstubAllGlobals());

function client(): { client: Client; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const call = (name: string, input: unknown): Promise<unknown> => {
    calls.push([name, input]);
    return Promise.resolve(name === 'uploads.open' ? { upload: 'up01' } : null);
  };
  return { client: { call, on: () => () => undefined } as unknown as Client, calls };
}

const gathered = (count: number) => ({
  name: 'cats',
  files: Array.from({ length: count }, (_, n) => ({ name: `${n}.png`, file: new File(['x'], `${n}.png`) })),
});
const going = new AbortController().signal;

describe('an upload', () => {
  it('sends every file under its number, at most eight at once, and names them at the end', async () => {
    let under = 0;
    let most = 0;
    const urls: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      urls.push(url);
      most = Math.max(most, ++under);
      await new Promise((done) => setTimeout(done, 1));
      under -= 1;
      return new Response(null, { status: 204 });
    });
    const { client: host, calls } = client();
    const heard: Sent[] = [];
    expect(await upload(host, gathered(40), (sent) => heard.push(sent), going)).toBe('up01');
    expect(most).toBe(8);
    expect(new Set(urls)).toEqual(new Set(Array.from({ length: 40 }, (_, n) => `/uploads/up01/${n}`)));
    expect(calls.at(-1)).toEqual([
      'uploads.finish',
      { upload: 'up01', name: 'cats', files: Array.from({ length: 40 }, (_, n) => `${n}.png`) },
    ]);
    expect(heard.at(-1)).toMatchObject({ done: 40, files: 40, bytes: 40, fraction: 1 });
  });

  it('is discarded with the host’s own sentence when a file is refused', async () => {
    vi.stubGlobal('fetch', (url: string) =>
      Promise.resolve(
        url.endsWith('/3')
          ? new Response('The disk is full.\n', { status: 507 })
          : new Response(null, { status: 204 }),
      ),
    );
    const { client: host, calls } = client();
    await expect(upload(host, gathered(20), () => undefined, going)).rejects.toThrow(/^The disk is full\.$/);
    expect(calls.at(-1)).toEqual(['uploads.discard', { upload: 'up01' }]);
  });

  it('is discarded when it is cancelled', async () => {
    const cancel = new AbortController();
    vi.stubGlobal(
      'fetch',
      (_: string, { signal }: { signal: AbortSignal }) =>
        new Promise((_done, fail) => signal.addEventListener('abort', () => fail(new Error('aborted')))),
    );
    const { client: host, calls } = client();
    const sending = upload(host, gathered(3), () => undefined, cancel.signal);
    setTimeout(() => cancel.abort(), 5);
    await expect(sending).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls.at(-1)).toEqual(['uploads.discard', { upload: 'up01' }]);
  });
});
