import { lstatSync, mkdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { badInput, toIsthmusError } from '../contract/index.ts';

/** Whether a path is a folder's, or of something in it; both without links. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A disk that is far away may never answer: after so long it is given up. */
const patienceMs = 10_000;

/**
 * Makes a folder that is to be written to, with those above it that are missing, and always returns: Node's `mkdir` with `recursive` does not where
 * the system says of a folder that it is not there, though all above it are (`/proc/x`).
 * @param path absolute
 * @returns the topmost folder that had to be made, if any
 * @throws IsthmusError `bad_input` with one sentence where there can be no such folder; a full disk as the system's error
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const silent = Promise.withResolvers<never>();
  const limit = setTimeout(() => silent.reject(systemError('ETIMEDOUT')), patienceMs);
  try {
    return await Promise.race([make(path), silent.promise]);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (toIsthmusError(error).code === 'disk_full') throw error;
    if (code === 'EROFS') {
      throw badInput(`${path} is on a disk that cannot be written: choose another folder.`);
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw badInput(`${path} may not be written: choose another folder, or change its permissions.`);
    }
    throw badInput(`${path} cannot be a folder, because ${hindrance(path, code)}: choose another.`);
  } finally {
    clearTimeout(limit);
  }
}

async function make(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = path; (await stat(at).catch(missed)) === null; at = above(at)) missing.unshift(at);
  for (const folder of missing) await mkdir(folder).catch(madeMeanwhile);
  confirm(await stat(path));
  await access(path, constants.W_OK);
  return missing[0];
}

/**
 * As {@link makeFolder}, for what must be there before anything else can be done.
 * @param mode of what is made
 * @throws what the system says; {@link hindrance} puts it into words
 */
export function makeFolderSync(path: string, mode: number): void {
  const found = (at: string): Stats | null => {
    try {
      return statSync(at);
    } catch (error) {
      return missed(error);
    }
  };
  const missing: string[] = [];
  for (let at = path; found(at) === null; at = above(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode });
    } catch (error) {
      madeMeanwhile(error);
    }
  }
  confirm(statSync(path));
}

/** Nothing where nothing is there; any other error is thrown on. */
function missed(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  throw error;
}

/** The folder above; the topmost of all is missing where a drive is. */
function above(path: string): string {
  if (dirname(path) === path) throw systemError('ENOENT');
  return dirname(path);
}

/** What has that name by now is looked at once all are made. */
function madeMeanwhile(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

function confirm(found: Stats): void {
  if (!found.isDirectory()) throw systemError('ENOTDIR');
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Why a folder cannot be made or written, to go on a sentence after "because". @param code of the system's error */
export function hindrance(path: string, code: string): string {
  const dead = deadLink(path);
  if (dead !== null) {
    const link = dead === path ? 'it' : dead;
    return `${link} is a link to ${readlinkSync(dead)}, where nothing is`;
  }
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'it may not be written';
    case 'EROFS':
      return 'it is on a disk that cannot be written';
    case 'EEXIST':
    case 'ENOTDIR':
    case 'ENOENT':
      // Windows says of what is below a file that it is not there.
      if (isFile(path)) return 'a file has that name';
      return isBelowFile(path) ? 'a file is in its way' : 'none can be made there';
    case 'ENAMETOOLONG':
      return 'its name is too long';
    case 'ETIMEDOUT':
      return 'its disk does not answer';
    default:
      return `the system says ${code}`;
  }
}

/** The first link on a path that leads to nothing. */
function deadLink(path: string): string | null {
  const first = dirname(path) === path ? null : deadLink(dirname(path));
  return first ?? (isThere(lstatSync, path) && !isThere(statSync, path) ? path : null);
}

function isFile(path: string): boolean {
  return isThere(statSync, path) && !statSync(path).isDirectory();
}

function isBelowFile(path: string): boolean {
  return dirname(path) !== path && (isFile(dirname(path)) || isBelowFile(dirname(path)));
}

function isThere(look: (path: string) => unknown, path: string): boolean {
  try {
    look(path);
    return true;
  } catch {
    return false;
  }
}
