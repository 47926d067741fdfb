import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { connect, type Client, type MethodName } from '../../src-main/contract/index.ts';
import { homesPlace, Program, type Prepared } from './program.ts';

/** Makes the prepared homes by the program itself, once for all tests, and removes them after the last. */
export default async function setUp(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-homes-'));
  process.env[homesPlace] = folder;
  const program = new Program();
  try {
    const keep = async (name: Exclude<Prepared, 'empty'>, work: (client: Client) => Promise<void>) => {
      await program.start();
      await talk(program.url, work);
      await program.end('SIGTERM');
      cpSync(program.home, join(folder, name), { recursive: true });
    };
    let dataset = '';
    await keep('kept', async (client) => {
      ({ id: dataset } = await client.call('datasets.import', { source: { sample: 'digits' }, options: {} }));
    });
    await keep('two', async (client) => {
      await finish(client, dataset, 'raw');
      await finish(client, dataset, 'pca');
    });
    await keep('three', (client) => finish(client, dataset, 'autoencoder', { epochs: 12 }));
  } finally {
    await program.end('SIGKILL');
    program.remove();
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Speaks with a program as its page does. */
async function talk(address: string, work: (client: Client) => Promise<void>): Promise<void> {
  const { host, search, origin } = new URL(address);
  const socket = new WebSocket(`ws://${host}/rpc${search}`, { origin });
  await once(socket, 'open');
  try {
    await work(
      connect({
        send: (message) => socket.send(JSON.stringify(message)),
        onMessage: (listener) => void socket.on('message', (data) => listener(JSON.parse(String(data)))),
        onClose: (listener) => void socket.on('close', listener),
      }),
    );
  } finally {
    socket.terminate();
  }
}

/** Starts a run as the dataset's page would, and waits until it has finished. */
async function finish(client: Client, dataset: string, method: MethodName, params = {}): Promise<void> {
  const changes = new Set<() => void>();
  client.on('runs.changed', () => changes.forEach((change) => change()));
  const { id } = await client.call('runs.start', { dataset, method, dim: 8, params });
  for (;;) {
    const changed = new Promise<void>((heard) => changes.add(heard));
    const { status, message } = await client.call('runs.get', { run: id });
    if (status === 'finished') return;
    if (status !== 'queued' && status !== 'running') throw new Error(`The run was ${status}: ${message}`);
    await changed;
  }
}
