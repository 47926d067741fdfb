import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { count, badInput } from '../contract/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../store/arrays.ts';
import { discriminants, projectOnto, SomeRows, type Components } from '../tensor/index.ts';
import type { Facts, FittedMethod, Method } from './method.ts';

const Model = z.object({
  method: z.literal('linear_discriminant'),
  features: z.number().int(),
  dim: z.number().int(),
});

/**
 * Linear discriminant analysis as a reduction: supervised, with at most one column fewer than there are classes.
 * Rows without a label are left out, and said so.
 * Source: sklearn.discriminant_analysis.LinearDiscriminantAnalysis, solver `svd`
 */
export const linearDiscriminant: Method = {
  async fit(train, { dim, labels, pace, progress }) {
    progress(null, 'Finding the discriminant directions', null);
    const labelled = Int32Array.from(labels.keys()).filter((row) => labels[row] >= 0);
    const of = labelled.map((row) => labels[row]);
    const classes = new Set(of).size;
    if (classes < 2) {
      throw badInput(
        `Linear discriminant analysis needs at least two classes among the training rows, and there ${classes === 1 ? 'is one' : 'are none'}: choose another method.`,
      );
    }
    const { components, ratio } = await discriminants(new SomeRows(train, labelled), of, pace);
    if (components.count < dim) {
      throw badInput(
        `The training rows of ${classes} classes span ${components.count} discriminant ${components.count === 1 ? 'direction' : 'directions'}: choose a code size up to that.`,
      );
    }
    const kept = {
      ...components,
      count: dim,
      directions: components.directions.slice(0, dim * train.features),
    };
    const out = train.rows - labelled.length;
    const message =
      out === 0
        ? null
        : `${count(out)} of ${count(train.rows)} training rows have no label and were left out.`;
    return fitted(kept, { explained_variance_ratio: Array.from(ratio.subarray(0, dim)) }, message);
  },

  async load(folder) {
    const array = async (name: string): Promise<Float64Array> =>
      (await readNpyAs(join(folder, name), 'float64')).data;
    const { features, dim } = Model.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    const directions = await array('components.npy');
    const mean = await array('mean.npy');
    const variance = new Float64Array(dim);
    return fitted(
      { features, count: dim, mean, directions, variance, totalVariance: 0, precision: 'float64' },
      {},
      null,
    );
  },
};

function fitted(components: Components, facts: Facts, message: string | null): FittedMethod {
  const { features, count: dim, mean, directions } = components;
  return {
    features,
    dim,
    facts,
    history: [],
    message,
    encode: (values) => projectOnto(components, values),
    save: (folder) => [
      writeNpy(join(folder, 'components.npy'), directions, [dim, features]),
      writeNpy(join(folder, 'mean.npy'), mean, [features]),
      writeJson(join(folder, 'model.json'), { method: 'linear_discriminant', features, dim }),
    ],
    dispose: () => undefined,
  };
}
