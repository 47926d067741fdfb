/**
 * What is known of each kind of map: words, parameters, form fields, defaults and limits. The code that makes maps is
 * in `src-main/projections`.
 */

import { z } from 'zod';
import { badInput } from '../errors.ts';
import { mustBe } from '../methods/refusal.ts';
import type { MapDefinition, MapFacts } from './definition.ts';
import { identityMap } from './identity.ts';
import { ldaMap } from './lda.ts';
import { pcaMap } from './pca.ts';
import { tsne } from './tsne.ts';
import { umap } from './umap.ts';

export type { MapDefinition, MapFacts } from './definition.ts';
export type { IdentityMapParams } from './identity.ts';
export type { TsneParams } from './tsne.ts';
export type { UmapParams } from './umap.ts';

const definitions = { pca: pcaMap, umap, tsne, lda: ldaMap, identity: identityMap } as const;

export const mapNames = [
  'pca',
  'umap',
  'tsne',
  'lda',
  'identity',
] as const satisfies (keyof typeof definitions)[];
export const mapName = z.enum(mapNames);
export type MapName = z.infer<typeof mapName>;

export const mapColumns = z.union([z.literal(2), z.literal(3)]);

/** What a map of a run was made with: `map-<to>-<dim>.json` beside `map-<to>-<dim>.npy`. */
export const MapRecord = z.object({
  to: mapName,
  dim: mapColumns,
  params: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  seconds: z.number(),
  /** Rows it was fitted on, and of what kind: all, or the training rows, the others placed after. */
  rows: z.number().int(),
  fitted_on: z.enum(['all', 'train']),
  /** The run whose map it was aligned with, if any. */
  aligned_to: z.string().nullable(),
  /** Whether the same seed gives the same map again on the same device. */
  repeatable: z.boolean(),
  /** Whether it was asked to end early, and kept as it was then. */
  ended_early: z.boolean(),
  /** Numbers it tells of itself, e.g. `kl_divergence`, `recall`. */
  facts: z.record(z.string(), z.union([z.number(), z.string()])),
  /** What was noteworthy: ended early, neighbours only nearly exact. */
  message: z.string().nullable(),
});
export type MapRecord = z.infer<typeof MapRecord>;

/** The definition of a kind of map by its name. */
export function mapDefinition(name: MapName): MapDefinition<object> {
  return definitions[name] as MapDefinition<object>;
}

/**
 * The complete parameters of a map: the defaults for this representation, overlaid with what the user set.
 * @throws IsthmusError `bad_input` naming what cannot be used
 */
export function completeMapParams(
  name: MapName,
  facts: MapFacts,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const definition = mapDefinition(name);
  const unfit = definition.unfit(facts);
  if (unfit !== null) throw badInput(unfit);
  const defaults = definition.defaults(facts) as Record<string, unknown>;
  const known = Object.keys(defaults);
  const unknown = Object.keys(given).find((each) => !known.includes(each));
  if (unknown !== undefined) {
    const has = known.length > 0 ? `it has ${known.join(', ')}.` : 'it has none to set.';
    throw badInput(`A ${definition.title} map has no parameter called "${unknown}": ${has}`);
  }
  const parsed = definition.params.safeParse({ ...defaults, ...given });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue === undefined) throw parsed.error;
    throw badInput(
      `The parameter "${String(issue.path[0])}" of a ${definition.title} map cannot be used: ${mustBe(issue)}.`,
    );
  }
  return parsed.data as Record<string, unknown>;
}
