/**
 * What was dropped, as a list of names and places, and reading bytes from those places. A name is text to show, and
 * no path is ever made of it.
 */

import { statSync, type Dirent, type Stats } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  IsthmusError,
  badInput,
  linkOutReason,
  type Preview,
  type ResolvedSource,
} from '../../contract/index.ts';
import { isWithin } from '../../store/folders.ts';
import { naturalSort } from './natural.ts';
import { shown } from '../text.ts';
import { ProgressPhase, checkCancelled, type Work } from '../work.ts';

export type Skipped = Preview['skipped'][number];

/** One file as its owner knows it, and where its bytes are. The name is text: it is never joined to a path. */
export interface Entry {
  /** Relative to what was dropped, '/' between folders, for any system. */
  name: string;
  /** The same taken apart, without the folders that everything lies in. */
  parts: readonly string[];
  location: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** What was dropped: its files in natural order, whether it is a folder or an upload. */
export interface FileTree {
  /** What to call it in messages. */
  name: string;
  /** What to call the dataset: the name, without its extension where it is a file's. */
  title: string;
  entries: Entry[];
  skipped: Skipped[];
  /** True where one file was dropped, not a folder. */
  single: boolean;
  /** The other files of a single file's folder; none for a folder, or an upload. */
  besides(): Promise<Entry[]>;
}

const hidden = /^\.(?!\.?$)|^__MACOSX$|^Thumbs\.db$|^desktop\.ini$|^Icon\r$/i;
/** Papers that travel with data and hold no samples. */
const paper =
  /^(readme|licen[cs]e|copying|notice|citation|authors|credits|changelog)([-_][a-z0-9-]+)?(\.(txt|md|rst|html?|cff|pdf))?$/i;

/**
 * Lists the files of a source. Hidden files and papers (README, LICENSE, ...) are left out without a word; what
 * cannot be read is told in `skipped`, and so are links out of the folder, which are followed only where that was asked for.
 * @throws IsthmusError `not_found` where nothing is there, `bad_input` where it may not be read or is a whole disk;
 *   `cancelled`
 */
export async function openTree(source: ResolvedSource, work: Work): Promise<FileTree> {
  const names = source.names;
  if (names !== null) return uploadTree(source, names, work);
  const about = statOf(source.path, source.name);
  if (!about.isDirectory()) {
    if (!about.isFile()) throw badInput(`${shown(source.name)} is neither a file nor a folder.`);
    const entry = entryOf(basename(source.path), source.path, about);
    const folder = dirname(source.path);
    return {
      name: source.name,
      title: titleOf(source.name),
      entries: [entry],
      skipped: [],
      single: true,
      besides: async () => {
        const { follow_links: follow = false } = source;
        const all = await walk(folder, work, { deep: false, follow }).catch(() => ({
          entries: [],
          skipped: [],
        }));
        return all.entries.filter(({ location }) => location !== source.path);
      },
    };
  }
  const { follow_links: follow = false } = source;
  const { entries, skipped } = await walk(source.path, work, { deep: true, follow });
  return tree(source.name, entries, skipped);
}

function uploadTree(source: ResolvedSource, names: readonly string[], work: Work): FileTree {
  const entries: Entry[] = [];
  names.forEach((name, i) => {
    if (i % 1000 === 0) checkCancelled(work.signal);
    if (unwanted(name.split('/'))) return;
    const location = join(source.path, String(i));
    entries.push(entryOf(name, location, statOf(location, name)));
  });
  const uploaded = tree(source.name, entries, []);
  return names.length === 1 ? { ...uploaded, title: titleOf(source.name), single: true } : uploaded;
}

/** Only the endings of known formats go: `data.v2` keeps its own. */
function titleOf(name: string): string {
  const title = name
    .replace(/\.gz$/i, '')
    .replace(/\.(csv|tsv|tab|txt|data|dat|npy|tra|tes|hol|idx\w*)$/i, '');
  return title === '' ? name : title;
}

function tree(name: string, found: readonly Entry[], skipped: Skipped[]): FileTree {
  const entries = naturalSort(found, (entry) => entry.name);
  let wrapped = 0;
  const [first] = entries;
  while (
    first !== undefined &&
    entries.every(({ parts }) => parts.length > wrapped + 1 && parts[wrapped] === first.parts[wrapped])
  ) {
    wrapped++;
  }
  return {
    name,
    title: name,
    entries: entries.map((entry) => ({ ...entry, parts: entry.parts.slice(wrapped) })),
    skipped,
    single: false,
    besides: () => Promise.resolve([]),
  };
}

/**
 * All files under a folder; folders already seen (by a link, say) are not entered again. Only the folder itself must be
 * there: others may work in it meanwhile.
 */
async function walk(
  root: string,
  work: Work,
  { deep, follow }: { deep: boolean; follow: boolean },
): Promise<{ entries: Entry[]; skipped: Skipped[] }> {
  const entries: Entry[] = [];
  const skipped: Skipped[] = [];
  const seen = new Set<string>();
  const open = [{ path: root, parts: [] as string[] }];
  const phase = new ProgressPhase(work, 'Listing files', 0);
  const within = await realpath(root).catch((error: unknown) => {
    throw readingError(error, shown(basename(root)));
  });
  if (deep && within === wholeDisk) {
    throw badInput(
      `${root === wholeDisk ? root : `${shown(root)} leads to ${wholeDisk}, which`} is the whole disk: choose a folder on it.`,
    );
  }
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const about = folder.path === root ? statOf(root, basename(root)) : targetOf(folder.path);
    if (about === null) {
      skipped.push({ file: folder.parts.join('/'), reason: unreadable });
      continue;
    }
    const identity = `${about.dev}:${about.ino}`;
    if (about.ino !== 0 && seen.has(identity)) continue;
    seen.add(identity);
    let children: Dirent[];
    try {
      children = await readdir(folder.path, { withFileTypes: true });
    } catch (error) {
      if (folder.path === root) throw readingError(error, shown(basename(root)));
      const { code } = error as NodeJS.ErrnoException;
      const reason = code === 'ENOENT' ? unreadable : 'is a folder that may not be read';
      skipped.push({ file: folder.parts.join('/'), reason });
      continue;
    }
    for (const child of children) {
      const parts = [...folder.parts, child.name];
      if (unwanted(parts)) continue;
      const path = join(folder.path, child.name);
      const name = parts.join('/');
      await phase.at(entries.length);
      if (child.isDirectory()) {
        if (deep) open.push({ path, parts });
        continue;
      }
      const isLink = child.isSymbolicLink();
      const refused = isLink ? await refusedLink(path, within, follow) : null;
      const target = refused === null ? targetOf(path) : null;
      if (target?.isDirectory()) {
        if (deep) open.push({ path, parts });
      } else if (target?.isFile()) entries.push(entryOf(name, path, target));
      else skipped.push({ file: name, reason: refused ?? (target ? 'is not a plain file' : unreadable) });
    }
  }
  return { entries, skipped };
}

