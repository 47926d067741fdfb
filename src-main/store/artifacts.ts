import { posix } from 'node:path';
import { z } from 'zod';
import { Artifact } from '../contract/index.ts';
import { all, change, get, type ReadableDb, type WritableDb } from './database.ts';
import { json, parseRow } from './rows.ts';
import { isPresent } from './trash.ts';

/** Whose the files are; the words are those of the URLs `/arrays/datasets/...` and `/arrays/runs/...`. */
export type OwnerKind = 'datasets' | 'runs';

const columns = { datasets: 'dataset', runs: 'run' } as const;
const Row = Artifact.extend({
  shape: json(z.array(z.number().int())),
  /** Below its owner's folder; empty: in it. */
  folder: z.string().regex(/^[a-z0-9]*$/),
});

const FirstMap = Row.pick({ name: true, folder: true }).extend({ run: z.string() });

/** A file as it is recorded, and in which folder of its owner's it lies: a file that replaced another has one of its own. */
export type RecordedFile = z.infer<typeof Row>;

/** Where a file lies below its owner's folder, as a path with `/`. */
export function placeOf({ folder, name }: Pick<RecordedFile, 'folder' | 'name'>): string {
  return posix.join(folder, name);
}

/** Files of a dataset or a run with where they lie, by name. */
export function listFiles(db: ReadableDb, kind: OwnerKind, id: string): RecordedFile[] {
  const sql = `SELECT name, dtype, shape, sha256, bytes, folder FROM artifacts
               WHERE ${columns[kind]} = $id ORDER BY name`;
  return all(db, sql, { id }).map((row) => parseRow(Row, row, 'artifacts'));
}

export function listArtifacts(db: ReadableDb, kind: OwnerKind, id: string): Artifact[] {
  return listFiles(db, kind, id).map(({ folder: _, ...artifact }) => artifact);
}

/**
 * Records files of a dataset or run; one of the same name is forgotten.
 * @param folder that they lie in, below their owner's
 */
export function keepArtifacts(
  db: WritableDb,
  kind: OwnerKind,
  id: string,
  artifacts: readonly Artifact[],
  folder = '',
): void {
  const column = columns[kind];
  for (const { name, dtype, shape, sha256, bytes } of artifacts) {
    change(db, `DELETE FROM artifacts WHERE ${column} = $id AND name = $name`, { id, name });
    change(
      db,
      `INSERT INTO artifacts (${column}, name, dtype, shape, sha256, bytes, folder)
       VALUES ($id, $name, $dtype, $shape, $sha256, $bytes, $folder)`,
      { id, name, dtype, shape: JSON.stringify(shape), sha256, bytes, folder },
    );
  }
}

export function forgetArtifacts(db: WritableDb, run: string, names: readonly string[]): void {
  for (const name of names)
    change(db, 'DELETE FROM artifacts WHERE run = $run AND name = $name', { run, name });
}

/**
 * The map that all others of a dataset with as many columns are turned to lie on: of the first finished run that has one,
 * raw features first.
 * @param mapped 2 or 3
 * @returns whose it is, and where it lies below that run's folder
 */
export function firstMap(
  db: ReadableDb,
  dataset: string,
  mapped: number,
): { run: string; place: string } | null {
  const row = get(
    db,
    `SELECT artifacts.run, artifacts.name, artifacts.folder FROM artifacts JOIN runs ON artifacts.run = runs.id
     WHERE runs.id IN (SELECT id FROM runs WHERE dataset = $dataset AND status = 'finished' AND ${isPresent})
       AND artifacts.name GLOB $name
     ORDER BY runs.method <> 'raw', runs.position, artifacts.name LIMIT 1`,
    { dataset, name: mapped === 2 ? 'map.npy' : `map-*-${mapped}.npy` },
  );
  if (row === undefined) return null;
  const { run, ...file } = parseRow(FirstMap, row, 'artifacts');
  return { run, place: placeOf(file) };
}
