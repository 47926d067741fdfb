import { z } from 'zod';
import { IsthmusError, Sweep } from '../contract/index.ts';
import { all, change, get, type ReadableDb, type WritableDb } from './database.ts';
import { json, parseRow } from './rows.ts';

const Row = Sweep.extend({ methods: json(Sweep.shape.methods), dims: json(z.array(z.number().int())) });

/** Sweeps of a dataset, the newest first. */
export function listSweeps(db: ReadableDb, dataset: string): Sweep[] {
  return all(
    db,
    'SELECT * FROM sweeps WHERE dataset = $dataset AND deleted IS NULL ORDER BY created DESC, rowid DESC',
    {
      dataset,
    },
  ).map((row) => parseRow(Row, row, 'sweeps'));
}

/** @throws IsthmusError `not_found`, also where it is in the trash */
export function getSweep(db: ReadableDb, id: string): Sweep {
  const row = get(db, 'SELECT * FROM sweeps WHERE id = $id AND deleted IS NULL', { id });
  if (row === undefined) {
    throw new IsthmusError('not_found', `There is no sweep ${id}: it may have been deleted.`);
  }
  return parseRow(Row, row, 'sweeps');
}

export function insertSweep(db: WritableDb, sweep: Sweep): void {
  const { id, dataset, created, methods, dims, seeds } = sweep;
  change(
    db,
    `INSERT INTO sweeps (id, dataset, created, methods, dims, seeds)
     VALUES ($id, $dataset, $created, $methods, $dims, $seeds)`,
    { id, dataset, created, methods: JSON.stringify(methods), dims: JSON.stringify(dims), seeds },
  );
}

/** Removes the record; its runs belong to no sweep from then on. */
export function deleteSweep(db: WritableDb, id: string): void {
  change(db, 'DELETE FROM sweeps WHERE id = $id', { id });
}
