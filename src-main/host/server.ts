import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import { badInput, serve, toIsthmusError } from '../contract/index.ts';
import type { Services } from '../services/index.ts';
import { allowedFolders, onlyWithin } from './allowed-paths.ts';
import { answerFile, type FileAnswer } from './files.ts';
import { isLoopback, refusal, type Guard } from './guard.ts';
import { safeHeaders } from './headers.ts';
import { answerPage } from './pages.ts';
import { socketChannel } from './socket.ts';
import { isToken, keepToken, renewToken, watchToken } from './token.ts';

const usualPort = 4817;

export interface HostOptions {
  /** Loopback unless it was asked for something else. */
  host: string;
  /** Null: the usual port where it is free, else any. */
  port: number | null;
  /** The built renderer. */
  pages: string;
  /**
   * Folders of this machine that calls may name files in. Where none are said, a host on loopback may name all that its user
   * may, and one that other machines reach may name nothing.
   */
  allowPaths?: readonly string[] | undefined;
  /** Whether a new token takes the place of the one that the home has. */
  newToken?: boolean | undefined;
}

export interface Host {
  /** The page's address on this machine, with its token. */
  url: string;
  /** Its addresses for other machines, where it listens on all that this one has. */
  elsewhere: string[];
  /** The folders that calls may name files in; null: everywhere. */
  folders: readonly string[] | null;
  close(): Promise<void>;
}

/**
 * Serves the services to browsers: the page and arrays by HTTP, calls and events by a WebSocket at `/rpc`.
 * @throws IsthmusError `bad_input` where it cannot listen there
 */
export async function startHost(services: Services, options: HostOptions): Promise<Host> {
  const { host, port, pages, allowPaths, newToken = false } = options;
  const open = !isLoopback(host);
  const folders = allowPaths || open ? await allowedFolders(allowPaths ?? []) : null;
  const handlers = folders === null ? services.handlers : onlyWithin(services.handlers, folders);
  const token = (newToken ? renewToken : keepToken)(services.paths.token);
  const guard: Guard = { token, cookie: '', open };
  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => {
      // Without the query: the token may be in it.
      services.log(`${request.method} ${urlOf(request).pathname}: ${toIsthmusError(error).detail}`);
      response.destroy();
    });
  });
  // A large upload over a slow tunnel takes as long as it takes.
  server.requestTimeout = 0;
  const bound = await listen(server, host, port);
  guard.cookie = `isthmus-${bound}`;

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1_048_576 });
  server.on('upgrade', (request, socket, head) => {
    const url = urlOf(request);
    socket.on('error', () => socket.destroy());
    if (url.pathname !== '/rpc' || refusal(request, url, guard) !== null) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) =>
      serve(socketChannel(opened), handlers, services.events),
    );
  });
  const unwatch = watchToken(services.paths.token, (current) => {
    if (current === guard.token) return;
    guard.token = current;
    for (const socket of sockets.clients) socket.close(1008, 'the token is another');
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    const refused = refusal(request, url, guard);
    if (refused !== null) return send(response, sentence(403, refused));
    if (url.pathname === '/' && isToken(url.searchParams.get('token'), guard.token)) {
      return send(response, welcome(request, guard));
    }
    const length = request.headers['content-length'];
    const found =
      (await answerFile(services.files, {
        method: request.method ?? 'GET',
        path: url.pathname,
        ifNoneMatch: request.headers['if-none-match'],
        body: request,
        length: length === undefined ? undefined : Number(length),
      })) ?? (isRead(request) ? await answerPage(pages, url.pathname) : null);
    await send(
      response,
      found ?? sentence(404, `There is nothing at ${url.pathname}.`),
      request.method === 'HEAD',
    );
  }

  const address = (name: string): string =>
    `http://${name.includes(':') ? `[${name}]` : name}:${bound}/?token=${token}`;
  return {
    url: address(isEverywhere(host) ? '127.0.0.1' : host),
    elsewhere: isEverywhere(host) ? outerAddresses(host).map(address) : [],
    folders,
    async close() {
      unwatch();
      for (const socket of sockets.clients) socket.close(1001, 'Isthmus is closing');
      sockets.close();
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      // A page that does not answer the goodbye (a sleeping laptop's, say) is not waited for.
      const impatient = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 500);
      await closed;
      clearTimeout(impatient);
    },
  };
}

/**
 * The answer to the address with its token: a cookie, and the way to the page. A browser that was led here by another page,
 * such as the file that `npm start` opens, keeps such a cookie to itself in a redirect; a page of ours that goes on by
 * itself is sent it.
 */
function welcome({ headers }: IncomingMessage, { cookie, token, open }: Guard): FileAnswer {
  const site = headers['sec-fetch-site'];
  const given = { 'set-cookie': `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/` };
  // To other machines than their own, browsers do not say who led them there without encryption.
  const isLed = site === undefined ? open : site === 'cross-site' || site === 'same-site';
  if (!isLed) return { status: 303, headers: { ...given, location: '/' }, body: null };
  return {
    status: 200,
    headers: { ...given, 'content-type': 'text/html; charset=utf-8', refresh: '0; url=/' },
    body: '<!doctype html><title>Isthmus</title>',
  };
}

/** Whether a host listens on every address that its machine has. */
const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** This machine's addresses that others reach it by. */
function outerAddresses(host: string): string[] {
  const families = host === '::' ? ['IPv4', 'IPv6'] : ['IPv4'];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal, scopeid = 0 }) => !internal && families.includes(family) && scopeid === 0)
    .map(({ address }) => address);
}

/** The port that was got. */
async function listen(
  server: ReturnType<typeof createServer>,
  host: string,
  port: number | null,
): Promise<number> {
  const attempt = (at: number): Promise<number> =>
    new Promise((done, fail) => {
      server.once('error', fail);
      server.listen(at, host, () => {
        server.off('error', fail);
        done((server.address() as AddressInfo).port);
      });
    });
  try {
    return await attempt(port ?? usualPort);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      if (port === null) return attempt(0);
      const why = code === 'EACCES' ? 'may not be used' : 'is in use';
      throw badInput(`Port ${port} ${why}: choose another with --port, or leave it out to get a free one.`);
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw badInput(`${host} is not an address of this machine: leave out --host to serve it on loopback.`);
    }
    throw error;
  }
}

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

/** Only path and query count; a request line that is no URL becomes one that nothing answers to. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  const path = url.startsWith('/') ? url.replace(/^\/+/, '/') : '/';
  return URL.canParse(path, 'http://host') ? new URL(path, 'http://host') : new URL('http://host/%00');
}

function sentence(status: number, text: string): FileAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}

async function send(
  response: ServerResponse,
  { status, headers, body }: FileAnswer,
  headOnly = false,
): Promise<void> {
  response.writeHead(status, { ...safeHeaders, ...headers });
  if (body instanceof Readable) {
    if (headOnly) {
      body.destroy();
      response.end();
      return;
    }
    // The page that asked may leave half-way.
    await pipeline(body, response).catch(() => undefined);
    return;
  }
  response.end(headOnly ? undefined : body);
}