/** The folder that everything is in; on Windows every disk has its own, and a disk may well hold nothing but data. */
const wholeDisk = '/';

const unreadable = 'was gone, or may not be read, when its turn came';

/**
 * Why a link is not followed, or null where it is.
 * @param within the folder that it must not lead out of, itself without links
 * @param follow whether it may
 */
async function refusedLink(path: string, within: string, follow: boolean): Promise<string | null> {
  let target: string;
  try {
    target = await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ELOOP'
      ? 'is a link to nothing'
      : 'is a link that may not be followed';
  }
  if (target === wholeDisk) return 'is a link to the whole disk';
  return !isWithin(target, within) && !follow ? linkOutReason : null;
}

/** What a path leads to; null where that cannot be told any more. */
function targetOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function unwanted(parts: readonly string[]): boolean {
  return parts.some((part) => hidden.test(part)) || paper.test(parts.at(-1) ?? '');
}

function entryOf(name: string, location: string, about: { size: number; mtimeMs: number }): Entry {
  return { name, parts: name.split('/'), location, size: about.size, modified: about.mtimeMs };
}

function statOf(path: string, name: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw readingError(error, shown(name));
  }
}

/**
 * A file system's error as one plain sentence.
 * @param thrown what `node:fs` threw
 * @param name the file's or folder's name as the user knows it
 */
export function readingError(thrown: unknown, name: string): IsthmusError {
  const { code, stack } = thrown instanceof Error ? (thrown as NodeJS.ErrnoException) : {};
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new IsthmusError('not_found', `${name} is not there: check the path and try again.`, stack);
    case 'EACCES':
    case 'EPERM':
      return badInput(
        `${name} may not be read: change its permissions, or copy it to a place of yours.`,
        stack,
      );
    case 'ELOOP':
      return badInput(
        `${name} is a link that leads back to itself: choose the folder it should lead to.`,
        stack,
      );
    case 'EMFILE':
    case 'ENFILE':
      return badInput(`${name} cannot be opened: too many files are open; close some programs.`, stack);
    default:
      return badInput(
        `${name} cannot be read (${code ?? 'unknown error'}): copy it elsewhere and try again.`,
        stack,
      );
  }
}
