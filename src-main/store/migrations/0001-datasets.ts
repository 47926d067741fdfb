/** `details` holds what is only ever read whole: shape, classes, recipe, split, skipped, warnings, thumbnails. */
export const datasets = `
  CREATE TABLE datasets (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('images', 'table')),
    source TEXT NOT NULL,
    created TEXT NOT NULL,
    rows INTEGER NOT NULL,
    features INTEGER NOT NULL,
    hash TEXT NOT NULL,
    details TEXT NOT NULL
  ) STRICT;
`;
