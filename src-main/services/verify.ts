import { listDatasets } from '../store/datasets.ts';
import { recordFault } from '../store/record-files.ts';
import { listRuns } from '../store/runs.ts';
import type { Context } from './context.ts';
import { filesOfDataset, filesOfRun } from './recorded.ts';

/** What a check of a home came to. */
export interface Verified {
  datasets: number;
  runs: number;
  files: number;
  /** A sentence for each thing that is not as it was written; each says what to do. */
  faults: string[];
}

/**
 * Holds everything that is kept against its record: every file's length, shape and every byte, and the records themselves.
 * @param problems what else is known to be wrong with the home, told after the records were read
 * @throws AbortError on abort
 * Cost: reads the whole home, about a second for 1 GB
 */
export async function verifyHome(
  context: Pick<Context, 'store' | 'paths'>,
  problems: () => string[],
  signal: AbortSignal,
): Promise<Verified> {
  const { store, paths } = context;
  const datasets = listDatasets(store.read);
  const runs = listRuns(store.read).filter(({ status }) => status === 'finished');
  const faults = problems();
  let count = 0;
  const kept = [
    ...datasets.map((dataset) => ({
      place: `datasets/${dataset.id}`,
      files: filesOfDataset(context, dataset),
    })),
    ...runs.map((run) => ({ place: `runs/${run.id}`, files: filesOfRun(context, run) })),
  ];
  for (const { place, files } of kept) {
    count += files.count;
    faults.push(...(await files.faults(signal)));
    const fault = await recordFault(store.read, paths, place);
    if (fault !== null) faults.push(`${fault}: \`isthmus repair\` writes it again from the database.`);
  }
  return { datasets: datasets.length, runs: runs.length, files: count, faults };
}
