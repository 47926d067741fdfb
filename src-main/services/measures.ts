import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { badInput, ofEvaluation, type CallParsed, type Handlers, type Run } from '../contract/index.ts';
import { newId } from '../store/ids.ts';
import { scratchFolder } from '../store/paths.ts';
import { getRun, keepMetrics } from '../store/runs.ts';
import { removeFolders } from '../store/tidy.ts';
import { addFiles } from './additions.ts';
import { checkRow, finishedRun } from './codes.ts';
import type { Context } from './context.ts';

type Calls = 'runs.measure' | 'runs.neighbours';

/** Figures of finished runs anew, and who is near whom in them. */
export function measureHandlers(context: Context): Pick<Handlers, Calls> {
  const { store, paths, viewer, events } = context;
  return {
    async 'runs.measure'(asked, { signal }) {
      try {
        const { id, dataset } = await measure(context, asked, signal);
        events.publish('runs.changed', { run: id, dataset, deleted: false });
      } catch (thrown) {
        // Deleted meanwhile, with its folder: whatever failed then, that is what there is to say.
        getRun(store.read, asked.run);
        throw thrown;
      }
      return getRun(store.read, asked.run);
    },

    async 'runs.neighbours'({ run: id, row, k }, { signal }) {
      const { run, dataset, folder } = finishedRun(context, id);
      checkRow(dataset, row);
      const others = dataset.rows - 1;
      if (k > others) {
        throw badInput(
          `A sample of ${dataset.name} has ${others} others beside it, fewer than ${k}: ask for at most ${others}.`,
        );
      }
      const datasetFolder = join(paths.datasets, dataset.id);
      try {
        return await viewer.run(
          'neighbours',
          { datasetFolder, folder, method: run.method, row, k },
          { signal },
        );
      } catch (thrown) {
        getRun(store.read, id);
        throw thrown;
      }
    },
  };
}

/** Measures a run with so many neighbours, and keeps what comes of it in place of what was there. */
async function measure(
  context: Context,
  { run: id, k, task }: CallParsed<'runs.measure'>,
  signal: AbortSignal,
): Promise<Run> {
  const { store, paths, owner, mapper, events } = context;
  const { run, dataset, folder } = finishedRun(context, id, 'can be re-evaluated');
  const { train, test } = dataset.splits;
  const most = Math.max(train, test - 1);
  if (k > most) {
    throw badInput(
      `${dataset.name} has ${train} training and ${test} held-out samples, too few for ${k} neighbours: choose at most ${most}.`,
    );
  }
  const into = scratchFolder(paths.runs, newId(), owner);
  const deleted = new AbortController();
  const off = events.subscribe((name, news) => {
    if (name === 'runs.changed' && 'run' in news && 'deleted' in news && news.run === id && news.deleted)
      deleted.abort();
  });
  try {
    await mkdir(into);
    const datasetFolder = join(paths.datasets, dataset.id);
    const { metrics, artifacts } = await mapper.run(
      'measure',
      { dataset, datasetFolder, folder, into, method: run.method, k },
      {
        signal: AbortSignal.any([signal, deleted.signal]),
        onNews({ progress }) {
          if (task !== undefined) events.publish('task.progress', { task, progress });
        },
      },
    );
    // What was measured before and cannot be had any more goes: it would be said of the new figures.
    const isReplaced = (name: string): boolean => ofEvaluation.test(name);
    await addFiles(context, id, into, artifacts, isReplaced, () => {
      const before = getRun(store.write, id).metrics;
      const times = Object.entries(before).filter(([name]) =>
        ['fit_seconds', 'encode_seconds'].includes(name),
      );
      keepMetrics(store.write, id, { ...metrics, ...Object.fromEntries(times) });
    });
  } finally {
    off();
    await removeFolders([into]);
  }
  return run;
}
