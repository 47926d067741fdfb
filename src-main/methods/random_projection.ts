import { count } from '../contract/index.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readNpyAs, writeJson, writeNpy } from '../store/arrays.ts';
import {
  free,
  matMul,
  projectOnto,
  Random,
  readFloat64,
  reconstructFrom,
  scope,
  solve,
  uploadFloat64,
  type Components,
} from '../tensor/index.ts';
import type { Facts, FittedMethod, Method } from './method.ts';

const Model = z.object({
  method: z.literal('random_projection'),
  features: z.number().int(),
  dim: z.number().int(),
});

/**
 * Gaussian random projection: every entry of the directions is drawn from a normal distribution of variance
 * `1 / dim`, so that distances are kept on average. The way back is the pseudo-inverse.
 * Source: sklearn.random_projection.GaussianRandomProjection
 */
export const randomProjection: Method = {
  fit(train, { dim, seed }) {
    const random = new Random(seed);
    const { features, rows } = train;
    const directions = Float64Array.from({ length: dim * features }, () => random.normal() / Math.sqrt(dim));
    const bounds = { near: minDim(rows, 0.1), far: minDim(rows, 0.5) };
    const message =
      `For ${count(rows)} samples, distances are promised to within 10 % from ${count(bounds.near)} numbers per sample on, ` +
      `and to within 50 % from ${count(bounds.far)} on; here there are ${count(dim)}.`;
    const facts = { johnson_lindenstrauss_10: bounds.near, johnson_lindenstrauss_50: bounds.far };
    return Promise.resolve(fitted(features, directions, facts, message));
  },

  async load(folder) {
    const { features } = Model.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    const { data } = await readNpyAs(join(folder, 'components.npy'), 'float64');
    return fitted(features, data, {}, null);
  },
};

/**
 * The least code size for which a random projection is promised to keep all distances between samples to within a
 * share of `1 ± eps` of their squares: `4 ln(rows) / (eps² / 2 - eps³ / 3)`, rounded down.
 * @param rows 1 or more
 * @param eps 0 to 1, exclusive
 * Source: Dasgupta and Gupta 2003, https://doi.org/10.1002/rsa.10073, as in
 *   sklearn.random_projection.johnson_lindenstrauss_min_dim
 */
export function minDim(rows: number, eps: number): number {
  return Math.floor((4 * Math.log(rows)) / (eps ** 2 / 2 - eps ** 3 / 3));
}

function fitted(
  features: number,
  directions: Float64Array,
  facts: Facts,
  message: string | null,
): FittedMethod {
  const dim = directions.length / features;
  const there = plainly(directions, features);
  const back = plainly(pseudoInverse(directions, dim), features);
  return {
    features,
    dim,
    facts,
    history: [],
    message,
    encode: (values) => projectOnto(there, values),
    decode: (codes) => reconstructFrom(back, codes),
    save: (folder) => [
      writeNpy(join(folder, 'components.npy'), directions, [dim, features]),
      writeJson(join(folder, 'model.json'), { method: 'random_projection', features, dim }),
    ],
    dispose: () => undefined,
  };
}

/** Directions with nothing taken away from the samples first. */
function plainly(directions: Float64Array, features: number): Components {
  const count = directions.length / features;
  return {
    features,
    count,
    mean: new Float64Array(features),
    directions,
    variance: new Float64Array(count),
    totalVariance: 0,
    precision: 'float64',
  };
}

/** `(R Rᵀ)⁻¹ R`, the transposed pseudo-inverse of directions that do not depend on one another. */
function pseudoInverse(directions: Float64Array, dim: number): Float64Array {
  const inverse = scope(() => {
    const r = uploadFloat64(directions, [dim, directions.length / dim]);
    return solve(matMul(r, r, { transposeB: true }), r);
  });
  const values = readFloat64(inverse);
  free(inverse);
  return values;
}
