import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { IsthmusError, badInput, type ResolvedSource, type Source } from '../contract/index.ts';
import type { Context } from './context.ts';
import type { Uploads } from './uploads.ts';

/** A source as a job can read it, and as text to show. */
export interface Resolved {
  source: ResolvedSource;
  shown: string;
}

/**
 * Finds what a source names.
 * @throws IsthmusError `bad_input` for a path that is not there, `not_found` for an upload that is gone
 */
export async function resolveSource(
  { resources }: Context,
  uploads: Uploads,
  source: Source,
): Promise<Resolved> {
  if ('sample' in source) {
    const path = join(resources, source.sample);
    return {
      source: { path, names: null, name: 'Handwritten digits' },
      shown: 'the sample that comes with Isthmus',
    };
  }
  if ('upload' in source) {
    const { folder, name, names } = uploads.finished(source.upload);
    return { source: { path: folder, names, name }, shown: name };
  }
  const path = resolve(source.path);
  try {
    await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new IsthmusError('bad_input', `${path} does not exist: check the name and try again.`);
    }
    if (code === 'EACCES') throw badInput(`${path} may not be read: change its permissions and try again.`);
    throw error;
  }
  const { follow_links } = source;
  return { source: { path, names: null, name: basename(path) || path, follow_links }, shown: path };
}
