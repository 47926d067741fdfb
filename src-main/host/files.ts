import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { badInput, toIsthmusError, type ErrorCode } from '../contract/index.ts';
import type { Files, OwnerKind } from '../services/index.ts';

/** A request, whatever carried it: HTTP, or Electron's own scheme. */
export interface FileRequest {
  method: string;
  /** Without the query, e.g. `/arrays/runs/k3f9/codes.npy`. */
  path: string;
  ifNoneMatch?: string | undefined;
  /** What is sent along, for `PUT`. */
  body?: Readable | undefined;
  /** How many bytes that will be, where it is known. */
  length?: number | undefined;
}

export interface FileAnswer {
  status: number;
  headers: Record<string, string>;
  body: Readable | Uint8Array | string | null;
}

type Route = (parts: string[], request: FileRequest) => Promise<FileAnswer>;

const statusOf: Record<ErrorCode, number> = {
  bad_input: 400,
  not_found: 404,
  no_tensorflow: 503,
  disk_full: 507,
  cancelled: 499,
  paused: 409,
  closed: 503,
  internal: 500,
};

const types: Record<string, string> = {
  npy: 'application/octet-stream',
  json: 'application/json',
  png: 'image/png',
  zip: 'application/zip',
};

/** An id is never used again and a dataset's arrays never change, so what was fetched once is good for ever. */
const forEver = 'private, max-age=31536000, immutable';
/** Maps and measures of a run are made anew under the same names: whether one is the same is asked each time. */
const whileSame = 'private, no-cache';

/**
 * Answers what goes by URL: `/arrays`, `/pictures`, `/downloads` and `/uploads`. Every part of such a path has a
 * closed alphabet, so no path can lead anywhere else.
 * @returns null for any other path; errors are answers too, one sentence as plain text
 */
export async function answerFile(files: Files, request: FileRequest): Promise<FileAnswer | null> {
  const area = /^\/(arrays|pictures|downloads|uploads)\//.exec(request.path)?.[1];
  if (area === undefined) return null;
  try {
    for (const [method, pattern, route] of routes(files)) {
      const match = pattern.exec(request.path);
      if (match && (request.method === method || (method === 'GET' && request.method === 'HEAD'))) {
        return await route(match.slice(1), request);
      }
    }
    return plain(404, `There is nothing at ${request.path}.`);
  } catch (thrown) {
    const error = toIsthmusError(thrown);
    return plain(statusOf[error.code], error.message);
  }
}

function routes(files: Files): [method: string, pattern: RegExp, route: Route][] {
  return [
    [
      'GET',
      /^\/arrays\/(datasets|runs)\/([a-z0-9]{4,32})\/([a-z0-9_-]+\.(?:npy|json|png))$/,
      async ([kind, id, name], { ifNoneMatch }) => {
        const { path, sha256 } = files.array(kind as OwnerKind, String(id), String(name));
        const etag = sha256 === null ? null : `"${sha256}"`;
        if (etag !== null && ifNoneMatch === etag) return { status: 304, headers: { etag }, body: null };
        const good = kind === 'datasets' ? forEver : whileSame;
        const headers = etag === null ? { 'cache-control': 'no-store' } : { etag, 'cache-control': good };
        return sendFile(path, headers);
      },
    ],
    [
      'GET',
      /^\/pictures\/(datasets|runs)\/([a-z0-9]{4,32})\/(\d{1,9})\.png$/,
      async ([kind, id, row]) => {
        const body = await files.picture(kind as OwnerKind, String(id), Number(row));
        const headers = { 'content-type': 'image/png', 'cache-control': forEver };
        return { status: 200, headers: { ...headers, 'content-length': String(body.length) }, body };
      },
    ],
    [
      'GET',
      /^\/downloads\/([a-z0-9]{4,32})\.(?:zip|npy)$/,
      async ([id]) => {
        const { path, name } = files.download(String(id));
        const headers = {
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'no-store',
        };
        return sendFile(path, headers);
      },
    ],
    [
      'PUT',
      /^\/uploads\/([a-z0-9]{4,32})\/(\d{1,9})$/,
      async ([id, number], { body, length }) => {
        if (!body) throw badInput('There is no file in this request.');
        await files.receive(String(id), Number(number), body, length ?? null);
        return { status: 204, headers: {}, body: null };
      },
    ],
    [
      'PUT',
      /^\/uploads\/([a-z0-9]{4,32})\/(\d{1,9})\/(\d{1,8}(?:,\d{1,8}){0,255})$/,
      async ([id, first, sizes], { body }) => {
        if (!body) throw badInput('There is no file in this request.');
        await files.receiveGroup(String(id), Number(first), String(sizes).split(',').map(Number), body);
        return { status: 204, headers: {}, body: null };
      },
    ],
  ];
}

async function sendFile(path: string, headers: Record<string, string>): Promise<FileAnswer> {
  const found = await stat(path).catch(() => null);
  if (!found) return plain(404, 'This file is not there any more: reload the page.');
  const type = types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const about = { 'content-type': type, 'content-length': String(found.size), ...headers };
  return { status: 200, headers: about, body: createReadStream(path, { highWaterMark: 1 << 20 }) };
}

function plain(status: number, sentence: string): FileAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return { status, headers, body: `${sentence}\n` };
}
