import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { answerFile, type FileAnswer } from '../host/files.ts';
import { safeHeaders } from '../host/headers.ts';
import { answerPage } from '../host/pages.ts';
import type { Files } from '../services/index.ts';

/**
 * Answers the page's requests as the browser host does, with the same code and the same headers.
 * @param files what the services give by URL
 * @param page answers what is no file of theirs, such as the page itself
 */
export function answerRequests(
  files: Files,
  page: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const size = request.headers.get('content-length');
    const answer = await answerFile(files, {
      method: request.method,
      path: new URL(request.url).pathname,
      ifNoneMatch: request.headers.get('if-none-match') ?? undefined,
      body: request.body ? Readable.fromWeb(request.body as NodeStream) : undefined,
      length: size === null ? undefined : Number(size),
    });
    return answer ? toResponse(answer) : page(request);
  };
}

/** The built renderer's files. @param folder `out/renderer` */
export const answerPages =
  (folder: string) =>
  async (request: Request): Promise<Response> => {
    const answer = await answerPage(folder, new URL(request.url).pathname);
    return answer ? toResponse(answer) : new Response(null, { status: 404, headers: safeHeaders });
  };

function toResponse({ status, headers, body }: FileAnswer): Response {
  const content =
    body instanceof Readable
      ? (Readable.toWeb(body) as ReadableStream<Uint8Array>)
      : body instanceof Uint8Array
        ? new Uint8Array(body)
        : body;
  return new Response(content, { status, headers: { ...safeHeaders, ...headers } });
}
