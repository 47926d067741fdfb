import type { Progress, Verified } from '../contract/index.ts';
import { listDatasets } from '../store/datasets.ts';
import { recordFault } from '../store/record-files.ts';
import { listRuns } from '../store/runs.ts';
import type { Context } from './context.ts';
import { filesOfDataset, filesOfRun } from './recorded.ts';

/**
 * Holds everything that is kept against its record: every file's length, shape and every byte, and the records themselves; of what is in the trash, too.
 * @param problems what else is known to be wrong with the home, told after the records were read
 * @throws AbortError on abort
 * Cost: reads the whole home, about a second for 1 GB
 */
export async function verifyHome(
  context: Pick<Context, 'store' | 'paths'>,
  problems: () => string[],
  signal: AbortSignal,
  report: (progress: Progress) => void = () => undefined,
): Promise<Verified> {
  const { store, paths } = context;
  const datasets = listDatasets(store.read, { withTrash: true });
  const runs = listRuns(store.read, undefined, { withTrash: true }).filter(
    ({ status }) => status === 'finished',
  );
  const faults = problems();
  let count = 0;
  const kept = [
    ...datasets.map((dataset) => ({
      place: `datasets/${dataset.id}`,
      files: filesOfDataset(context, dataset),
    })),
    ...runs.map((run) => ({ place: `runs/${run.id}`, files: filesOfRun(context, run) })),
  ];
  const step = progressOf(
    kept.reduce((sum, { files }) => sum + files.bytes, 0),
    report,
  );
  for (const { place, files } of kept) {
    count += files.count;
    faults.push(...(await files.faults(signal, step)));
    const fault = await recordFault(store.read, paths, place);
    if (fault !== null) faults.push(`${fault}: \`isthmus repair\` writes it again from the database.`);
  }
  return { datasets: datasets.length, runs: runs.length, files: count, faults };
}

/** Tells how far a check has come, ten times a second at most, as files are read. */
function progressOf(all: number, report: (progress: Progress) => void): (bytes: number) => void {
  const started = performance.now();
  let [done, told] = [0, started];
  return (bytes) => {
    done += bytes;
    const now = performance.now();
    if (now - told < 100) return;
    told = now;
    const left = ((now - started) * (all - done)) / Math.max(1, done);
    report({ fraction: done / all, phase: 'Reading every file', seconds_left: left / 1_000 });
  };
}
