import { z } from 'zod';
import { Artifact } from '../contract/index.ts';
import { all, change, type ReadableDb, type WritableDb } from './database.ts';
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
