import { z } from 'zod';
import { fieldsOf } from '../fields.ts';
import type { MapDefinition } from './definition.ts';

/** Numbers of the code that are the map's axes, counted from 0; one an axis. */
export const IdentityMapParams = z.strictObject({ columns: z.array(z.int().min(0)).min(2).max(3) });
export type IdentityMapParams = z.infer<typeof IdentityMapParams>;

export const identityMap: MapDefinition<IdentityMapParams> = {
  name: 'identity',
  title: 'Chosen columns',
  summary: 'Columns of the code as they are, one per axis.',
  source: '',
  iterative: false,
  seeded: false,
  supervised: false,
  places: true,
  fixed: true,
  unfit: ({ dim, columns }) =>
    dim < columns
      ? `A sample has ${dim} ${dim === 1 ? 'number' : 'numbers'} here, fewer than the ${columns} axes: choose another map.`
      : null,
  params: IdentityMapParams,
  fields: fieldsOf(IdentityMapParams, {
    columns: {
      label: 'Columns',
      help: 'Which columns of the code are shown, counted from 0; one per axis.',
    },
  }),
  defaults: ({ columns }) => ({ columns: Array.from({ length: columns }, (_, i) => i) }),
};
