/** When a user deleted something: it is in the trash from then on, with all that belongs to it, until that is emptied. */
export const trash = `
  ALTER TABLE datasets ADD COLUMN deleted TEXT;
  ALTER TABLE sweeps ADD COLUMN deleted TEXT;
  ALTER TABLE runs ADD COLUMN deleted TEXT;
`;
