import type { Pace, Rows } from '../tensor/index.ts';
import { identityMap } from './identity.ts';
import { pcaMap } from './pca.ts';

export { alignTo } from './procrustes.ts';

/**
 * A map of codes to look at: the codes themselves where they have no more than `columns`, else their principal
 * components.
 * @param codes `rows × dim`
 * @param train rows that the map is fitted on
 * @param columns 2 or 3
 * @returns `rows × columns`
 * @throws IsthmusError `cancelled`
 */
export function mapOf(codes: Rows, train: Int32Array, columns: number, pace: Pace): Promise<Float32Array> {
  return codes.features <= columns ? identityMap(codes, columns, pace) : pcaMap(codes, train, columns, pace);
}
