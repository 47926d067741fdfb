import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { badInput, toIsthmusError } from '../contract/index.ts';
import { listFiles, placeOf } from './artifacts.ts';
import { listBackups, partOf, sweepCopies } from './backups.ts';
import {
  change,
  DamagedDatabase,
  get,
  insertRow,
  openStore,
  transact,
  updateRow,
  type ReadableDb,
  type Store,
  type Value,
} from './database.ts';
import { livingOwners } from './owners.ts';
import { makeHome, scratchOwner, type HomePaths } from './paths.ts';
import { holdsTheSame, readRecord, rowsOfToday, writeRecord, type RecordFile } from './record-files.ts';
import { getDataset } from './datasets.ts';
import { getRun } from './runs.ts';

/** Which record is taken where the database and the folders have different ones. */
type Preferred = 'database' | 'folders';

/** What a repair came to. */
export interface Repaired {
  /** Where the database that could not be used lies now; null: it could be. */
  setAside: string | null;
  /** Datasets and runs whose records were brought back, by id. */
  datasets: string[];
  runs: string[];
  /** Folders whose records could not be brought back, below the home, with the reason. */
  left: { folder: string; reason: string }[];
}

/**
 * Makes the database of a home whole from the records that lie beside the files: all of it where it is missing or damaged, or
 * those records that it lacks or that cannot be read. A record beside its files that is damaged or another
 * is written anew from the database, unless that names files that are not there. Removes nothing; a database that cannot be used is
 * set aside.
 * @param prefer the folders, where the database is known to be an older copy
 * @throws IsthmusError `bad_input` where another process uses the home
 */
export async function repairHome(home: string, prefer: Preferred = 'database'): Promise<Repaired> {
  const paths = makeHome(home);
  refuseOthers(paths);
  const { store, setAside } = openOrAnew(paths);
  try {
    const repaired: Repaired = { setAside, datasets: [], runs: [], left: [] };
    for (const kind of ['datasets', 'runs', 'checkpoints'] as const) {
      for (const name of readdirSync(paths[kind]).filter((each) => scratchOwner(each) === null)) {
        try {
          const record = await readRecord(join(paths[kind], name));
          if (!isNeeded(store.read, paths, record, kind === 'checkpoints' ? 'database' : prefer)) continue;
          bringBack(store, record);
          repaired[record.kind].push(record.id);
        } catch (error) {
          // What the database knows is written beside the files anew.
          if (isReadable(store.read, kind === 'datasets' ? kind : 'runs', name)) {
            writeRecord(store.read, paths, `${kind}/${name}`);
            continue;
          }
          repaired.left.push({ folder: `${kind}/${name}`, reason: toIsthmusError(error).message });
        }
      }
    }
    return repaired;
  } finally {
    store.close();
  }
}

/**
 * Puts a copy of the database in place of the one there is, which is set aside, and brings back what the copy lacks from the
 * folders.
 * @param from a copy; none: the newest of the home's backups
 * @throws IsthmusError `bad_input` where there is no such copy or it cannot be read, or another process uses the home
 */
export async function restoreHome(home: string, from?: string): Promise<Repaired & { from: string }> {
  const paths = makeHome(home);
  refuseOthers(paths);
  const copy = from === undefined ? listBackups(paths.backups)[0] : resolve(from);
  if (copy === undefined) throw badInput(`${home} has no backups yet: name a copy of isthmus.sqlite.`);
  if (!existsSync(copy)) throw badInput(`${copy} does not exist: check the name and try again.`);
  for (const folder of [paths.root, paths.backups]) sweepCopies(folder);
  const fresh = partOf(paths.database);
  copyFileSync(copy, fresh);
  try {
    // Opened and migrated before anything is replaced.
    openStore(fresh, { mayBeMissing: true }).close();
  } catch (error) {
    rmSync(fresh, { force: true });
    if (error instanceof DamagedDatabase) throw badInput(`${copy} is damaged: choose another copy.`);
    throw error;
  }
  const setAside = existsSync(paths.database) ? putAside(paths, 'replaced') : null;
  renameSync(fresh, paths.database);
  return { ...(await repairHome(home, 'folders')), setAside, from: copy };
}

