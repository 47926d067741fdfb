import { z } from 'zod';
import type { MapDefinition } from './definition.ts';

export const LdaMapParams = z.strictObject({});
export type LdaMapParams = z.infer<typeof LdaMapParams>;

export const ldaMap: MapDefinition<LdaMapParams> = {
  name: 'lda',
  title: 'Linear discriminants',
  summary:
    'The directions that separate the training samples’ classes best: it is given the labels, so judge it by the held-out samples alone.',
  source:
    'https://scikit-learn.org/stable/modules/generated/sklearn.discriminant_analysis.LinearDiscriminantAnalysis.html',
  iterative: false,
  seeded: false,
  supervised: true,
  places: true,
  fixed: false,
  unfit: ({ classes }) =>
    classes === 0
      ? 'A map of linear discriminants needs labels, and this dataset has none: choose another map.'
      : classes < 2
        ? 'A map of linear discriminants needs at least two classes: choose another map.'
        : null,
  params: LdaMapParams,
  fields: [],
  defaults: () => ({}),
};
