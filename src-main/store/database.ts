/**
 * What is kept: records in SQLite, arrays as NPY files, who owns which run, and tidying up after processes that died.
 * Nothing here knows what the records are used for.
 */

import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { badInput, counted, IsthmusError, toIsthmusError } from '../contract/index.ts';
import { backUp, backUpAtOnce } from './backups.ts';
import { isOutdated, migrate, migrateFrom } from './migrations/index.ts';

declare const readable: unique symbol;
declare const writable: unique symbol;

type Connection = Sqlite.Database;

/** A connection that SQLite itself keeps from writing. */
export interface ReadableDb {
  readonly [readable]: true;
}

/** A connection that may write, and so may also be read from. */
export interface WritableDb extends ReadableDb {
  readonly [writable]: true;
}

export interface Store {
  read: ReadableDb;
  write: WritableDb;
  close(): void;
}

/**
 * Opens the records of a home, making or migrating them where needed.
 * @param file lies in the home, beside the folders of datasets and runs
 * @param options.mayBeMissing makes a new database also where there are folders, which an old one knew
 * @throws IsthmusError `bad_input` where the file is damaged, was made by a newer version, or is missing or empty beside what it
 *   kept the records of
 */
export function openStore(file: string, { mayBeMissing = false } = {}): Store {
  if (!mayBeMissing) refuseMissing(file);
  const write = openConnection(file, { timeout: 5_000 });
  try {
    write.pragma('journal_mode = WAL');
    write.pragma('synchronous = FULL');
    write.pragma('foreign_keys = ON');
    if (write.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new DamagedDatabase(file);
    if (isOutdated(write)) backUpAtOnce(write, file);
    migrate(write, file);
  } catch (error) {
    write.close();
    throw sentence(error, file);
  }
  const read = openReader(file, write);
  return {
    read: read as unknown as ReadableDb,
    write: write as unknown as WritableDb,
    close() {
      read.close();
      write.close();
    },
  };
}

/** Copies the records into a folder of backups: see {@link backUp}. */
export function backUpRecords(db: ReadableDb, folder: string): Promise<string> {
  return backUp(db as unknown as Connection, folder);
}

/** An empty database would take all that is there for unknown. */
function refuseMissing(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  const [datasets = 0, runs = 0] = ['datasets', 'runs'].map((kind) => {
    const folder = join(dirname(file), kind);
    return existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z0-9]+$/.test(name)).length : 0;
  });
  if (datasets + runs === 0) return;
  const kept = `${counted(datasets, 'dataset')} and ${counted(runs, 'run')}`;
  const what = existsSync(file) ? 'is empty' : 'is missing';
  throw badInput(
    `${file} ${what}, and ${kept} are kept beside it: put the file back, or \`isthmus repair\` makes it again from them.`,
  );
}

function openReader(file: string, write: Connection): Connection {
  try {
    return openConnection(file, { timeout: 5_000, readonly: true });
  } catch (error) {
    write.close();
    throw error;
  }
}

function openConnection(file: string, options: Sqlite.Options): Connection {
  try {
    return new Sqlite(file, options);
  } catch (error) {
    throw sentence(error, file);
  }
}

function sentence(error: unknown, file: string): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  // SQLITE_ERROR: a table is missing, or there that should not be yet.
  if (['SQLITE_NOTADB', 'SQLITE_ERROR'].includes(error.code) || error.code.startsWith('SQLITE_CORRUPT')) {
    return new DamagedDatabase(file, error.stack);
  }
  if (error.code === 'SQLITE_READONLY' || error.code.startsWith('SQLITE_CANTOPEN')) {
    const what = existsSync(file) ? 'may not be written' : 'cannot be made';
    return badInput(
      `${file} ${what}: change the permissions of its folder, or choose another with --home.`,
      error.stack,
    );
  }
  if (error.code.startsWith('SQLITE_BUSY')) {
    return badInput(`${file} is locked by another program: close that one and try again.`, error.stack);
  }
  // A full disk fails WAL's shared memory file first, which SQLite cannot tell from a broken disk.
  if (error.code.startsWith('SQLITE_IOERR') && isFull(dirname(file))) {
    return toIsthmusError(Object.assign(new Error(error.message), { code: 'ENOSPC' }));
  }
  return error;
}

function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 1_048_576;
}

/** A database that cannot be read, whoever tries. */
export class DamagedDatabase extends IsthmusError {
  constructor(file: string, detail?: string) {
    const how = '`isthmus repair` sets it aside and makes it again from what lies beside it';
    super('bad_input', `${file} is damaged and cannot be read: ${how}.`, detail);
  }
}

const statements = new WeakMap<object, Map<string, Sqlite.Statement>>();

/** The prepared statement for some SQL, prepared once a connection. */
function prepared(db: ReadableDb, sql: string): Sqlite.Statement {
  const known = statements.get(db) ?? new Map<string, Sqlite.Statement>();
  statements.set(db, known);
  const statement = known.get(sql) ?? (db as unknown as Connection).prepare(sql);
  known.set(sql, statement);
  return statement;
}

export type Value = string | number | null;
type Values = Record<string, Value>;

/** Every row of a query, unchecked: callers parse them. */
export function all(db: ReadableDb, sql: string, values: Values = {}): unknown[] {
  return prepared(db, sql).all(values);
}

/** The first row of a query, unchecked, or undefined. */
export function get(db: ReadableDb, sql: string, values: Values = {}): unknown {
  return prepared(db, sql).get(values);
}

/**
 * What comes of rows of an earlier version once they are migrated, in a database in memory; rows may lack those that they
 * refer to.
 * @param schema `user_version` of the rows
 */
export function migrated<T>(schema: number, fill: (db: WritableDb) => void, read: (db: WritableDb) => T): T {
  const connection = new Sqlite(':memory:');
  try {
    connection.pragma('foreign_keys = OFF');
    const db = connection as unknown as WritableDb;
    migrateFrom(connection, schema, () => fill(db));
    return read(db);
  } finally {
    connection.close();
  }
}

/** Adds a row as it was read by `SELECT *`. */
export function insertRow(db: WritableDb, table: string, row: Values): void {
  const names = Object.keys(row);
  const values = names.map((name) => `$${name}`);
  change(db, `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`, row);
}

/** Puts a row as it was read by `SELECT *` in place of that of the same key; false where there is none. */
export function updateRow(db: WritableDb, table: string, key: string, row: Values): boolean {
  const columns = Object.keys(row).map((name) => `${name} = $${name}`);
  return change(db, `UPDATE ${table} SET ${columns.join(', ')} WHERE ${key} = $${key}`, row) > 0;
}

/** Runs a statement that changes rows and says how many. */
export function change(db: WritableDb, sql: string, values: Values = {}): number {
  return prepared(db, sql).run(values).changes;
}

/**
 * Does several things as one: all of it lasts, or nothing. Other processes that would write wait, so that work
 * on files in here is never met half-way by a sweep.
 */
export function transact<T>(db: WritableDb, work: () => T): T {
  return (db as unknown as Connection).transaction(work).immediate();
}

/**
 * As {@link transact}, without waiting for the disk: what is written outlives the end of this program, though not a
 * loss of power. For small news that come often, so that calls are not kept waiting.
 */
export function transactSoon<T>(db: WritableDb, work: () => T): T {
  const connection = db as unknown as Connection;
  connection.pragma('synchronous = NORMAL');
  try {
    return connection.transaction(work).immediate();
  } finally {
    connection.pragma('synchronous = FULL');
  }
}
