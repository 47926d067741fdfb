/** What an epoch tells beside its losses; `figures` holds what only some methods have, as JSON. */
export const epochFigures = `
  ALTER TABLE epochs ADD COLUMN phase TEXT;
  ALTER TABLE epochs ADD COLUMN gradient_norm REAL;
  ALTER TABLE epochs ADD COLUMN samples_per_second REAL;
  ALTER TABLE epochs ADD COLUMN figures TEXT NOT NULL DEFAULT '{}';
`;
