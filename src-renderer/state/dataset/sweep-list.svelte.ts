import type { Run, Sweep } from '../../../src-main/contract/index.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { Loaded } from '../loaded.svelte.ts';

/**
 * The sweeps of a dataset, read again when one is started or deleted.
 * @param runs all of the dataset: a sweep that is new, or gone, is known by its runs
 */
export function sweepList(
  workbench: Pick<Workbench, 'client' | 'report'>,
  dataset: string,
  runs: () => readonly Run[],
): Loaded<readonly string[], readonly Sweep[]> {
  return new Loaded<readonly string[], readonly Sweep[]>({
    key: () => [...new Set(runs().flatMap(({ sweep }) => sweep ?? []))].toSorted(),
    load: (_, signal) => workbench.client.call('sweeps.list', { dataset }, { signal }),
    fail: (thrown) => workbench.report(thrown),
  });
}
