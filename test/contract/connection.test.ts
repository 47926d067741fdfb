import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  calls,
  IsthmusError,
  type CallName,
  type Client,
  type EventName,
  type EventPayload,
  type EventSource,
  type Handlers,
} from '../../src-main/contract/index.ts';
import { next, ways } from './here.ts';
import { closeServices, openServices, type Opened, type Way } from './transport.ts';

/** What every way in does with calls and events, whatever they are; the calls that matter are answered by the test. */
let opened: Opened;
beforeAll(() => void (opened = openServices()));
afterAll(() => closeServices(opened));

type Listener = Parameters<EventSource['subscribe']>[0];

describe.each(ways)('a connection %s', (_, open) => {
  let way: Way;
  let client: Client;
  let answers: Partial<Handlers>;
  let listeners: Set<Listener>;
  /** Names of the calls that reached a service. */
  let reached: string[];

  beforeEach(async () => {
    answers = {};
    listeners = new Set();
    reached = [];
    const handlers = Object.fromEntries(
      (Object.keys(calls) as CallName[]).map((name) => [
        name,
        (...given: [never, never]) => {
          reached.push(name);
          return (answers[name] ?? opened.services.handlers[name])(...given);
        },
      ]),
    ) as Handlers;
    const events: EventSource = {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    way = await open({ home: opened.home, services: { ...opened.services, handlers, events } });
    ({ client } = way);
  });
  afterEach(() => way.close());

  function publish<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of listeners) listener(name, payload);
  }

  /** Makes a call wait until it is given up; tells when it was asked, and when it was given up. */
  function waits(name: 'datasets.list'): { asked: Promise<void>; givenUp: Promise<void> } {
    const [asked, givenUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    answers[name] = (_input, { signal }) =>
      new Promise((_done, fail) => {
        signal.addEventListener('abort', () => {
          givenUp.resolve();
          fail(new IsthmusError('cancelled', 'Given up.'));
        });
        asked.resolve();
      });
    return { asked: asked.promise, givenUp: givenUp.promise };
  }

  it('refuses what does not fit the contract at the receiving end, before any service sees it', async () => {
    for (const name of Object.keys(calls) as CallName[]) {
      await expect(client.call(name, { whatever: 1 } as never)).rejects.toMatchObject({
        code: 'bad_input',
        message: expect.stringMatching(`^The request "${name}" cannot be read: `),
      });
    }
    await expect(client.call('datasets.erase' as 'app.info', {})).rejects.toMatchObject({
      code: 'bad_input',
      message: 'There is no call named "datasets.erase".',
    });
    expect(reached).toEqual([]);
  });

  it('refuses an answer that does not fit the contract at the end that asked', async () => {
    answers['datasets.list'] = () => Promise.resolve([{ id: 'abcd' }] as never);
    await expect(client.call('datasets.list', {})).rejects.toMatchObject({
      code: 'internal',
      message: 'The answer to "datasets.list" cannot be read.',
      detail: expect.stringContaining('name'),
    });
  });

  it('carries errors with their code, their sentence and what a bug report needs', async () => {
    const fault = new Error('a fault');
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    for (const [thrown, code, message, detail] of [
      [new IsthmusError('not_found', 'Look elsewhere.'), 'not_found', 'Look elsewhere.', undefined],
      [new IsthmusError('internal', 'It broke.', 'half-way'), 'internal', 'It broke.', 'half-way'],
      [fault, 'internal', 'Something went wrong inside Isthmus: a fault', fault.stack],
      [full, 'disk_full', expect.stringMatching(/^The disk is full: /), full.stack],
    ] as const) {
      answers['datasets.list'] = () => Promise.reject(thrown);
      const error = (await client.call('datasets.list', {}).catch((error: unknown) => error)) as IsthmusError;
      expect(error).toBeInstanceOf(IsthmusError);
      expect({ code: error.code, message: error.message, detail: error.detail }).toEqual({
        code,
        message,
        detail,
      });
    }
  });

  it('answers calls as they are done, each with its own answer', async () => {
    const { asked } = waits('datasets.list');
    const giveUp = new AbortController();
    const slow = client.call('datasets.list', {}, { signal: giveUp.signal });
    const refused = expect(slow).rejects.toMatchObject({ code: 'cancelled' });
    await asked;
    expect(await client.call('runs.list', {})).toEqual([]);
    expect(await client.call('app.info', {})).toMatchObject({ version: '1.2.3' });
    giveUp.abort();
    await refused;
  });

  it('gives up the one call that is cancelled, at both ends', async () => {
    const { asked, givenUp } = waits('datasets.list');
    const [one, other] = [new AbortController(), new AbortController()];
    const first = client.call('datasets.list', {}, { signal: one.signal });
    const refused = expect(first).rejects.toMatchObject({ code: 'cancelled', message: 'Given up.' });
    await asked;
    answers['datasets.list'] = () => Promise.resolve([]);
    const second = client.call('datasets.list', {}, { signal: other.signal });
    one.abort();
    await Promise.all([refused, givenUp]);
    expect(await second).toEqual([]);
    // One that is given up before it is asked for is not asked for.
    reached = [];
    await expect(client.call('runs.list', {}, { signal: one.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await client.call('app.info', {});
    expect(reached).toEqual(['app.info']);
  });

  it('tells events in their order, and no longer once nobody listens', async () => {
    const heard: unknown[] = [];
    const leave = client.on('datasets.changed', (news) => heard.push(news));
    const other: unknown[] = [];
    client.on('runs.changed', (news) => other.push(news));
    const news = ['first', 'second'].map((dataset) => ({ dataset, deleted: false }));
    for (const each of news) publish('datasets.changed', each);
    publish('datasets.changed', { dataset: 'NOT AN ID', deleted: false });
    // An answer comes after the events that were told before it.
    await client.call('app.info', {});
    expect([heard, other]).toEqual([news, []]);
    leave();
    publish('datasets.changed', { dataset: 'third', deleted: false });
    await client.call('app.info', {});
    expect(heard).toEqual(news);
  });

  it('that is lost rejects what is pending, gives up what it asked for, and hears no more', async () => {
    const { asked, givenUp } = waits('datasets.list');
    const pending = client.call('datasets.list', {});
    const failed = way.isOutlived && expect(pending).rejects.toMatchObject({ code: 'closed' });
    await asked;
    expect(listeners.size).toBe(1);
    way.drop();
    await givenUp;
    expect(listeners.size).toBe(0);
    if (!way.isOutlived) return;
    await failed;
    await expect(client.call('app.info', {})).rejects.toMatchObject({
      code: 'closed',
      message: 'The connection to Isthmus was lost; it reconnects by itself.',
    });
  });

  it('that is made anew gives up what the one before asked for, hears events and is answered', async () => {
    const { asked, givenUp } = waits('datasets.list');
    const before = client.call('datasets.list', {}).catch(() => undefined);
    await asked;
    const again = await way.reconnect();
    await givenUp;
    if (way.isOutlived) await before;
    delete answers['datasets.list'];
    expect(await again.call('datasets.list', {})).toEqual([]);
    const heard = next(again, 'app.changed');
    publish('app.changed', {});
    expect(await heard).toEqual({});
    expect(listeners.size).toBe(1);
  });

  it('has numbers and texts come out as they went in', async () => {
    const params = {
      text: 'ü – 🙂 \u0000 "',
      small: 5e-324,
      list: [0.1, -1, 1e21],
      none: null,
      deep: [[{}]],
    };
    answers['runs.start'] = ({ params: given }) =>
      Promise.reject(new IsthmusError('internal', JSON.stringify(given)));
    const asked = { dataset: 'abcd', method: 'pca', dim: 2, params } as const;
    await expect(client.call('runs.start', asked)).rejects.toMatchObject({ message: JSON.stringify(params) });
  });

  it('has arrays come out byte by byte, by their address', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
    const path = join(opened.home, 'array.npy');
    writeFileSync(path, bytes);
    const array = vi.spyOn(opened.services.files, 'array').mockReturnValue({ path, sha256: null });
    const { status, body } = await way.fetch('/arrays/runs/abcd/codes.npy');
    expect(array).toHaveBeenCalledWith('runs', 'abcd', 'codes.npy');
    expect([status, body.equals(readFileSync(path))]).toEqual([200, true]);
    array.mockRestore();
    const gone = await way.fetch('/arrays/runs/abcd/codes.npy');
    expect([gone.status, String(gone.body)]).toEqual([404, 'There is no array runs/abcd/codes.npy.\n']);
  });
});
