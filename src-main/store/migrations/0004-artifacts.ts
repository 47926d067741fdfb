/** Each array file belongs to one dataset or one run, and its record goes when theirs does. */
export const artifacts = `
  CREATE TABLE artifacts (
    dataset TEXT REFERENCES datasets (id) ON DELETE CASCADE,
    run TEXT REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    dtype TEXT NOT NULL,
    shape TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    CHECK ((dataset IS NULL) <> (run IS NULL))
  ) STRICT;

  CREATE UNIQUE INDEX artifacts_of_datasets ON artifacts (dataset, name) WHERE dataset IS NOT NULL;
  CREATE UNIQUE INDEX artifacts_of_runs ON artifacts (run, name) WHERE run IS NOT NULL;
`;
