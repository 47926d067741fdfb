import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { transact, type WritableDb } from './database.ts';
import { newId } from './ids.ts';

/**
 * A process that uses a home. Several may at once (the window, the command line): each holds a lock that the
 * system releases when it ends, however it ends, so that the others can tell its unfinished work from work
 * that goes on.
 */
export interface Owner {
  id: string;
  release(): void;
}

/** Registers this process. Claiming and counting both hold the records' write lock, so they never cross. */
export function claimOwner(db: WritableDb, folder: string): Owner {
  return transact(db, () => {
    const id = newId();
    const file = join(folder, `${id}.sqlite`);
    const lock = new Sqlite(file);
    lock.exec('BEGIN EXCLUSIVE');
    return {
      id,
      release() {
        lock.close();
        rmSync(file, { force: true });
      },
    };
  });
}

/** The owners that live now; what the dead left in the folder is removed. Call it inside of a transaction. */
export function livingOwners(folder: string): Set<string> {
  const living = new Set<string>();
  for (const name of readdirSync(folder)) {
    const id = /^([a-z0-9]+)\.sqlite$/.exec(name)?.[1];
    if (id === undefined) continue;
    const file = join(folder, name);
    if (isLocked(file)) living.add(id);
    else for (const end of ['', '-journal']) rmSync(file + end, { force: true });
  }
  return living;
}

function isLocked(file: string): boolean {
  const probe = new Sqlite(file, { timeout: 0 });
  try {
    probe.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true;
    throw error;
  } finally {
    probe.close();
  }
}
