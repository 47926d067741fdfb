import { z } from 'zod';
import { fieldsOf } from '../fields.ts';
import { maxFeatures, type MethodDefinition } from './definition.ts';

export const PcaParams = z.strictObject({ whiten: z.boolean() });
export type PcaParams = z.infer<typeof PcaParams>;

/** Principal component analysis. */
export const pca: MethodDefinition<PcaParams> = {
  name: 'pca',
  title: 'PCA',
  summary: 'The directions of greatest variance: the best linear reduction there is.',
  source: 'https://scikit-learn.org/stable/modules/generated/sklearn.decomposition.PCA.html',
  decodes: true,
  iterative: false,
  seeded: false,
  supervised: false,
  choosesDim: true,
  structure: [],
  maxDim: ({ rows, features }) =>
    rows < features
      ? { max: rows, bound: `the ${rows} components that ${rows} training rows have` }
      : maxFeatures(features),
  params: PcaParams,
  fields: fieldsOf(PcaParams, {
    whiten: {
      label: 'Whiten',
      help: 'Divide every component by its standard deviation, so that all have equal weight.',
    },
  }),
  defaults: () => ({ whiten: false }),
};
