import { count } from '../contract/index.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PcaParams } from '../contract/methods/pca.ts';
import { readNpyAs, writeJson, writeNpy } from '../store/arrays.ts';
import {
  principalComponents,
  projectOnto,
  reconstructFrom,
  type Components,
  type PrincipalComponents,
  type Rows,
} from '../tensor/index.ts';
import type { Facts, FittedMethod, Method } from './method.ts';

/** `model.json`: what the arrays beside it do not say of themselves. */
const Model = z.object({
  method: z.literal('pca'),
  features: z.number().int(),
  dim: z.number().int(),
  whiten: z.boolean(),
  total_variance: z.number(),
  precision: z.enum(['float32', 'float64']).default('float64'),
});

/**
 * Principal component analysis. With `whiten`, every component is divided by its standard deviation; one without
 * variance gives 0. How it is solved is chosen by the data's size, see `tensor/linalg/components.ts`, and told in the facts.
 * Source: sklearn.decomposition.PCA
 */
export const pca: Method = {
  async fit(train, { dim, params, pace, progress }) {
    const { whiten } = PcaParams.parse(params);
    progress(null, 'Finding the principal components', null);
    const found = await principalComponents(train, dim, pace);
    const { variance, totalVariance, spectrum } = found;
    const share = (value: number): number => (totalVariance > 0 ? value / totalVariance : 0);
    const ratio = Array.from(variance, share);
    const facts: Facts = {
      explained_variance_ratio: ratio,
      explained_variance: Array.from(variance),
      explained_variance_ratio_sum: ratio.reduce((total, each) => total + each, 0),
      scree: Array.from(spectrum, share),
      solver: found.solver,
      solver_reason: reasonFor(found, train),
    };
    return fitted(found, whiten, facts);
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
      precision: model.precision,
    };
    return fitted(components, model.whiten, {});
  },
};

/** How it was solved and why so, in one sentence. */
function reasonFor({ solver, precision }: PrincipalComponents, { rows, features, far }: Rows): string {
  const size = `${count(rows)} rows of ${count(features)} features`;
  const read = far === true ? ', read from the disk block by block, because they do not fit in memory' : '';
  switch (solver) {
    case 'randomized':
      return `By a randomized decomposition, because of ${size}${read}.`;
    case 'gram_eigh':
      return `Exact, from the rows' Gram matrix, because there are fewer rows than features${read}.`;
    case 'covariance_eigh':
      return precision === 'float64'
        ? `Exact, from the covariance of ${size}${read}.`
        : `From the covariance of ${size}, multiplied in float32 and summed in float64${read}.`;
  }
}

function fitted(components: Components, whiten: boolean, facts: Facts): FittedMethod {
  const { features, count: dim, mean, directions, variance, totalVariance, precision } = components;
  const deviation = variance.map(Math.sqrt);
  const decodeFirst = (codes: Float32Array, width: number): Float32Array =>
    reconstructFrom(
      components,
      whiten ? scaled(Float32Array.from(codes), (i) => deviation[i], width) : codes,
      width,
    );
  return {
    features,
    dim,
    facts,
    history: [],
    message: null,
    encode(values) {
      const codes = projectOnto(components, values);
      return whiten ? scaled(codes, (i) => (deviation[i] > 0 ? 1 / deviation[i] : 0), dim) : codes;
    },
    decode: (codes) => decodeFirst(codes, dim),
    decodeFirst,
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
        precision,
      }),
    ],
    dispose: () => undefined,
  };
}

/** Multiplies every column of codes by its factor, in place. */
function scaled(codes: Float32Array, factor: (column: number) => number, dim: number): Float32Array {
  const factors = Float64Array.from({ length: dim }, (_, i) => factor(i));
  for (let at = 0; at < codes.length; at++) codes[at] *= factors[at % dim];
  return codes;
}
