import { z } from 'zod';
import type { MethodDefinition } from './definition.ts';

export const RawParams = z.strictObject({});
export type RawParams = z.infer<typeof RawParams>;

/** The features as they are: the yardstick every representation is held against. */
export const raw: MethodDefinition<RawParams> = {
  name: 'raw',
  title: 'Raw features',
  summary: 'The scaled features as they are, with nothing reduced.',
  source: '',
  decodes: false,
  iterative: false,
  seeded: false,
  supervised: false,
  choosesDim: false,
  structure: [],
  params: RawParams,
  fields: [],
  defaults: () => ({}),
};
