/**
 * What is known of each method without TensorFlow: words, parameters, form fields, defaults, limits, and the presets.
 * Forms, the command line, sweeps and checks are made from these definitions; the code is in `src-main/methods`.
 */

import { badInput } from '../errors.ts';
import { autoencoder } from './autoencoder.ts';
import { contractiveAutoencoder } from './contractive_autoencoder.ts';
import { convolutionalAutoencoder } from './convolutional_autoencoder.ts';
import { maxFeatures, type DataFacts, type MethodDefinition, type MaxDim } from './definition.ts';
import { deepBeliefAutoencoder } from './deep_belief_autoencoder.ts';
import { denoisingAutoencoder } from './denoising_autoencoder.ts';
import { linearDiscriminant } from './linear_discriminant.ts';
import type { MethodName } from './names.ts';
import { pca } from './pca.ts';
import { randomProjection } from './random_projection.ts';
import { raw } from './raw.ts';
import { rbm } from './rbm.ts';
import { mustBe } from './refusal.ts';
import { sparseAutoencoder } from './sparse_autoencoder.ts';
import { variationalAutoencoder } from './variational_autoencoder.ts';

export { dataFacts, type DataFacts, type MethodDefinition } from './definition.ts';
export { methodName, methodNames, type MethodName } from './names.ts';
export { presetName, presetNames, presets, type Preset, type PresetName } from './presets.ts';

const definitions = {
  raw,
  pca,
  autoencoder,
  denoising_autoencoder: denoisingAutoencoder,
  sparse_autoencoder: sparseAutoencoder,
  contractive_autoencoder: contractiveAutoencoder,
  variational_autoencoder: variationalAutoencoder,
  convolutional_autoencoder: convolutionalAutoencoder,
  rbm,
  deep_belief_autoencoder: deepBeliefAutoencoder,
  random_projection: randomProjection,
  linear_discriminant: linearDiscriminant,
} as const satisfies Record<MethodName, unknown>;

/** The methods of a first comparison. */
export const firstMethods: readonly MethodName[] = ['raw', 'pca', 'autoencoder'];

/** The definition of a method by its name. */
export function methodDefinition(name: MethodName): MethodDefinition<object> {
  return definitions[name] as MethodDefinition<object>;
}

/**
 * The complete parameters of a run: the defaults for this data, overlaid with what the user set.
 * @throws IsthmusError `bad_input` naming the first parameter that is unknown or out of range.
 */
export function completeParams(
  method: MethodName,
  facts: DataFacts,
  dim: number,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const definition = methodDefinition(method);
  const defaults = definition.defaults(facts, dim) as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!(name in defaults)) {
      const known = Object.keys(defaults);
      throw badInput(
        `${definition.title} has no parameter called "${name}": ` +
          (known.length > 0 ? `it has ${known.join(', ')}.` : 'it has none to set.'),
      );
    }
  }
  const parsed = definition.params.safeParse({ ...defaults, ...given });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue === undefined) throw parsed.error;
    throw badInput(
      `The parameter "${String(issue.path[0])}" of ${definition.title} cannot be used: ${mustBe(issue)}.`,
    );
  }
  return parsed.data as Record<string, unknown>;
}

/**
 * The code size a run will have: the user's, checked against the data; `raw` always keeps every feature.
 * @throws IsthmusError `bad_input` where the method cannot be used on this data, or not with this code size
 */
export function checkDim(method: MethodName, facts: DataFacts, dim: number): number {
  const definition = methodDefinition(method);
  const unfit = definition.unfit?.(facts) ?? null;
  if (unfit !== null) throw badInput(unfit);
  if (!definition.choosesDim) return facts.features;
  if (!Number.isInteger(dim) || dim < 1)
    throw badInput(`The code size must be a whole number of at least 1, not ${dim}.`);
  const { max, bound } = maxDim(method, facts);
  if (dim > max) throw badInput(`A code size of ${dim} is above ${bound}: choose at most ${max}.`);
  return dim;
}

/** The largest code size of a method for this data. */
export function maxDim(method: MethodName, facts: DataFacts): MaxDim {
  return methodDefinition(method).maxDim?.(facts) ?? maxFeatures(facts.features);
}

/** The code size that a method is offered with. */
export function offeredDim(method: MethodName, facts: DataFacts): number {
  const wanted = methodDefinition(method).suggestedDim?.(facts) ?? suggestedDim(facts.features);
  return Math.min(wanted, maxDim(method, facts).max);
}

/** The code size offered first: 2 for very few features, else about a twelfth, between 4 and 32. */
export function suggestedDim(features: number): number {
  return features <= 4
    ? Math.min(2, features)
    : Math.max(2, Math.min(32, features <= 16 ? Math.round(features / 3) : features <= 128 ? 8 : 32));
}
