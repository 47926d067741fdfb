import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { FileAnswer } from './files.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * A file of the built renderer, or null where there is none of that name.
 * @param folder the built renderer
 * @param path the URL's path, still encoded
 */
export async function answerPage(folder: string, path: string): Promise<FileAnswer | null> {
  const name = decode(path);
  if (name === null) return null;
  const file = join(folder, name === '/' ? 'index.html' : name);
  // `join` has resolved every `..`: what is then outside was meant to be.
  if (!file.startsWith(folder + sep)) return null;
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return null;
  const headers = {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-length': String(found.size),
    // The build names assets by their content; the page itself names the assets.
    'cache-control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
  };
  return { status: 200, headers, body: createReadStream(file) };
}

function decode(path: string): string | null {
  try {
    const name = decodeURIComponent(path);
    return name.includes('\0') || name.includes('\\') ? null : name;
  } catch {
    return null;
  }
}
