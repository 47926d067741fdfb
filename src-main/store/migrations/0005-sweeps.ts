/** One call that makes many runs: which methods, code sizes and seeds, as JSON lists and a count. */
export const sweeps = `
  CREATE TABLE sweeps (
    id TEXT NOT NULL PRIMARY KEY,
    dataset TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    created TEXT NOT NULL,
    methods TEXT NOT NULL,
    dims TEXT NOT NULL,
    seeds INTEGER NOT NULL
  ) STRICT;

  CREATE INDEX sweeps_by_dataset ON sweeps (dataset, created);
`;
