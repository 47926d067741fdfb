import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { syncFolder } from './arrays.ts';
import { isAlive } from './processes.ts';

/** Copies of the database in the home's folder `backups`, named by when they were made. */

const backupName = /^isthmus-\d{8}T\d{9}Z\.sqlite$/;
const partName = /^isthmus(-\d{8}T\d{9}Z)?\.sqlite\.(?<pid>\d+)\.part(-journal|-wal|-shm)?$/;
const mostKept = 5;
const dayMs = 24 * 3_600_000;

/** Paths of the copies there are, the newest first. */
export function listBackups(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => backupName.test(name));
  return names
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

/** Whether the newest copy is a day old; a clock that was set back counts as a day. */
export function isBackupDue(folder: string, now = new Date()): boolean {
  const [newest] = listBackups(folder);
  if (newest === undefined) return true;
  const today = backupPath(folder, now);
  return newest > today || newest <= backupPath(folder, new Date(now.getTime() - dayMs));
}

/**
 * Copies the database by SQLite's own backup, page by page, while it is in use; of these copies the last five are kept.
 * @returns the copy's path
 */
export async function backUp(connection: Sqlite.Database, folder: string, now = new Date()): Promise<string> {
  const path = backupPath(folder, now);
  try {
    await connection.backup(partOf(path));
    return finish(path);
  } finally {
    removePart(path);
  }
}

/** As {@link backUp} before a database is changed to a newer version, all at once. */
export function backUpAtOnce(connection: Sqlite.Database, file: string, now = new Date()): void {
  const folder = join(dirname(file), 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = backupPath(folder, now);
  try {
    removePart(path);
    connection.prepare('VACUUM INTO ?').run(partOf(path));
    finish(path);
  } finally {
    removePart(path);
  }
}

/** Removes copies that processes left unfinished which were killed: of a folder of backups, or of a home. */
export function sweepCopies(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = partName.exec(name)?.groups?.['pid'];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function backupPath(folder: string, now: Date): string {
  return join(folder, `isthmus-${now.toISOString().replace(/[-:.]/g, '')}.sqlite`);
}

/** Where a copy is until it is whole; the process that makes it is in its name, so that others can tell when it died. */
export const partOf = (path: string): string => `${path}.${process.pid}.part`;

function removePart(path: string): void {
  for (const end of ['', '-journal']) rmSync(partOf(path) + end, { force: true });
}

/** Gives a whole copy its name, and lets go of the oldest. */
function finish(path: string): string {
  renameSync(partOf(path), path);
  const folder = dirname(path);
  syncFolder(folder);
  for (const old of listBackups(folder).slice(mostKept)) rmSync(old, { force: true });
  return path;
}
