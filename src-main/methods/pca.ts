import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PcaParams } from '../contract/methods/pca.ts';
import { readNpyAs, writeJson, writeNpy } from '../store/arrays.ts';
import { principalComponents, projectOnto, rebuildFrom, type Components } from '../tensor/index.ts';
import type { Fitted, Method } from './method.ts';

/** `model.json`: what the arrays beside it do not say of themselves. */
const Model = z.object({
  method: z.literal('pca'),
  features: z.number().int(),
  dim: z.number().int(),
  whiten: z.boolean(),
  total_variance: z.number(),
});

/**
 * Principal component analysis, exact, fitted in float64. With `whiten`, every component is divided by its
 * standard deviation; one without variance gives 0.
 * Source: sklearn.decomposition.PCA
 */
export const pca: Method = {
  async fit(train, { dim, params, pace, progress }) {
    const { whiten } = PcaParams.parse(params);
    progress(null, 'Finding the principal components', null);
    return fitted(await principalComponents(train, dim, pace), whiten);
  },

  async load(folder) {
    const array = async (name: string): Promise<Float64Array> =>
      (await readNpyAs(join(folder, name), 'float64')).data;
    const model = Model.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    const components: Components = {
      features: model.features,
      count: model.dim,
      mean: await array('mean.npy'),
      directions: await array('components.npy'),
      variance: await array('explained_variance.npy'),
      totalVariance: model.total_variance,
    };
    return fitted(components, model.whiten);
  },
};

function fitted(components: Components, whiten: boolean): Fitted {
  const { features, count: dim, mean, directions, variance, totalVariance } = components;
  const deviation = variance.map(Math.sqrt);
  const ratio = Array.from(variance, (value) => (totalVariance > 0 ? value / totalVariance : 0));
  return {
    features,
    dim,
    facts: {
      explained_variance_ratio: ratio,
      explained_variance: Array.from(variance),
      explained_variance_ratio_sum: ratio.reduce((total, share) => total + share, 0),
    },
    history: [],
    message: null,
    encode(values) {
      const codes = projectOnto(components, values);
      return whiten
        ? scaled(codes, (i) => ((deviation[i] ?? 0) > 0 ? 1 / (deviation[i] ?? 1) : 0), dim)
        : codes;
    },
    decode(codes) {
      return rebuildFrom(
        components,
        whiten ? scaled(Float32Array.from(codes), (i) => deviation[i] ?? 0, dim) : codes,
      );
    },
    save: (folder) => [
      writeNpy(join(folder, 'components.npy'), directions, [dim, features]),
      writeNpy(join(folder, 'mean.npy'), mean, [features]),
      writeNpy(join(folder, 'explained_variance.npy'), variance, [dim]),
      writeJson(join(folder, 'model.json'), {
        method: 'pca',
        features,
        dim,
        whiten,
        total_variance: totalVariance,
      }),
    ],
    dispose: () => undefined,
  };
}

/** Multiplies every column of codes by its factor, in place. */
function scaled(codes: Float32Array, factor: (column: number) => number, dim: number): Float32Array {
  const factors = Float64Array.from({ length: dim }, (_, i) => factor(i));
  for (let at = 0; at < codes.length; at++) codes[at] = (codes[at] ?? 0) * (factors[at % dim] ?? 0);
  return codes;
}
