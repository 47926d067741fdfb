import { net, protocol, type Session } from 'electron';
import { isOurs, scheme } from './address.ts';

/** Must be called before Electron is ready: it makes the scheme as able, and as confined, as https. */
export function announceScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Answers every request of the page with `answer`, and those of any other host of the scheme with nothing. */
export function serveScheme(session: Session, answer: (request: Request) => Promise<Response>): void {
  session.protocol.handle(scheme, async (request) =>
    isOurs(request.url) ? answer(request) : new Response(null, { status: 404 }),
  );
}

/**
 * The page as Vite's server gives it while developing, under our address so that arrays are beside it. Vite
 * inserts style elements and speaks to the page over a WebSocket of its own.
 * @param server the address of Vite's server
 */
export const answerFromVite =
  (server: string) =>
  async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const response = await net.fetch(new URL(pathname + search, server).href);
    const headers = new Headers(response.headers);
    headers.set(
      'content-security-policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws:",
    );
    return new Response(response.body, { status: response.status, headers });
  };
