import { z } from 'zod';
import { Artifact } from '../contract/index.ts';
import { all, change, get, type ReadableDb, type WritableDb } from './database.ts';
import { json, parseRow } from './rows.ts';

/** Whose the files are; the words are those of the URLs `/arrays/datasets/...` and `/arrays/runs/...`. */
export type OwnerKind = 'datasets' | 'runs';

const columns = { datasets: 'dataset', runs: 'run' } as const;
const Row = Artifact.extend({ shape: json(z.array(z.number().int())) });

export function listArtifacts(db: ReadableDb, kind: OwnerKind, id: string): Artifact[] {
  const sql = `SELECT name, dtype, shape, sha256, bytes FROM artifacts WHERE ${columns[kind]} = $id ORDER BY name`;
  return all(db, sql, { id }).map((row) => parseRow(Row, row, 'artifacts'));
}

/** Records files of a dataset or run; one of the same name is replaced. */
export function keepArtifacts(
  db: WritableDb,
  kind: OwnerKind,
  id: string,
  artifacts: readonly Artifact[],
): void {
  const column = columns[kind];
  for (const { name, dtype, shape, sha256, bytes } of artifacts) {
    change(db, `DELETE FROM artifacts WHERE ${column} = $id AND name = $name`, { id, name });
    change(
      db,
      `INSERT INTO artifacts (${column}, name, dtype, shape, sha256, bytes)
       VALUES ($id, $name, $dtype, $shape, $sha256, $bytes)`,
      { id, name, dtype, shape: JSON.stringify(shape), sha256, bytes },
    );
  }
}

/** Records files of a dataset or run; those before of the same names, or whose names `own` matches, are forgotten. */
export function replaceArtifacts(
  db: WritableDb,
  kind: OwnerKind,
  id: string,
  artifacts: readonly Artifact[],
  own: RegExp,
): void {
  for (const { name } of listArtifacts(db, kind, id).filter((before) => own.test(before.name))) {
    change(db, `DELETE FROM artifacts WHERE ${columns[kind]} = $id AND name = $name`, { id, name });
  }
  keepArtifacts(db, kind, id, artifacts);
}

/**
 * The map that all others of a dataset with as many columns are turned to lie on: of the first finished run that has one,
 * raw features first.
 * @param mapped 2 or 3
 */
export function firstMap(
  db: ReadableDb,
  dataset: string,
  mapped: number,
): { run: string; name: string } | null {
  const row = get(
    db,
    `SELECT artifacts.run, artifacts.name FROM artifacts JOIN runs ON artifacts.run = runs.id
     WHERE runs.dataset = $dataset AND runs.status = 'finished' AND artifacts.name GLOB $name
     ORDER BY runs.method <> 'raw', runs.position, artifacts.name LIMIT 1`,
    { dataset, name: mapped === 2 ? 'map.npy' : `map-*-${mapped}.npy` },
  );
  return row === undefined
    ? null
    : parseRow(z.object({ run: z.string(), name: z.string() }), row, 'artifacts');
}
