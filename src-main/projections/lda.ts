import { badInput } from '../contract/index.ts';
import { discriminants, SomeRows } from '../tensor/index.ts';
import { alongComponents } from './linear.ts';
import type { Projection } from './projection.ts';

/** The directions that separate the classes of the labelled training rows best, as a kind of map. */
export const lda: Projection = {
  async make({ codes, train, labels, columns, pace, progress }) {
    progress(null, 'Finding the directions between the classes', null);
    const known = train.filter((row) => (labels[row] ?? -1) >= 0);
    const of = known.map((row) => labels[row] ?? 0);
    if (new Set(of).size < 2) {
      throw badInput(
        'The labelled training rows are of one class, which no direction separates: choose another map.',
      );
    }
    const { components } = await discriminants(new SomeRows(codes, known), of, pace);
    const message =
      components.count < columns
        ? `The classes span ${components.count} discriminant ${components.count === 1 ? 'direction' : 'directions'}; the other axes are 0.`
        : null;
    const map = await alongComponents(codes, components, columns, pace);
    return { map, fittedOn: 'train', repeatable: true, facts: {}, message };
  },
};
