import { dataFacts, methodDefinition, type Dataset, type Run } from '../contract/index.ts';
import type { Threads } from '../compute/supervisor/index.ts';

/** Multiplications in the largest product of a step from which on more than one thread pays. */
const worthSharing = 75e6;

/**
 * On how many threads a run is best computed. Training in small batches is a long row of small operations, each of which
 * would be handed out and waited for: on two cores, batches of 64 through 784-512-32 take a quarter less time on one.
 */
export function threadsFor({ method, dim, params }: Run, dataset: Dataset): Threads {
  const size = methodDefinition(method).largestProduct?.(dataFacts(dataset), dim, params) ?? Infinity;
  return size < worthSharing ? 'one' : 'all';
}
