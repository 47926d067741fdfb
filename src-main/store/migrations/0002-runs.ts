/**
 * `position` is the order of the queue, because two runs may be created in the same millisecond. `owner` is the
 * process that runs or will run it, and null once it has ended.
 */
export const runs = `
  CREATE TABLE runs (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    dataset TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    dataset_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    method TEXT NOT NULL,
    dim INTEGER NOT NULL,
    status TEXT NOT NULL
      CHECK (status IN ('queued', 'running', 'finished', 'cancelled', 'failed', 'interrupted')),
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
    CHECK ((owner IS NOT NULL) = (status IN ('queued', 'running')))
  ) STRICT;

  CREATE INDEX runs_by_dataset ON runs (dataset, position);
  CREATE INDEX runs_by_owner ON runs (owner, status, position) WHERE owner IS NOT NULL;
`;
