import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect, serve, type Channel, type Client } from '../../src-main/contract/index.ts';
import { answerFile } from '../../src-main/host/files.ts';
import { startHost } from '../../src-main/host/server.ts';
import {
  createServices,
  localClient,
  nodeFork,
  type Fork,
  type Services,
} from '../../src-main/services/index.ts';
import { openSocket } from '../../src-renderer/api/socket.ts';
import { pageFetch, Window } from './electron.ts';
import { sharedProcesses } from './processes.ts';

/** The services over a home. */
export interface Opened {
  home: string;
  services: Services;
}

/** One way to the services, open. */
export interface Way {
  client: Client;
  /** Fetches what goes by URL, as the page would. */
  fetch(path: string, send?: Uint8Array): Promise<{ status: number; body: Buffer }>;
  /** Loses the connection, as a closed window or a broken line would. */
  drop(): void;
  /** Connects anew: a client of its own, as a page has that is loaded again. */
  reconnect(): Promise<Client>;
  /** Whether who calls outlives the connection and can be told of its end; a desktop page goes with it. */
  isOutlived: boolean;
  close(): Promise<void>;
}

export type OpenWay = (opened: Opened) => Promise<Way>;

/** Stand-ins for the jobs. */
const standIns = sharedProcesses(nodeFork(join(import.meta.dirname, 'stand-in.ts')));
afterAll(() => standIns.end());

/** The services over a home of its own, with stand-ins for the jobs where nothing else is said. */
export function openServices(
  home = mkdtempSync(join(tmpdir(), 'isthmus-contract-')),
  fork: Fork = standIns.fork,
): Opened {
  const services = createServices({
    home,
    fork,
    resources: import.meta.dirname,
    version: '1.2.3',
    desktop: false,
  });
  return { home, services };
}

/** Closes the services and removes their home. */
export async function closeServices({ home, services }: Opened): Promise<void> {
  await services.close();
  rmSync(home, { recursive: true, force: true });
}

/** Function calls, as the command line has them. */
export const inMemory: OpenWay = async ({ services }) => {
  let { client, close } = localClient(services);
  return {
    client,
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
    drop: () => close(),
    async reconnect() {
      close();
      ({ client, close } = localClient(services));
      return client;
    },
    isOutlived: true,
    close: async () => close(),
  };
};

/** A WebSocket and HTTP on loopback, with the page's own code at its end. */
export const overHost: OpenWay = async ({ home, services }) => {
  const host = await startHost(services, { host: '127.0.0.1', port: 0, pages: home });
  const { origin, searchParams } = new URL(host.url);
  const token = searchParams.get('token') ?? '';
  let socket: WebSocket;
  /** The page's `WebSocket`: a browser sends the page's origin along by itself. */
  function PageSocket(address: string): WebSocket {
    return (socket = new WebSocket(address, { origin }));
  }
  async function dial(): Promise<Channel> {
    vi.stubGlobal('WebSocket', PageSocket);
    const opening = openSocket(`${origin.replace('http', 'ws')}/rpc?token=${token}`);
    vi.unstubAllGlobals();
    return opening;
  }
  return {
    client: connect(await dial()),
    async fetch(path, send) {
      const response = await fetch(`${origin}${path}?token=${token}`, {
        headers: { origin },
        ...(send && { method: 'PUT', body: new Uint8Array(send) }),
      });
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    },
    drop: () => socket.terminate(),
    async reconnect() {
      socket.terminate();
      return connect(await dial());
    },
    isOutlived: true,
    async close() {
      socket.terminate();
      await host.close();
    },
  };
};

/** Electron's channel and scheme, with message ports for its IPC. */
export const overElectron: OpenWay = async ({ home, services }) => {
  const window = new Window((channel) => serve(channel, services.handlers, services.events));
  const answer = pageFetch(services, home);
  return {
    client: connect(window.load()),
    async fetch(path, send) {
      const upload = send && {
        method: 'PUT',
        body: new Uint8Array(send),
        headers: { 'content-length': String(send.length) },
      };
      const response = await answer(new Request(`isthmus://app${path}`, upload));
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    },
    drop: () => window.destroy(),
    reconnect: async () => connect(window.load()),
    isOutlived: false,
    close: async () => window.destroy(),
  };
};
