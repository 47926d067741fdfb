import { counted, badInput } from '../contract/index.ts';
import { discriminants, SomeRows } from '../tensor/index.ts';
import { alongComponents, placeAlong, saveComponents, strongestOf } from './linear.ts';
import type { Projection } from './projection.ts';

/**
 * Codes along the directions that set the classes of the labelled training rows apart best, strongest first; axes for which
 * there is no direction are 0.
 * Source: sklearn.discriminant_analysis.LinearDiscriminantAnalysis, solver `svd`
 */
export const lda: Projection = {
  async make({ codes, train, labels, columns, pace, progress }) {
    progress(null, 'Finding the discriminant directions', null);
    const labelled = train.filter((row) => labels[row] >= 0);
    const of = labelled.map((row) => labels[row]);
    const classes = new Set(of).size;
    if (classes < 2) {
      throw badInput(
        `A map of linear discriminants needs at least two classes among the training samples, and there ${classes === 1 ? 'is one' : 'are none'}: choose another map.`,
      );
    }
    const found = await discriminants(new SomeRows(codes, labelled), of, pace);
    const components = strongestOf(found.components, columns);
    const shown = found.ratio.subarray(0, components.count).reduce((total, share) => total + share, 0);
    return {
      map: await alongComponents(codes, components, columns, pace),
      fittedOn: 'train',
      repeatable: true,
      facts: { explained_variance_ratio_sum: shown },
      message: sentences(components.count, columns, classes, train.length - labelled.length),
      save: (folder, prefix) => saveComponents(folder, prefix, components),
    };
  },

  place: placeAlong,
};

/** What is noteworthy of it: axes that lack a direction, and rows that were not used. */
function sentences(count: number, columns: number, classes: number, unlabelled: number): string | null {
  const said: string[] = [];
  if (count < columns) {
    const directions = count === 0 ? 'no direction' : count === 1 ? 'one direction' : `${count} directions`;
    said.push(
      `The ${classes} classes are told apart by ${directions} here; ${count === 0 ? 'all' : 'the other'} axes are 0.`,
    );
  }
  if (unlabelled > 0) {
    said.push(
      `${counted(unlabelled, 'training sample')} ${unlabelled === 1 ? 'has' : 'have'} no label and ${unlabelled === 1 ? 'was' : 'were'} left out.`,
    );
  }
  return said.length === 0 ? null : said.join(' ');
}
