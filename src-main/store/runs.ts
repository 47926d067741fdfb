import { z } from 'zod';
import { Epoch, IsthmusError, Run, type RunStatus } from '../contract/index.ts';
import { keepArtifacts, listArtifacts } from './artifacts.ts';
import { all, change, get, transact, transactSoon, type ReadableDb, type WritableDb } from './database.ts';
import { json, parseRow, readable } from './rows.ts';
import { isPresent } from './trash.ts';

const Row = Run.omit({ history: true, artifacts: true, parent: true }).extend({
  parent: z.string().nullable(),
  parent_epoch: z.number().int().nullable(),
  params: json(Run.shape.params),
  metrics: json(Run.shape.metrics),
  facts: json(Run.shape.facts),
  versions: json(Run.shape.versions),
});

const EpochRow = Epoch.extend({ figures: json(Epoch.shape.figures) });

const Named = z.object({ id: z.string() });

function toRun(db: ReadableDb, row: unknown): Run {
  const { parent, parent_epoch, ...columns } = parseRow(Row, row, 'runs');
  const epochs = all(
    db,
    `SELECT epoch, phase, loss, val_loss, learning_rate, gradient_norm, seconds, samples_per_second, figures
     FROM epochs WHERE run = $run ORDER BY epoch`,
    { run: columns.id },
  );
  return {
    ...columns,
    parent: parent === null || parent_epoch === null ? null : { run: parent, epoch: parent_epoch },
    history: epochs.map((epoch) => parseRow(EpochRow, epoch, 'epochs')),
    artifacts: listArtifacts(db, 'runs', columns.id),
  };
}

/**
 * Runs that can be read, in the order they were queued, of one dataset or of all; one that was resumed was queued again. Those in the
 * trash where they are asked for.
 */
export function listRuns(db: ReadableDb, dataset?: string, { withTrash = false } = {}): Run[] {
  const which = withTrash ? 'TRUE' : isPresent;
  const rows =
    dataset === undefined
      ? all(db, `SELECT * FROM runs WHERE ${which} ORDER BY position`)
      : all(db, `SELECT * FROM runs WHERE dataset = $dataset AND ${which} ORDER BY position`, { dataset });
  return readable(db, rows, 'run', (row) => toRun(db, row));
}

/** @throws IsthmusError `not_found`, also where it is in the trash and that is not asked for */
export function getRun(db: ReadableDb, id: string, { withTrash = false } = {}): Run {
  const which = withTrash ? 'TRUE' : isPresent;
  const row = get(db, `SELECT * FROM runs WHERE id = $id AND ${which}`, { id });
  if (row === undefined) {
    throw new IsthmusError('not_found', `There is no run ${id}: it may have been deleted.`);
  }
  return toRun(db, row);
}

/** Which process runs or will run it; null once it has ended, or where there is no such run. */
export function ownerOfRun(db: ReadableDb, id: string): string | null {
  const row = get(db, 'SELECT owner FROM runs WHERE id = $id', { id });
  return row === undefined ? null : parseRow(z.object({ owner: z.string().nullable() }), row, 'runs').owner;
}

/** Whether there is a record of it, in the trash or not. */
export function hasRun(db: ReadableDb, id: string): boolean {
  return get(db, 'SELECT 1 FROM runs WHERE id = $id', { id }) !== undefined;
}

/** Whether a run has a result, in the trash or not. */
export function isFinished(db: ReadableDb, id: string): boolean {
  return get(db, `SELECT 1 FROM runs WHERE id = $id AND status = 'finished'`, { id }) !== undefined;
}

/** Whether a run keeps a checkpoint, or may be about to: it is queued or running. */
export function mayHaveCheckpoint(db: ReadableDb, id: string): boolean {
  const sql = 'SELECT 1 FROM runs WHERE id = $id AND (checkpoint IS NOT NULL OR owner IS NOT NULL)';
  return get(db, sql, { id }) !== undefined;
}

