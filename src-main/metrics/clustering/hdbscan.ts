import type { Pace, Rows } from '../../tensor/index.ts';
import { stableClusters } from './condense.ts';
import type { Near } from '../held-out-neighbours.ts';
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
 * Difference: many rows are equally far apart by mutual reachability. Here those join first that are nearer in truth, so
 *   that the order of the rows changes nothing; in scikit-learn it does, and clusters some rows at a rim otherwise.
 * Source: Campello, Moulavi and Sander 2013; sklearn.cluster.HDBSCAN(min_cluster_size=smallest)
 */
export async function hdbscan(source: Rows, near: Near, smallest: number, pace: Pace): Promise<Int32Array> {
  return stableClusters(await reachabilityTree(source, near, pace), smallest);
}
