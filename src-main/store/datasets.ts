import { z } from 'zod';
import { Dataset, IsthmusError } from '../contract/index.ts';
import { keepArtifacts, listArtifacts } from './artifacts.ts';
import { all, change, get, type ReadableDb, type WritableDb } from './database.ts';
import { json, parseRow, readable } from './rows.ts';

const Details = Dataset.pick({
  shape: true,
  feature_names: true,
  classes: true,
  splits: true,
  split: true,
  recipe: true,
  skipped: true,
  warnings: true,
  thumbnails: true,
});

const Row = Dataset.pick({
  id: true,
  name: true,
  kind: true,
  source: true,
  created: true,
  rows: true,
  features: true,
  hash: true,
}).extend({ details: json(Details) });

function toDataset(db: ReadableDb, row: unknown): Dataset {
  const { details, ...columns } = parseRow(Row, row, 'datasets');
  return { ...columns, ...details, artifacts: listArtifacts(db, 'datasets', columns.id) };
}

/** All datasets that can be read, the newest first; those in the trash where they are asked for. */
export function listDatasets(db: ReadableDb, { withTrash = false } = {}): Dataset[] {
  const which = withTrash ? '' : 'WHERE deleted IS NULL';
  const rows = all(db, `SELECT * FROM datasets ${which} ORDER BY created DESC, rowid DESC`);
  return readable(db, rows, 'dataset', (row) => toDataset(db, row));
}

/** @throws IsthmusError `not_found`, also where it is in the trash and that is not asked for */
export function getDataset(db: ReadableDb, id: string, { withTrash = false } = {}): Dataset {
  const which = withTrash ? 'TRUE' : 'deleted IS NULL';
  const row = get(db, `SELECT * FROM datasets WHERE id = $id AND ${which}`, { id });
  if (row === undefined) {
    throw new IsthmusError('not_found', `There is no dataset ${id}: it may have been deleted.`);
  }
  return toDataset(db, row);
}

/** Whether there is a record of it, in the trash or not. */
export function hasDataset(db: ReadableDb, id: string): boolean {
  return get(db, 'SELECT 1 FROM datasets WHERE id = $id', { id }) !== undefined;
}

/** Of all that there is a record of, in the trash or not. */
export function datasetIds(db: ReadableDb): Set<string> {
  return new Set(
    all(db, 'SELECT id FROM datasets').map(
      (row) => parseRow(z.object({ id: z.string() }), row, 'datasets').id,
    ),
  );
}

export function insertDataset(db: WritableDb, dataset: Dataset): void {
  const { id, name, kind, source, created, rows, features, hash, artifacts, ...details } = dataset;
  change(
    db,
    `INSERT INTO datasets (id, name, kind, source, created, rows, features, hash, details)
     VALUES ($id, $name, $kind, $source, $created, $rows, $features, $hash, $details)`,
    { id, name, kind, source, created, rows, features, hash, details: JSON.stringify(details) },
  );
  keepArtifacts(db, 'datasets', id, artifacts);
}

export function renameDataset(db: WritableDb, id: string, name: string): Dataset {
  change(db, 'UPDATE datasets SET name = $name WHERE id = $id', { id, name });
  return getDataset(db, id);
}

/** Removes the record, and with it those of its runs and of all their files. */
export function deleteDataset(db: WritableDb, id: string): void {
  change(db, 'DELETE FROM datasets WHERE id = $id', { id });
}
