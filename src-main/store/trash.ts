import { z } from 'zod';
import { Sweep, trashDays, TrashItem } from '../contract/index.ts';
import { all, change, type WritableDb, type ReadableDb } from './database.ts';
import { json, parseRow, readable } from './rows.ts';

/**
 * What users deleted: marked in its record, with its files where they were, until the trash is emptied. What belongs to a thing in the
 * trash is there with it, and is not marked itself.
 */

const Trashed = TrashItem.pick({ kind: true, id: true, name: true, deleted: true }).extend({
  /** Of a sweep, which has no name. */
  methods: z.union([json(Sweep.shape.methods), z.null()]),
  dataset: z.string(),
  dataset_name: z.string(),
});
export type Trashed = z.infer<typeof Trashed>;

/** True of a row of `runs` that is not in the trash, by itself or with its dataset or sweep. */
export const isPresent = `deleted IS NULL
  AND dataset NOT IN (SELECT id FROM datasets WHERE deleted IS NOT NULL)
  AND (sweep IS NULL OR sweep NOT IN (SELECT id FROM sweeps WHERE deleted IS NOT NULL))`;

/** Moves something to the trash; nothing where it is there already, or not at all. */
export function moveToTrash(db: WritableDb, kind: Trashed['kind'], id: string, now = new Date()): void {
  const sql = `UPDATE ${kind} SET deleted = $now WHERE id = $id AND deleted IS NULL`;
  change(db, sql, { id, now: now.toISOString() });
}

/** Takes something out of the trash again, with what belongs to it. */
export function takeFromTrash(db: WritableDb, kind: Trashed['kind'], id: string): void {
  change(db, `UPDATE ${kind} SET deleted = NULL WHERE id = $id`, { id });
}

/** What is in the trash, the newest first; what went with something else is part of that. */
export function listTrash(db: ReadableDb): Trashed[] {
  const rows = all(
    db,
    `SELECT 'datasets' AS kind, id, name, NULL AS methods, id AS dataset, name AS dataset_name, deleted
       FROM datasets WHERE deleted IS NOT NULL
     UNION ALL
     SELECT 'sweeps', s.id, '', s.methods, d.id, d.name, s.deleted
       FROM sweeps s JOIN datasets d ON d.id = s.dataset
       WHERE s.deleted IS NOT NULL AND d.deleted IS NULL
     UNION ALL
     SELECT 'runs', r.id, r.name, NULL, d.id, d.name, r.deleted
       FROM runs r JOIN datasets d ON d.id = r.dataset LEFT JOIN sweeps s ON s.id = r.sweep
       WHERE r.deleted IS NOT NULL AND d.deleted IS NULL AND s.deleted IS NULL
     ORDER BY deleted DESC, id`,
  );
  return readable(db, rows, 'thing in the trash', (row) => parseRow(Trashed, row, 'trash'));
}

/** Runs of a dataset or sweep, or the run itself, by id, whatever state they are in. */
export function runsWithin(db: ReadableDb, { kind, id }: Pick<Trashed, 'kind' | 'id'>): string[] {
  const column = kind === 'runs' ? 'id' : kind === 'sweeps' ? 'sweep' : 'dataset';
  return all(db, `SELECT id FROM runs WHERE ${column} = $id`, { id }).map(
    (row) => parseRow(z.object({ id: z.string() }), row, 'runs').id,
  );
}

/** When its time in the trash is over. */
export function expiryOf({ deleted }: Pick<Trashed, 'deleted'>): Date {
  return new Date(Date.parse(deleted) + trashDays * 24 * 3_600_000);
}

/** Whether its time in the trash is over; a clock that was set back makes it longer, never shorter. */
export function isExpired(trashed: Pick<Trashed, 'deleted'>, now = new Date()): boolean {
  return now > expiryOf(trashed);
}