/** Of all that there is a record of, in the trash or not. */
export function runIds(db: ReadableDb): Set<string> {
  return new Set(all(db, 'SELECT id FROM runs').map((row) => parseRow(Named, row, 'runs').id));
}

/** The run of this owner whose turn it is. */
export function nextQueued(db: ReadableDb, owner: string): Run | null {
  const row = get(
    db,
    `SELECT * FROM runs WHERE owner = $owner AND status = 'queued' AND ${isPresent} ORDER BY position LIMIT 1`,
    { owner },
  );
  return row === undefined ? null : toRun(db, row);
}

/** Adds a run to the end of its owner's queue. */
export function queueRun(db: WritableDb, run: Run, owner: string): void {
  const { id, dataset, dataset_hash, name, method, dim, created, seed, params } = run;
  const { preset, parent, sweep, checkpoint } = run;
  change(
    db,
    `INSERT INTO runs (id, dataset, dataset_hash, name, method, dim, status, owner, created, seconds, seed,
                       params, metrics, facts, versions, device, message, preset, parent, parent_epoch, sweep,
                       checkpoint)
     VALUES ($id, $dataset, $dataset_hash, $name, $method, $dim, 'queued', $owner, $created, NULL, $seed,
             $params, '{}', '{}', '{}', '', NULL, $preset, $parent, $parent_epoch, $sweep, $checkpoint)`,
    {
      id,
      dataset,
      dataset_hash,
      name,
      method,
      dim,
      owner,
      created,
      seed,
      params: JSON.stringify(params),
      preset,
      parent: parent?.run ?? null,
      parent_epoch: parent?.epoch ?? null,
      sweep,
      checkpoint,
    },
  );
}

/**
 * Puts a run that rests, or was ended, at the end of its owner's queue again; false where it is queued, running or
 * finished. Of its curve only what its checkpoint keeps stays: the epochs after that are trained again.
 */
export function requeueRun(db: WritableDb, id: string, owner: string): boolean {
  return transact(db, () => {
    const changed = change(
      db,
      `UPDATE runs SET status = 'queued', owner = $owner, message = NULL, seconds = NULL,
              position = (SELECT MAX(position) + 1 FROM runs)
       WHERE id = $id AND status IN ('paused', 'interrupted', 'failed', 'cancelled') AND deleted IS NULL`,
      { id, owner },
    );
    if (changed === 0) return false;
    change(
      db,
      `DELETE FROM epochs WHERE run = $id
              AND epoch > (SELECT COALESCE(checkpoint, 0) FROM runs WHERE id = $id)`,
      { id },
    );
    return true;
  });
}

/** How many epochs a run's checkpoint keeps by its record; null: there is none. */
export function checkpointOf(db: ReadableDb, id: string): number | null {
  const row = get(db, 'SELECT checkpoint FROM runs WHERE id = $id', { id });
  return row === undefined ? null : parseRow(Run.pick({ checkpoint: true }), row, 'runs').checkpoint;
}

/** Records how many epochs a run's checkpoint keeps; null: there is none any more. */
export function keepCheckpoint(db: WritableDb, id: string, epochs: number | null): void {
  change(db, 'UPDATE runs SET checkpoint = $epochs WHERE id = $id', { id, epochs });
}

/** Runs of a sweep, in the order they were queued. */
export function sweepRuns(db: ReadableDb, sweep: string): Run[] {
  const rows = all(db, `SELECT * FROM runs WHERE sweep = $sweep AND ${isPresent} ORDER BY position`, {
    sweep,
  });
  return readable(db, rows, 'run', (row) => toRun(db, row));
}

/** Marks a queued run as running; false where it was cancelled or deleted meanwhile. */
export function startRun(db: WritableDb, id: string): boolean {
  return change(db, `UPDATE runs SET status = 'running' WHERE id = $id AND status = 'queued'`, { id }) === 1;
}

/** Adds epochs to the curve of a run that goes on; one of the same number is replaced. */
export function keepEpochs(db: WritableDb, run: string, epochs: readonly Epoch[]): void {
  transactSoon(db, () => insertEpochs(db, run, epochs));
}

