import type Sqlite from 'better-sqlite3';
import { badInput } from '../../contract/index.ts';
import { datasets } from './0001-datasets.ts';
import { runs } from './0002-runs.ts';
import { epochs } from './0003-epochs.ts';
import { artifacts } from './0004-artifacts.ts';

/** In order; a released one is never changed, only followed. `PRAGMA user_version` counts those that were done. */
export const migrations: readonly string[] = [datasets, runs, epochs, artifacts];

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
  connection
    .transaction(() => {
      // Another process may have migrated while this one waited for the lock.
      for (const sql of migrations.slice(version())) connection.exec(sql);
      connection.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}
