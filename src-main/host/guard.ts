import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { isIP } from 'node:net';
import { isToken } from './token.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);

export const isLoopback = (host: string): boolean => loopback.has(host);

export interface Guard {
  token: string;
  /** The cookie's name carries the port: cookies are shared by all ports of a host. */
  cookie: string;
  /** Whether the host listens to other machines too. */
  open: boolean;
}

/**
 * Why a request is refused, or null where it may pass. Three things are asked of it: that it was meant for this
 * host (a name that an attacker points at this machine is refused), that it comes from our own page, and that it
 * knows the token.
 */
export function refusal(request: IncomingMessage, url: URL, guard: Guard): string | null {
  const { host = '', origin } = request.headers;
  if (!isOurHost(host, guard.open)) return 'This address is not one of Isthmus.';
  const writes = request.method !== 'GET' && request.method !== 'HEAD';
  const needsOrigin = writes || request.headers.upgrade !== undefined;
  if (origin === undefined ? needsOrigin : origin !== `http://${host}`) {
    return 'Only the page of Isthmus itself may ask for this.';
  }
  const site = request.headers['sec-fetch-site'];
  const visits = request.headers['sec-fetch-mode'] === 'navigate';
  if ((site === 'cross-site' || site === 'same-site') && !visits) {
    return 'Only the page of Isthmus itself may ask for this.';
  }
  const known =
    isToken(url.searchParams.get('token'), guard.token) ||
    isToken(cookieOf(request, guard.cookie), guard.token);
  return known ? null : 'This page needs the address that Isthmus printed when it started, with its token.';
}

/**
 * Whether a Host header names this machine: by loopback, on whatever port, so that a tunnel works; or, when other
 * machines may connect, by any plain address, since only names can be pointed elsewhere.
 */
function isOurHost(header: string, open: boolean): boolean {
  const name = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d+)?$/i.exec(header.toLowerCase());
  const host = name?.[1] ?? name?.[2];
  if (host === undefined) return false;
  return isLoopback(host) || (open && (isIP(host) !== 0 || host === hostname().toLowerCase()));
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value ?? null;
  }
  return null;
}
