import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { toIsthmusError } from '../contract/index.ts';
import { writeJson } from './arrays.ts';
import { listFiles, placeOf } from './artifacts.ts';
import { hasDataset } from './datasets.ts';
import { transact, type ReadableDb, type WritableDb } from './database.ts';
import { newId } from './ids.ts';
import type { HomePaths } from './paths.ts';
import { writeRecord } from './record-files.ts';
import { hasRun, isFinished, mayHaveCheckpoint } from './runs.ts';

/**
 * Changes to files and records together. What a record names is never written over: new files get a new name, the record
 * changes in one transaction, and only then do the old files go. Before anything is changed, a note in the folder `changes` lists
 * all that it is about, old and new; whenever the process dies, the rule that ends it is the same: of what a note lists, that
 * which the records do not name is removed. What no note lists is never removed.
 */

/** What a change needs to know of the home. */
export interface Home {
  store: { write: WritableDb };
  paths: HomePaths;
  /** This process, in the records. */
  owner: string;
  log(line: string): void;
}

/** What a change is about: places below the home, with `/`, such as `runs/k3f9` or `runs/k3f9/x7ab/map-umap-2.npy`. */
const Note = z.object({
  /** Added, replaced or removed: at the end those go that no record names. */
  places: z.array(z.string().regex(/^(datasets|runs|checkpoints)(\/[a-z0-9_.-]+)+$/)),
  /** Whose records change: at the end they are written beside their files. */
  records: z.array(z.string().regex(/^(datasets|runs)\/[a-z0-9]+$/)),
});
type Note = z.infer<typeof Note>;

const noteName = /^[a-z0-9]+\.([a-z0-9]+)\.json(\.part)?$/;

/**
 * Changes records and the files that belong to them, so that at every moment, also after a kill or a loss of power, all of
 * it is as before or all of it is done.
 * @param work says by its argument what the change is about, before it moves new files to their places and changes records; all in one
 *   transaction
 */
export async function changeHome(home: Home, work: (about: (note: Note) => void) => void): Promise<void> {
  const { store, paths, owner, log } = home;
  const path = join(paths.changes, `${newId()}.${owner}.json`);
  const change: { note: Note | null } = { note: null };
  try {
    transact(store.write, () =>
      work((note) => {
        writeJson(path, note);
        change.note = note;
      }),
    );
  } finally {
    // What cannot be removed or written now (a full disk, a file that is open elsewhere) is at the next start.
    if (change.note !== null) {
      await settle(store.write, paths, path, change.note).catch((error: unknown) =>
        log(`changes: ${toIsthmusError(error).detail}`),
      );
    }
  }
}

/** A change that has not ended: of a process that lives, or that died in the middle of it. */
export interface OpenChange extends Note {
  path: string;
  owner: string;
}

/** The changes that have not ended; a note that cannot be read stays, and is told. */
export function openChanges(paths: HomePaths, log: Home['log']): OpenChange[] {
  return readdirSync(paths.changes).flatMap((name) => {
    const [, owner, part] = noteName.exec(name) ?? [];
    if (owner === undefined) return [];
    const path = join(paths.changes, name);
    // One that never became whole was about nothing yet.
    if (part !== undefined) return [{ path, owner, places: [], records: [] }];
    try {
      return [{ path, owner, ...Note.parse(JSON.parse(readFileSync(path, 'utf8'))) }];
    } catch (error) {
      log(`changes: ${path} cannot be read: ${toIsthmusError(error).detail}`);
      return [];
    }
  });
}

/** Ends changes of processes that died; one that cannot be ended now stays for the next start. */
export async function endChanges(home: Omit<Home, 'owner'>, changes: readonly OpenChange[]): Promise<void> {
  const { store, paths, log } = home;
  for (const { path, ...note } of changes) {
    await settle(store.write, paths, path, note).catch((error: unknown) =>
      log(`changes: ${toIsthmusError(error).detail}`),
    );
  }
}

async function settle(
  db: WritableDb,
  paths: HomePaths,
  path: string,
  { places, records }: Note,
): Promise<void> {
  for (const place of places.filter((place) => !isNamed(db, place))) {
    await rm(join(paths.root, place), { recursive: true, force: true, maxRetries: 3 });
  }
  for (const record of records) if (isRecorded(db, record)) writeRecord(db, paths, record);
  rmSync(path, { force: true });
}

function isRecorded(db: ReadableDb, place: string): boolean {
  const [kind, id = ''] = place.split('/');
  return kind === 'datasets' ? hasDataset(db, id) : hasRun(db, id);
}

/** Whether a record names what lies there. A run that has no result yet has no folder. */
function isNamed(db: ReadableDb, place: string): boolean {
  const [kind, id = '', ...below] = place.split('/');
  if (kind === 'datasets') return hasDataset(db, id);
  if (kind === 'checkpoints') return mayHaveCheckpoint(db, id);
  if (below.length === 0) return isFinished(db, id);
  const path = posix.join(...below);
  return listFiles(db, 'runs', id).some((file) => file.folder === path || placeOf(file) === path);
}
