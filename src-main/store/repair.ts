import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { badInput, toIsthmusError } from '../contract/index.ts';
import { listBackups } from './backups.ts';
import {
  all,
  change,
  DamagedDatabase,
  get,
  insertRow,
  migrated,
  openStore,
  transact,
  updateRow,
  type ReadableDb,
  type Store,
  type Value,
} from './database.ts';
import { livingOwners } from './owners.ts';
import { makeHome, scratchOwner, type HomePaths } from './paths.ts';
import { readRecord, tables, writeRecord, type RecordFile } from './record-files.ts';
import { getDataset } from './datasets.ts';
import { getRun } from './runs.ts';

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
 * those records that it lacks or that cannot be read. A record that is damaged beside its files is written anew from the database. Removes nothing; a database that cannot be used is set aside.
 * @throws IsthmusError `bad_input` where another process uses the home
 */
export async function repairHome(home: string): Promise<Repaired> {
  const paths = makeHome(home);
  refuseOthers(paths);
  const { store, setAside } = openOrAnew(paths);
  try {
    const repaired: Repaired = { setAside, datasets: [], runs: [], left: [] };
    for (const kind of ['datasets', 'runs', 'checkpoints'] as const) {
      for (const name of readdirSync(paths[kind]).filter((each) => scratchOwner(each) === null)) {
        try {
          const record = await readRecord(join(paths[kind], name));
          if (bringBack(store, record)) repaired[record.kind].push(record.id);
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
  const fresh = `${paths.database}.part`;
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
  return { ...(await repairHome(home)), setAside, from: copy };
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
    if (kind === 'datasets') getDataset(db, id);
    else getRun(db, id);
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes a record into the database, where it has none that can be read.
 * @returns whether it had none
 * @throws IsthmusError `bad_input` where the dataset of a run is not there
 */
function bringBack({ write }: Store, { kind, id, rows, schema }: RecordFile): boolean {
  if (isReadable(write, kind, id)) return false;
  const { datasets = [], sweeps = [], runs = [], epochs = [], artifacts = [] } = rowsOfToday(rows, schema);
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
      insertRow(write, 'runs', { ...others, sweep, ...(free && { position }) });
    }
    for (const row of epochs) insertRow(write, 'epochs', row);
    for (const row of artifacts) insertRow(write, 'artifacts', row);
    if (kind === 'datasets') getDataset(write, id);
    else getRun(write, id);
  });
  return true;
}

function isThere(db: ReadableDb, table: string, column: string, value: Value = null): boolean {
  if (value === null) return false;
  return get(db, `SELECT 1 FROM ${table} WHERE ${column} = $value`, { value }) !== undefined;
}

/** Rows as this version keeps them: put into a database of their version, which is migrated. */
function rowsOfToday(rows: RecordFile['rows'], schema: number): RecordFile['rows'] {
  return migrated(
    schema,
    (db) => {
      for (const table of tables) for (const row of rows[table] ?? []) insertRow(db, table, row);
    },
    (db) => {
      // A run that waited or ran has no process any more.
      change(db, `UPDATE runs SET status = 'interrupted', owner = NULL WHERE owner IS NOT NULL`);
      return Object.fromEntries(
        tables.map((table) => [table, all(db, `SELECT * FROM ${table}`)]),
      ) as RecordFile['rows'];
    },
  );
}
