import { z } from 'zod';
import { maxFeatures, type MethodDefinition } from './definition.ts';

export const LinearDiscriminantParams = z.strictObject({});
export type LinearDiscriminantParams = z.infer<typeof LinearDiscriminantParams>;

/** The directions that set the classes apart best, found with their labels. */
export const linearDiscriminant: MethodDefinition<LinearDiscriminantParams> = {
  name: 'linear_discriminant',
  title: 'Linear discriminant',
  summary:
    'The directions that separate the classes best. It is given the labels, so it does not compete: it shows what labels could gain.',
  source:
    'https://scikit-learn.org/stable/modules/generated/sklearn.discriminant_analysis.LinearDiscriminantAnalysis.html',
  decodes: false,
  iterative: false,
  seeded: false,
  supervised: true,
  choosesDim: true,
  structure: [],
  unfit: ({ classes }) =>
    classes < 2
      ? `Linear discriminant needs labels of at least two classes, and this dataset has ${classes === 1 ? 'one' : 'none'}: choose another method.`
      : null,
  maxDim({ classes, features }) {
    if (features < classes) return maxFeatures(features);
    const max = classes - 1;
    return {
      max,
      bound: `the ${max === 1 ? 'one column' : `${max} columns`} that ${classes} classes allow`,
    };
  },
  params: LinearDiscriminantParams,
  fields: [],
  defaults: () => ({}),
};
