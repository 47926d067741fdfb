import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import { badInput, serve, toIsthmusError } from '../contract/index.ts';
import type { Services } from '../services/index.ts';
import { answerFile, type FileAnswer } from './files.ts';
import { isLoopback, refusal, type Guard } from './guard.ts';
import { safeHeaders } from './headers.ts';
import { answerPage } from './pages.ts';
import { socketChannel } from './socket.ts';
import { isToken, keepToken } from './token.ts';

const usualPort = 4817;

export interface HostOptions {
  /** Loopback unless it was asked for something else. */
  host: string;
  /** Null: the usual port where it is free, else any. */
  port: number | null;
  /** The built renderer. */
  pages: string;
}

export interface Host {
  /** The page's address with its token. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the services to browsers: the page and arrays by HTTP, calls and events by a WebSocket at `/rpc`.
 * @throws IsthmusError `bad_input` where it cannot listen there
 */
export async function startHost(services: Services, { host, port, pages }: HostOptions): Promise<Host> {
  const guard: Guard = { token: keepToken(services.paths.token), cookie: '', open: !isLoopback(host) };
  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => {
      services.log(`${request.method} ${request.url}: ${toIsthmusError(error).detail}`);
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
      serve(socketChannel(opened), services.handlers, services.events),
    );
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    const refused = refusal(request, url, guard);
    if (refused !== null) return send(response, sentence(403, refused));
    if (url.pathname === '/' && isToken(url.searchParams.get('token'), guard.token)) {
      const cookie = `${guard.cookie}=${guard.token}; HttpOnly; SameSite=Strict; Path=/`;
      return send(response, { status: 303, headers: { location: '/', 'set-cookie': cookie }, body: null });
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

  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}/?token=${guard.token}`,
    async close() {
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
