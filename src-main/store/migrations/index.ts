/** The schema of the database as numbered steps, a file each. */

import type Sqlite from 'better-sqlite3';
import { badInput } from '../../contract/index.ts';
import { datasets } from './0001-datasets.ts';
import { runs } from './0002-runs.ts';
import { epochs } from './0003-epochs.ts';
import { artifacts } from './0004-artifacts.ts';
import { sweeps } from './0005-sweeps.ts';
import { resumableRuns } from './0006-resumable-runs.ts';
import { epochFigures } from './0007-epoch-figures.ts';
import { fileFolders } from './0008-file-folders.ts';
import { trash } from './0009-trash.ts';

/** In order; a released one is never changed, only followed. `PRAGMA user_version` counts those that were done. */
export const migrations: readonly string[] = [
  datasets,
  runs,
  epochs,
  artifacts,
  sweeps,
  resumableRuns,
  epochFigures,
  fileFolders,
  trash,
];

/**
 * Makes the tables of a version in an empty database, lets them be filled, and brings them up to date.
 * @param schema 1 to the number of migrations
 */
export function migrateFrom(connection: Sqlite.Database, schema: number, fill: () => void): void {
  for (const sql of migrations.slice(0, schema)) connection.exec(sql);
  fill();
  for (const sql of migrations.slice(schema)) connection.exec(sql);
}

/** Whether a database was made by an earlier version; a new one was made by none. */
export function isOutdated(connection: Sqlite.Database): boolean {
  const version = Number(connection.pragma('user_version', { simple: true }));
  return version > 0 && version < migrations.length;
}

/**
 * Brings a database up to date, all steps or none.
 * @throws IsthmusError `bad_input` where it was made by a newer version than this one
 */
export function migrate(connection: Sqlite.Database, file: string): void {
  const version = (): number => Number(connection.pragma('user_version', { simple: true }));
  if (version() > migrations.length) {
    throw badInput(
      `${file} was made by a newer Isthmus than this one: update this one, or choose another place with --home.`,
    );
  }
  if (version() === migrations.length) return;
  // A table that is made anew is dropped first, which would take with it all that refers to it.
  connection.pragma('foreign_keys = OFF');
  try {
    connection
      .transaction(() => {
        // Another process may have migrated while this one waited for the lock.
        for (const sql of migrations.slice(version())) connection.exec(sql);
        const broken = connection.pragma('foreign_key_check') as unknown[];
        if (broken.length > 0) throw new Error(`${file} would refer to what is not there.`);
        connection.pragma(`user_version = ${migrations.length}`);
      })
      .immediate();
  } finally {
    connection.pragma('foreign_keys = ON');
  }
}