function refuseOthers(paths: HomePaths): void {
  if (livingOwners(paths.owners).size > 0) {
    throw badInput(`${paths.root} is used by another window or command: close it and try again.`);
  }
}

/** Opens the database, or a new one in its place where it is missing or damaged. */
function openOrAnew(paths: HomePaths): { store: Store; setAside: string | null } {
  try {
    return { store: openStore(paths.database, { mayBeMissing: true }), setAside: null };
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) throw error;
    const folder = putAside(paths, 'damaged');
    return { store: openStore(paths.database, { mayBeMissing: true }), setAside: folder };
  }
}

/** Moves the database into a folder of its own. @returns where it is */
function putAside(paths: HomePaths, why: 'damaged' | 'replaced'): string {
  const folder = join(paths.backups, `${why}-${new Date().toISOString().replace(/[-:.]/g, '')}`);
  mkdirSync(folder, { mode: 0o700 });
  for (const end of ['', '-wal', '-shm']) {
    const file = paths.database + end;
    if (existsSync(file)) renameSync(file, join(folder, `isthmus.sqlite${end}`));
  }
  return folder;
}

/** Whether the database has a record that can be read. */
function isReadable(db: ReadableDb, kind: RecordFile['kind'], id: string): boolean {
  try {
    if (kind === 'datasets') getDataset(db, id, { withTrash: true });
    else getRun(db, id, { withTrash: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a record is to be brought back: the database has none that can be read, or another one, which is an older
 * copy's or names files that are not there.
 */
function isNeeded(db: ReadableDb, paths: HomePaths, record: RecordFile, prefer: Preferred): boolean {
  const { kind, id } = record;
  if (!isReadable(db, kind, id)) return true;
  if (holdsTheSame(db, record)) return false;
  if (prefer === 'folders' || !hasFiles(db, paths, kind, id)) return true;
  writeRecord(db, paths, `${kind}/${id}`);
  return false;
}

/** Whether all files are there that the database names. */
function hasFiles(db: ReadableDb, paths: HomePaths, kind: RecordFile['kind'], id: string): boolean {
  return listFiles(db, kind, id).every((file) => existsSync(join(paths[kind], id, placeOf(file))));
}

/**
 * Writes a record into the database, in place of the one that it has.
 * @throws IsthmusError `bad_input` where the dataset of a run is not there, or the record cannot be read
 */
function bringBack({ write }: Store, record: RecordFile): void {
  const { kind, id } = record;
  const { datasets = [], sweeps = [], runs = [], epochs = [], artifacts = [] } = rowsOfToday(record);
  transact(write, () => {
    for (const row of datasets) {
      // Not removed first: its runs would go with it.
      if (!updateRow(write, 'datasets', 'id', row)) insertRow(write, 'datasets', row);
      change(write, 'DELETE FROM artifacts WHERE dataset = $id', { id });
    }
    for (const row of sweeps) if (!isThere(write, 'sweeps', 'id', row['id'])) insertRow(write, 'sweeps', row);
    for (const row of runs) {
      if (!isThere(write, 'datasets', 'id', row['dataset'])) {
        throw badInput(`its dataset ${row['dataset']} is not there`);
      }
      change(write, 'DELETE FROM runs WHERE id = $id', { id });
      const wanted = row['sweep'] ?? null;
      const sweep = isThere(write, 'sweeps', 'id', wanted) ? wanted : null;
      // Its turn may be taken by a run of another home.
      const { position, ...others } = row;
      const free = !isThere(write, 'runs', 'position', position);
      // One that waited or ran has no process any more.
      const left = row['owner'] !== null && { status: 'interrupted', owner: null };
      insertRow(write, 'runs', { ...others, ...left, sweep, ...(free && { position }) });
    }
    for (const row of epochs) insertRow(write, 'epochs', row);
    for (const row of artifacts) insertRow(write, 'artifacts', row);
    if (!isReadable(write, kind, id)) throw badInput('what its record says cannot be read');
  });
}

function isThere(db: ReadableDb, table: string, column: string, value: Value = null): boolean {
  if (value === null) return false;
  return get(db, `SELECT 1 FROM ${table} WHERE ${column} = $value`, { value }) !== undefined;
}
