import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { IsthmusError } from '../contract/index.ts';
import { listFiles, placeOf, type OwnerKind } from '../store/artifacts.ts';
import type { Context } from './context.ts';
import type { Exports } from './exports.ts';
import { drawPicture } from './pictures.ts';
import type { Maps } from './maps.ts';
import { liveFiles, type Queue } from './queue.ts';
import type { Uploads } from './uploads.ts';

/** What goes by URL and not by call: arrays, pictures, uploads, downloads. */
export interface Files {
  /** @returns where the file is, and its hash; null for one that still changes */
  array(kind: OwnerKind, id: string, name: string): { path: string; sha256: string | null };
  picture(kind: OwnerKind, id: string, row: number): Promise<Uint8Array>;
  download(id: string): { path: string; name: string };
  receive(upload: string, number: number, body: Readable, length: number | null): Promise<void>;
  receiveGroup(upload: string, first: number, sizes: readonly number[], body: Readable): Promise<void>;
}

export function openFiles(
  context: Context,
  queue: Queue,
  maps: Maps,
  exports: Exports,
  uploads: Uploads,
): Files {
  const { store, paths } = context;
  return {
    array(kind, id, name) {
      const kept = listFiles(store.read, kind, id).find((artifact) => artifact.name === name);
      if (kept) return { path: join(paths[kind], id, placeOf(kept)), sha256: kept.sha256 };
      const folder =
        kind !== 'runs' ? null : liveFiles.includes(name) ? queue.folderOf(id) : maps.folderOf(id, name);
      if (folder === null) throw new IsthmusError('not_found', `There is no array ${kind}/${id}/${name}.`);
      return { path: join(folder, name), sha256: null };
    },
    picture: (kind, id, row) => drawPicture(context, kind, id, row),
    download: (id) => exports.find(id),
    receive: (upload, number, body, length) => uploads.receive(upload, number, body, length),
    receiveGroup: (upload, first, sizes, body) => uploads.receiveGroup(upload, first, sizes, body),
  };
}
