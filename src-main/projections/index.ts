/**
 * Maps: 2-D and 3-D projections of a representation, one file or folder a kind, behind `projection.ts`. How a map is
 * aligned with another is `procrustes.ts`. Their parameters are in `contract/maps`.
 */

import type { MapName } from '../contract/index.ts';
import type { Pace, Rows } from '../tensor/index.ts';
import { identityProjection, identityMap } from './identity.ts';
import { lda } from './lda.ts';
import { pca, pcaMap } from './pca.ts';
import type { Projection } from './projection.ts';
import { tsne } from './tsne/index.ts';
import { umap } from './umap/index.ts';

export { alignTo, inverse, identityAlignment, applyAlignment, align, type Alignment } from './procrustes.ts';
export type { Projection } from './projection.ts';

/** Every kind of map by its name. */
export const projections: Record<MapName, Projection> = {
  pca,
  umap,
  tsne,
  lda,
  identity: identityProjection,
};

/**
 * A map of codes to look at: the codes themselves where they have no more than `columns`, else their principal
 * components.
 * @param codes `rows × dim`
 * @param train rows that the map is fitted on
 * @param columns 2 or 3
 * @returns `rows × columns`
 * @throws IsthmusError `cancelled`
 */
export function identityOrPcaMap(
  codes: Rows,
  train: Int32Array,
  columns: number,
  pace: Pace,
): Promise<Float32Array> {
  return codes.features <= columns ? identityMap(codes, columns, pace) : pcaMap(codes, train, columns, pace);
}
