import type { Pace, Rows } from '../tensor/index.ts';
import { stableClusters } from './condense.ts';
import type { Near } from './held-out-neighbours.ts';
import { reachabilityTree } from './reachability.ts';

/**
 * HDBSCAN: clusters of whatever shape that are denser than what is around them.
 * @param source `n × features`, at least as many rows as a cluster has; kept in memory
 * @param near the `smallest - 1` nearest other rows of every row
 * @param smallest rows that a cluster has at least, 2 or more; also how many rows, itself among them, tell how dense it is
 *   around one
 * @returns the cluster of every row, the largest cluster first; -1: noise
 * @throws IsthmusError `cancelled`
 * Cost: that of the neighbours and of {@link reachabilityTree}.
 * Difference: where several joins happen at one distance, any of them may be the first. scikit-learn leaves that to its way
 *   of sorting, so that a few rows at the rim of a cluster may be noise here and not there, or the other way round.
 * Source: Campello, Moulavi and Sander 2013; sklearn.cluster.HDBSCAN(min_cluster_size=smallest)
 */
export async function hdbscan(source: Rows, near: Near, smallest: number, pace: Pace): Promise<Int32Array> {
  return stableClusters(await reachabilityTree(source, near, pace), smallest);
}
