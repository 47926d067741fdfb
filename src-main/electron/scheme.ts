import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { net, protocol, type Session } from 'electron';

const scheme = 'isthmus';

/** The page's address. Everything it fetches is below it, as it is below the host's in a browser. */
export const home = `${scheme}://app/`;

/** Whether an address is the page's own: nothing else may speak to the services. */
export const isOurs = (url: string): boolean => url.startsWith(home);

/** Answers `/arrays/...` and `/pictures/...`, as the browser host does; null for any other path. */
export type AnswerFile = (request: Request) => Promise<Response | null>;

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const policy = (developing: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // Vite inserts style elements while developing; D3 sets style attributes always.
    `style-src 'self'${developing ? " 'unsafe-inline'" : ''}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${developing ? ' ws:' : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Must be called before Electron is ready: it makes the scheme as able, and as confined, as https. */
export function announceScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/**
 * Serves the page and the arrays on the scheme.
 * @param pages the built renderer, `out/renderer`
 * @param developing the address of Vite's server, which then serves the page instead
 */
export function serveScheme(
  session: Session,
  pages: string,
  answer: AnswerFile,
  developing: string | undefined,
): void {
  session.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'app') return new Response(null, { status: 404 });
    const file = await answer(request);
    if (file) return file;
    const response = developing
      ? await net.fetch(new URL(url.pathname + url.search, developing).href, {
          bypassCustomProtocolHandlers: true,
        })
      : await readPage(pages, url.pathname);
    const headers = new Headers(response.headers);
    headers.set('content-security-policy', policy(developing !== undefined));
    headers.set('x-content-type-options', 'nosniff');
    return new Response(response.body, { status: response.status, headers });
  });
}

/** One file of the built renderer; nothing outside of its folder. */
async function readPage(pages: string, pathname: string): Promise<Response> {
  const place = normalize(join(pages, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)));
  if (!place.startsWith(pages + sep)) return new Response(null, { status: 404 });
  try {
    const type = types[extname(place)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(await readFile(place)), { headers: { 'content-type': type } });
  } catch {
    return new Response(null, { status: 404 });
  }
}
