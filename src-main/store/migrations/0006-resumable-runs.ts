/**
 * Runs that rest and go on: the status `paused`, what a run came from, and the epochs that its checkpoint keeps.
 * SQLite changes no CHECK, so the table is made anew; foreign keys are off meanwhile.
 */
export const resumableRuns = `
  CREATE TABLE new_runs (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    dataset TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    dataset_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    method TEXT NOT NULL,
    dim INTEGER NOT NULL,
    status TEXT NOT NULL
      CHECK (status IN ('queued', 'running', 'paused', 'finished', 'cancelled', 'failed', 'interrupted')),
    owner TEXT,
    created TEXT NOT NULL,
    seconds REAL,
    seed INTEGER NOT NULL,
    params TEXT NOT NULL,
    metrics TEXT NOT NULL,
    facts TEXT NOT NULL,
    versions TEXT NOT NULL,
    device TEXT NOT NULL,
    message TEXT,
    preset TEXT,
    parent TEXT,
    parent_epoch INTEGER,
    sweep TEXT REFERENCES sweeps (id) ON DELETE SET NULL,
    checkpoint INTEGER,
    CHECK ((owner IS NOT NULL) = (status IN ('queued', 'running'))),
    CHECK ((parent IS NULL) = (parent_epoch IS NULL))
  ) STRICT;

  INSERT INTO new_runs (position, id, dataset, dataset_hash, name, method, dim, status, owner, created, seconds,
                        seed, params, metrics, facts, versions, device, message)
  SELECT position, id, dataset, dataset_hash, name, method, dim, status, owner, created, seconds,
         seed, params, metrics, facts, versions, device, message
  FROM runs;

  DROP TABLE runs;
  ALTER TABLE new_runs RENAME TO runs;

  CREATE INDEX runs_by_dataset ON runs (dataset, position);
  CREATE INDEX runs_by_owner ON runs (owner, status, position) WHERE owner IS NOT NULL;
  CREATE INDEX runs_by_sweep ON runs (sweep, position) WHERE sweep IS NOT NULL;
`;
