import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { badInput, toIsthmusError } from '../contract/index.ts';
import { writeJson } from './arrays.ts';
import { all, insertRow, migrated, type ReadableDb } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { HomePaths } from './paths.ts';
import { parsedJson } from './rows.ts';

/**
 * The record of a dataset or run beside its files: what the database holds of it, row by row, so that a lost database is made
 * again from the folders alone, and a folder that is moved or copied to another home takes its record along.
 */

/** Tables in an order in which rows come after those that they refer to. */
const tables = ['datasets', 'sweeps', 'runs', 'epochs', 'artifacts'] as const;
const Row = z.record(z.string().regex(/^[a-z_0-9]+$/), z.union([z.string(), z.number(), z.null()]));
const RecordFile = z.object({
  kind: z.enum(['datasets', 'runs']),
  id: z.string().regex(/^[a-z0-9]{4,32}$/),
  /** `PRAGMA user_version` of the database that the rows are from. */
  schema: z.int().min(1),
  rows: z.partialRecord(z.enum(tables), z.array(Row)),
  /** SHA-256 of the JSON of `rows`. */
  sha256: z.string(),
});
export type RecordFile = z.infer<typeof RecordFile>;

const fileName = 'record.json';

/**
 * Writes the records beside the files of what lies at a place, where there are any: of a run in its own folder and in that of its
 * checkpoint.
 * @param place below the home, such as `runs/k3f9` or `runs/k3f9/evaluation.json`
 */
export function writeRecord(db: ReadableDb, paths: HomePaths, place: string): void {
  const [where = '', id = ''] = place.split('/');
  const kind = where === 'datasets' ? 'datasets' : 'runs';
  const folders = (kind === 'datasets' ? [paths.datasets] : [paths.runs, paths.checkpoints])
    .map((parent) => join(parent, id))
    .filter((folder) => existsSync(folder));
  if (folders.length === 0) return;
  const rows = rowsOf(db, kind, id);
  const record: RecordFile = { kind, id, schema: migrations.length, rows, sha256: hashOf(rows) };
  for (const folder of folders) writeJson(join(folder, fileName), record);
}

/**
 * What is wrong with the record beside the files of a dataset or run; null where it holds what the database does.
 * @param place such as `runs/k3f9`
 */
export async function recordFault(db: ReadableDb, paths: HomePaths, place: string): Promise<string | null> {
  try {
    const record = await readRecord(join(paths.root, place));
    return holdsTheSame(db, record) ? null : `${place}/${fileName} does not hold what the database does`;
  } catch (error) {
    return toIsthmusError(error).message;
  }
}

/** Whether a record is what the database holds; one of an earlier version once it is migrated. */
export function holdsTheSame(db: ReadableDb, record: RecordFile): boolean {
  return hashOf(rowsOfToday(record)) === hashOf(rowsOf(db, record.kind, record.id));
}

/** Rows as this version keeps them: put into a database of their version, which is migrated. */
export function rowsOfToday({ kind, id, rows, schema }: RecordFile): RecordFile['rows'] {
  if (schema === migrations.length) return rows;
  return migrated(
    schema,
    (db) => {
      for (const table of tables) for (const row of rows[table] ?? []) insertRow(db, table, row);
    },
    (db) => rowsOf(db, kind, id),
  );
}

/** Writes the record beside the files of a place that has none yet: of a home that an earlier version made. */
export function writeMissingRecord(db: ReadableDb, paths: HomePaths, place: string): void {
  if (!existsSync(join(paths.root, place, fileName))) writeRecord(db, paths, place);
}

function rowsOf(db: ReadableDb, kind: RecordFile['kind'], id: string): RecordFile['rows'] {
  const select = (sql: string) => all(db, sql, { id }) as z.infer<typeof Row>[];
  if (kind === 'datasets') {
    return {
      datasets: select('SELECT * FROM datasets WHERE id = $id'),
      sweeps: select('SELECT * FROM sweeps WHERE dataset = $id ORDER BY created'),
      artifacts: select('SELECT * FROM artifacts WHERE dataset = $id ORDER BY name'),
    };
  }
  return {
    runs: select('SELECT * FROM runs WHERE id = $id'),
    epochs: select('SELECT * FROM epochs WHERE run = $id ORDER BY epoch'),
    artifacts: select('SELECT * FROM artifacts WHERE run = $id ORDER BY name'),
  };
}

function hashOf(rows: RecordFile['rows']): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

/**
 * Reads the record that lies in a folder.
 * @throws IsthmusError `bad_input` where there is none, or it is damaged, of another folder or of a newer version
 */
export async function readRecord(folder: string): Promise<RecordFile> {
  const path = join(folder, fileName);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw badInput(`${folder} has no ${fileName}`);
  const parsed = RecordFile.safeParse(parsedJson(text));
  if (!parsed.success || hashOf(parsed.data.rows) !== parsed.data.sha256)
    throw badInput(`${path} is damaged`);
  if (parsed.data.id !== basename(folder)) throw badInput(`${path} is the record of ${parsed.data.id}`);
  if (parsed.data.schema > migrations.length) {
    throw badInput(`${path} was made by a newer Isthmus than this one`);
  }
  return parsed.data;
}