function insertEpochs(db: WritableDb, run: string, epochs: readonly Epoch[]): void {
  for (const each of epochs) {
    const { epoch, phase, loss, val_loss, learning_rate, gradient_norm, seconds, samples_per_second } = each;
    change(
      db,
      `INSERT OR REPLACE INTO epochs (run, epoch, phase, loss, val_loss, learning_rate, gradient_norm, seconds,
                                      samples_per_second, figures)
       VALUES ($run, $epoch, $phase, $loss, $val_loss, $learning_rate, $gradient_norm, $seconds,
               $samples_per_second, $figures)`,
      {
        run,
        epoch,
        phase,
        loss,
        val_loss,
        learning_rate,
        gradient_norm,
        seconds,
        samples_per_second,
        figures: JSON.stringify(each.figures),
      },
    );
  }
}

type RunResult = Pick<
  Run,
  'metrics' | 'history' | 'facts' | 'versions' | 'device' | 'message' | 'artifacts'
> & { seconds: number };

/** Records what a run came to. Call it in the transaction that gives its folder its name. */
export function finishRun(db: WritableDb, id: string, result: RunResult): void {
  const { seconds, metrics, history, facts, versions, device, message, artifacts } = result;
  change(
    db,
    `UPDATE runs SET status = 'finished', owner = NULL, seconds = $seconds, metrics = $metrics, facts = $facts,
            versions = $versions, device = $device, message = $message WHERE id = $id`,
    {
      id,
      seconds,
      metrics: JSON.stringify(metrics),
      facts: JSON.stringify(facts),
      versions: JSON.stringify(versions),
      device,
      message,
    },
  );
  change(db, 'DELETE FROM epochs WHERE run = $id', { id });
  insertEpochs(db, id, history);
  keepArtifacts(db, 'runs', id, artifacts);
}

type Ended = Extract<RunStatus, 'paused' | 'cancelled' | 'failed' | 'interrupted'>;

/** Records that a queued or running run ended without a result; does nothing to one that has ended. */
export function endRun(
  db: WritableDb,
  id: string,
  status: Ended,
  message: string | null,
  seconds: number | null = null,
): void {
  change(
    db,
    `UPDATE runs SET status = $status, owner = NULL, message = $message, seconds = $seconds
     WHERE id = $id AND owner IS NOT NULL`,
    { id, status, message, seconds },
  );
}

/** The queued and running runs of every owner that is not among the living, by id. */
export function runsOfDead(db: ReadableDb, living: ReadonlySet<string>): string[] {
  const shape = Named.extend({ owner: z.string() });
  return all(db, 'SELECT id, owner FROM runs WHERE owner IS NOT NULL ORDER BY position')
    .map((row) => parseRow(shape, row, 'runs'))
    .filter(({ owner }) => !living.has(owner))
    .map(({ id }) => id);
}

/**
 * Marks the queued and running runs of every owner that is not among the living; returns their ids.
 * @param message what to say of one, from the epochs that its checkpoint keeps
 */
export function interruptRuns(
  db: WritableDb,
  living: ReadonlySet<string>,
  message: (checkpoint: number | null) => string,
): string[] {
  const dead = runsOfDead(db, living);
  for (const id of dead) endRun(db, id, 'interrupted', message(checkpointOf(db, id)));
  return dead;
}

/** Puts the figures of a finished run in place of those it had. */
export function keepMetrics(db: WritableDb, id: string, metrics: Run['metrics']): void {
  change(db, 'UPDATE runs SET metrics = $metrics WHERE id = $id', { id, metrics: JSON.stringify(metrics) });
}

export function renameRun(db: WritableDb, id: string, name: string): Run {
  change(db, 'UPDATE runs SET name = $name WHERE id = $id', { id, name });
  return getRun(db, id);
}

/** Removes the record, and with it those of its files. */
export function deleteRun(db: WritableDb, id: string): void {
  change(db, 'DELETE FROM runs WHERE id = $id', { id });
}
