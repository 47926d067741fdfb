import { z } from 'zod';
import type { MapDefinition } from './definition.ts';

export const PcaMapParams = z.strictObject({});
export type PcaMapParams = z.infer<typeof PcaMapParams>;

export const pcaMap: MapDefinition<PcaMapParams> = {
  name: 'pca',
  title: 'Principal components',
  summary: 'The directions along which the codes vary most: straight, fast, and the same every time.',
  source: 'https://scikit-learn.org/stable/modules/generated/sklearn.decomposition.PCA.html',
  iterative: false,
  seeded: false,
  supervised: false,
  places: true,
  fixed: false,
  unfit: () => null,
  params: PcaMapParams,
  fields: [],
  defaults: () => ({}),
};
