import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  badInput,
  listed,
  type CallName,
  type CallParsed,
  type Handlers,
  type Source,
} from '../contract/index.ts';
import { isWithin } from '../services/index.ts';

function inSource(source: Source): string[] {
  if (!('path' in source)) return [];
  if (source.follow_links === true) {
    throw badInput('Links out of a folder are not followed from here: name the folder they lead to.');
  }
  return [source.path];
}

/**
 * The paths of this machine in the input of the calls that can name any; a test proves that no other call can.
 * @throws IsthmusError `bad_input` where the input names paths that cannot be known beforehand
 */
export const pathsIn: { [N in CallName]?: (input: CallParsed<N>) => string[] } = {
  'datasets.preview': ({ source }) => inSource(source),
  'datasets.import': ({ source }) => inSource(source),
  'exports.write': ({ to }) => [to],
  'models.encode': ({ source, to }) => [...inSource(source), ...(to === undefined ? [] : [to])],
};

/**
 * The same handlers, but refusing calls that name a path outside of some folders.
 * @param folders as `allowedFolders` gives them; where there are none, no path may be named
 */
export function onlyWithin(handlers: Handlers, folders: readonly string[]): Handlers {
  const guarded = Object.entries(pathsIn).map(([name, paths]) => {
    const named = paths as (input: unknown) => string[];
    const handle = handlers[name as CallName] as (input: unknown, context: unknown) => Promise<unknown>;
    return [
      name,
      async (input: unknown, context: unknown) => {
        for (const path of named(input)) await refuseOutside(path, folders);
        return handle(input, context);
      },
    ];
  });
  return { ...handlers, ...(Object.fromEntries(guarded) as Partial<Handlers>) };
}

/**
 * Folders that calls may name, after following links.
 * @throws IsthmusError `bad_input` where one is not there, or is no folder
 */
export async function allowedFolders(folders: readonly string[]): Promise<string[]> {
  return Promise.all(
    folders.map(async (folder) => {
      const path = await realpath(folder).catch(() => null);
      if (path !== null && (await stat(path)).isDirectory()) return path;
      throw badInput(`--allow-paths takes folders that are there, and ${folder} is none.`);
    }),
  );
}

async function refuseOutside(path: string, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) {
    throw badInput(
      'Files of the machine that runs Isthmus may not be named from here: upload or download them, or start it with --allow-paths FOLDER.',
    );
  }
  const real = await realPathOf(resolve(path));
  if (real !== null && folders.some((folder) => isWithin(real, folder))) return;
  throw badInput(
    `Only what is in ${listed(folders)} may be named from here: choose a place in there, or upload or download files.`,
  );
}

/**
 * Where a path leads once its links are followed, also one of which the last parts are still to be made.
 * @returns null where that cannot be told: a link to nothing could lead anywhere by the time it is used
 */
async function realPathOf(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' && (await lstat(path).catch(() => null)) === null;
    if (!isMissing || dirname(path) === path) return null;
    const folder = await realPathOf(dirname(path));
    return folder === null ? null : join(folder, basename(path));
  }
}
