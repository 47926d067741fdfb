/**
 * When a user deleted something: it is in the trash from then on, with all that belongs to it, until that is emptied. The
 * indexes spare every look at a run a reading of all datasets, whose `details` may be long.
 */
export const trash = `
  ALTER TABLE datasets ADD COLUMN deleted TEXT;
  ALTER TABLE sweeps ADD COLUMN deleted TEXT;
  ALTER TABLE runs ADD COLUMN deleted TEXT;

  CREATE INDEX datasets_in_trash ON datasets (id) WHERE deleted IS NOT NULL;
  CREATE INDEX sweeps_in_trash ON sweeps (id) WHERE deleted IS NOT NULL;
`;
