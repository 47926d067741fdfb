import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { calls, connect, type CallName, type Client, type Run } from '../../../src-main/contract/index.ts';
import { pathsIn } from '../../../src-main/host/allowed-paths.ts';
import { startHost, type HostOptions } from '../../../src-main/host/server.ts';
import { ended } from '../../contract/here.ts';
import { closeServices, openServices, type Opened } from '../../contract/transport.ts';

let opened: Opened;
/** Where other machines may name files, and where they may not. */
let shared: string;
let secret: string;
let run: Run;

async function dial(options: Partial<HostOptions>): Promise<{ client: Client; close(): Promise<void> }> {
  const all = { host: '127.0.0.1', port: 0, pages: opened.home, ...options };
  const host = await startHost(opened.services, all);
  const { origin, search } = new URL(host.url);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc${search}`, { origin });
  await once(socket, 'open');
  const client = connect({
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => void socket.on('message', (data) => listener(JSON.parse(String(data)))),
    onClose: (listener) => void socket.on('close', listener),
  });
  return { client, close: () => host.close() };
}

/** Every way in which a call can name a path, each as a call. */
const naming: ((client: Client, path: string) => Promise<unknown>)[] = [
  (client, path) => client.call('datasets.preview', { source: { path }, options: {} }),
  (client, path) => client.call('datasets.import', { source: { path }, options: {} }),
  (client, path) => client.call('exports.write', { run: run.id, to: path, format: 'npy', split: 'all' }),
  (client, path) => client.call('models.encode', { run: run.id, source: { path } }),
  (client, path) => client.call('models.encode', { run: run.id, source: { path: shared }, to: path }),
];

beforeAll(async () => {
  opened = openServices();
  shared = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-shared-')));
  secret = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-secret-')));
  symlinkSync(secret, join(shared, 'way-out'));
  symlinkSync(join(secret, 'later'), join(shared, 'to-nothing'));
  symlinkSync(shared, join(secret, 'way-in'));
  const { client, close } = await dial({});
  const { id: dataset } = await client.call('datasets.import', { source: { path: shared }, options: {} });
  const asked = { dataset, method: 'pca', dim: 2, params: {} } as const;
  run = await ended(client, await client.call('runs.start', asked));
  await close();
});
afterAll(() => closeServices(opened));

it('every call that can name a path of this machine is among those that are guarded', () => {
  /** The texts in a call's input that are paths, or are called like one and could be anything. */
  const isNaming = (schema: z.core.JSONSchema._JSONSchema, key = ''): boolean => {
    if (typeof schema === 'boolean') return false;
    const { type, properties = {}, anyOf = [], items, maxLength, enum: choices } = schema;
    if (type === 'string') {
      const isPath = maxLength === 32_767;
      if (/^(path|to|folder|file)$/.test(key) && choices === undefined)
        expect([key, isPath]).toEqual([key, true]);
      return isPath;
    }
    return (
      Object.entries(properties).some(([name, each]) => isNaming(each, name)) ||
      anyOf.some((each) => isNaming(each, key)) ||
      (items !== undefined && !Array.isArray(items) && isNaming(items, key))
    );
  };
  const found = Object.entries(calls).filter(([, { input }]) =>
    isNaming(z.toJSONSchema(input, { io: 'input' })),
  );
  expect(found.map(([name]) => name).sort()).toEqual(Object.keys(pathsIn).sort());
  expect(found.map(([name]) => name as CallName)).toContain('models.encode');
});

describe('a host that other machines reach', () => {
  it('lets no path of this machine be named', async () => {
    const { client, close } = await dial({ host: '0.0.0.0' });
    for (const call of naming) {
      for (const path of [shared, secret, join(secret, 'new'), '/']) {
        await expect(call(client, path)).rejects.toMatchObject({
          code: 'bad_input',
          message:
            'Files of the machine that runs Isthmus may not be named from here: upload or download them, or start it with --allow-paths FOLDER.',
        });
      }
    }
    expect(existsSync(join(secret, 'new'))).toBe(false);
    await close();
  });

  it('lets those be named that are in the folders it was given, after following links', async () => {
    const { client, close } = await dial({ host: '0.0.0.0', allowPaths: [shared] });
    const refused = {
      code: 'bad_input',
      message: `Only what is in ${shared} may be named from here: choose a place in there, or upload or download files.`,
    };
    for (const call of naming) {
      for (const path of [
        secret,
        `${shared}/../${basename(secret)}`,
        `${shared}-beside`,
        join(shared, 'way-out'),
        join(shared, 'way-out', 'new'),
        join(shared, 'to-nothing'),
        join(shared, 'to-nothing', 'new.npy'),
      ]) {
        await expect(call(client, path)).rejects.toMatchObject(refused);
      }
    }
    const following = { path: shared, follow_links: true };
    await expect(client.call('datasets.preview', { source: following, options: {} })).rejects.toThrow(
      'Links out of a folder are not followed from here: name the folder they lead to.',
    );
    const source = { path: join(secret, 'way-in') };
    expect(await client.call('datasets.preview', { source, options: {} })).toMatchObject({ rows: 20 });
    const to = join(shared, 'new', 'deep');
    await client.call('exports.write', { run: run.id, to, format: 'npy', split: 'all' });
    expect(existsSync(join(to, 'codes.npy'))).toBe(true);
    await close();
  });

  it('is not started with a folder that is not there', async () => {
    writeFileSync(join(secret, 'file'), '');
    for (const folder of [join(secret, 'nothing'), join(secret, 'file')]) {
      await expect(dial({ host: '0.0.0.0', allowPaths: [folder] })).rejects.toMatchObject({
        code: 'bad_input',
        message: `--allow-paths takes folders that are there, and ${folder} is none.`,
      });
    }
  });
});

describe('a host on loopback', () => {
  it('lets every path be named, but where it was given folders', async () => {
    mkdirSync(join(secret, 'data'));
    const asked = { source: { path: join(secret, 'data') }, options: {} };
    const free = await dial({});
    expect(await free.client.call('datasets.preview', asked)).toMatchObject({ rows: 20 });
    await free.close();
    const bound = await dial({ allowPaths: [shared] });
    await expect(bound.client.call('datasets.preview', asked)).rejects.toThrow(/^Only what is in/);
    await bound.close();
  });
});
