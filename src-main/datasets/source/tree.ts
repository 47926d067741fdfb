/**
 * What was dropped, as a list of names and places, and reading bytes from those places. A name is text to show, and
 * no path is ever made of it.
 */

import { statSync, type Dirent, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { IsthmusError, badInput, type Preview, type ResolvedSource } from '../../contract/index.ts';
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
 * cannot be read is told in `skipped`.
 * @throws IsthmusError `not_found` where nothing is there, `bad_input` where it may not be read; `cancelled`
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
        const all = await walk(folder, work, false).catch(() => ({ entries: [], skipped: [] }));
        return all.entries.filter(({ location }) => location !== source.path);
      },
    };
  }
  const { entries, skipped } = await walk(source.path, work, true);
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

/** All files under a folder; folders already seen (by a link, say) are not entered again. */
async function walk(
  root: string,
  work: Work,
  deep: boolean,
): Promise<{ entries: Entry[]; skipped: Skipped[] }> {
  const entries: Entry[] = [];
  const skipped: Skipped[] = [];
  const seen = new Set<string>();
  const open = [{ path: root, parts: [] as string[] }];
  const phase = new ProgressPhase(work, 'Listing files', 0);
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const about = statOf(folder.path, folder.parts.join('/') || basename(root));
    const identity = `${about.dev}:${about.ino}`;
    if (about.ino !== 0 && seen.has(identity)) continue;
    seen.add(identity);
    let children: Dirent[];
    try {
      children = await readdir(folder.path, { withFileTypes: true });
    } catch (error) {
      if (folder.path === root) throw readingError(error, shown(basename(root)));
      skipped.push({ file: folder.parts.join('/'), reason: 'is a folder that may not be read' });
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
      const target = targetOf(path);
      if (target?.isDirectory()) {
        if (deep) open.push({ path, parts });
      } else if (target?.isFile()) entries.push(entryOf(name, path, target));
      else skipped.push({ file: name, reason: target ? 'is not a plain file' : 'is a link to nothing' });
    }
  }
  return { entries, skipped };
}

/** What a path leads to; undefined where that is nothing, or a link back to itself. */
function targetOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw readingError(error, shown(basename(path)));
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
