/** Files are never written over: those that took the place of others lie in a folder of their own in their owner's. */
export const fileFolders = `
  ALTER TABLE artifacts ADD COLUMN folder TEXT NOT NULL DEFAULT '';
`;
