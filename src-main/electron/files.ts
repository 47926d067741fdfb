import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { IsthmusError } from '../contract/index.ts';
import type { Files } from '../services/index.ts';

const arrays = /^\/arrays\/(datasets|runs)\/([a-z0-9]+)\/([\w.-]+)$/;
const pictures = /^\/pictures\/(datasets|runs)\/([a-z0-9]+)\/(\d+)\.png$/;

type Kind = 'datasets' | 'runs';

/**
 * Answers the page's requests for arrays and pictures, at the addresses they have in the browser host too.
 * @returns null for the address of anything else
 */
export function answerFiles(files: Files): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (!/^\/(arrays|pictures)\//.test(pathname)) return null;
    if (request.method !== 'GET') return new Response(null, { status: 405 });
    try {
      const picture = pictures.exec(pathname);
      if (picture) return await sendPicture(files, picture);
      const array = arrays.exec(pathname);
      return array ? await sendArray(files, array, request) : new Response(null, { status: 404 });
    } catch (error) {
      const known = error instanceof IsthmusError;
      const gone =
        (known && error.code === 'not_found') || (error as NodeJS.ErrnoException).code === 'ENOENT';
      return new Response(known ? error.message : null, {
        status: gone ? 404 : known && error.isUsers ? 400 : 500,
      });
    }
  };
}

async function sendPicture(files: Files, [, kind, id, row]: RegExpExecArray): Promise<Response> {
  const png = await files.picture(kind as Kind, id ?? '', Number(row));
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
}

/** An array with a hash never changes, and is not sent twice; one without (of a run that trains) always is. */
async function sendArray(
  files: Files,
  [, kind, id, name]: RegExpExecArray,
  request: Request,
): Promise<Response> {
  const { path, sha256 } = files.array(kind as Kind, id ?? '', name ?? '');
  const tag = sha256 && `"${sha256}"`;
  if (tag && request.headers.get('if-none-match') === tag) return new Response(null, { status: 304 });
  const { size } = await stat(path);
  const headers = new Headers({
    'content-type': name?.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    'content-length': String(size),
    'cache-control': tag ? 'private, no-cache' : 'no-store',
  });
  if (tag) headers.set('etag', tag);
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, { headers });
}
