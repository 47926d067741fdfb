import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { connect, type Channel, type Client } from '../../src-main/contract/index.ts';
import { answerFile } from '../../src-main/host/files.ts';
import { startHost } from '../../src-main/host/server.ts';
import { createServices, localClient, nodeFork, type Services } from '../../src-main/services/index.ts';

/** One way to the services, open. */
export interface Way {
  client: Client;
  services: Services;
  home: string;
  /** Fetches what goes by URL, as the page would. */
  fetch(path: string, send?: Uint8Array): Promise<{ status: number; body: Buffer }>;
  /** Loses the connection, as a closed window or a broken line would. */
  drop(): void;
  close(): Promise<void>;
}

export type OpenWay = () => Promise<Way>;

/** The services over a home of its own, with stand-ins for the jobs. */
export function openServices(home = mkdtempSync(join(tmpdir(), 'isthmus-contract-'))): {
  home: string;
  services: Services;
} {
  const services = createServices({
    home,
    fork: nodeFork(join(import.meta.dirname, 'stand-in.ts')),
    resources: import.meta.dirname,
    version: '1.2.3',
    desktop: false,
  });
  return { home, services };
}

export const inMemory: OpenWay = async () => {
  const { home, services } = openServices();
  const { client, close } = localClient(services);
  return {
    client,
    services,
    home,
    async fetch(path, send) {
      const request = send
        ? { method: 'PUT', path, body: Readable.from([Buffer.from(send)]), length: send.length }
        : { method: 'GET', path };
      const answer = await answerFile(services.files, request);
      if (!answer) return { status: 404, body: Buffer.alloc(0) };
      const { body } = answer;
      return {
        status: answer.status,
        body: body instanceof Readable ? await buffer(body) : Buffer.from(body ?? ''),
      };
    },
    drop: close,
    async close() {
      close();
      await services.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

export const overHost: OpenWay = async () => {
  const { home, services } = openServices();
  const host = await startHost(services, { host: '127.0.0.1', port: 0, pages: home });
  const { origin, searchParams } = new URL(host.url);
  const token = searchParams.get('token') ?? '';
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc?token=${token}`, { origin });
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  return {
    client: connect(channelOf(socket)),
    services,
    home,
    async fetch(path, send) {
      const response = await fetch(`${origin}${path}?token=${token}`, {
        headers: { origin },
        ...(send && { method: 'PUT', body: new Uint8Array(send) }),
      });
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    },
    drop: () => socket.terminate(),
    async close() {
      socket.terminate();
      await host.close();
      await services.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

function channelOf(socket: WebSocket): Channel {
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => void socket.on('message', (data) => listener(JSON.parse(String(data)))),
    onClose: (listener) => void socket.on('close', listener),
  };
}
