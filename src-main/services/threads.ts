import { dataFacts, methodDefinition, type Dataset, type Run } from '../contract/index.ts';
import type { ThreadMode } from '../compute/supervisor/index.ts';

/** Multiplications in the largest product of a step from which on more than one thread pays. */
const worthSharing = 10e6;

/**
 * On how many threads a run is best computed. Training of a small network is a long row of small operations, each of which
 * would be handed out and waited for: on two cores, batches of 32 through 64-256-128-8 take a quarter less time on one,
 * and batches of 64 through 784-512-32 a tenth more.
 */
export function threadsFor({ method, dim, params }: Run, dataset: Dataset): ThreadMode {
  const size = methodDefinition(method).largestProduct?.(dataFacts(dataset), dim, params) ?? Infinity;
  return size < worthSharing ? 'one' : 'all';
}
