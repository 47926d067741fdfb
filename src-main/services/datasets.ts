import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { badInput, type Dataset, type Handlers, type Progress } from '../contract/index.ts';
import { getDataset, insertDataset, listDatasets, renameDataset } from '../store/datasets.ts';
import { newId } from '../store/ids.ts';
import { scratchFolder } from '../store/paths.ts';
import { listRuns, ownerOfRun } from '../store/runs.ts';
import { changeHome } from '../store/changes.ts';
import { removeFolders, settleFolder } from '../store/tidy.ts';
import type { Context } from './context.ts';
import type { Queue } from './queue.ts';
import type { SampleReader } from './sample.ts';
import { resolveSource } from './sources.ts';
import { trash } from './trash.ts';
import type { Uploads } from './uploads.ts';

type Calls =
  | 'datasets.preview'
  | 'datasets.import'
  | 'datasets.list'
  | 'datasets.get'
  | 'datasets.rename'
  | 'datasets.delete'
  | 'datasets.sample';

export function datasetHandlers(
  context: Context,
  uploads: Uploads,
  queue: Queue,
  samples: SampleReader,
): Pick<Handlers, Calls> {
  const { store, paths, events, reader, owner } = context;

  const tell =
    (task: string | undefined) =>
    ({ progress }: { progress: Progress }): void => {
      if (task !== undefined) events.publish('task.progress', { task, progress });
    };

  return {
    async 'datasets.preview'({ source, options, task }, { signal }) {
      const resolved = await resolveSource(context, uploads, source);
      return reader.run('preview', { source: resolved.source, options }, { signal, onNews: tell(task) });
    },

    async 'datasets.import'({ source, options, task }, { signal }) {
      const resolved = await resolveSource(context, uploads, source);
      const id = newId();
      const folder = scratchFolder(paths.datasets, id, owner);
      await mkdir(folder);
      try {
        const input = { source: resolved.source, options, folder };
        const found = await reader.run('import', input, { signal, onNews: tell(task) });
        const dataset: Dataset = { ...found, id, source: resolved.shown, created: new Date().toISOString() };
        await changeHome(context, (about) => {
          about({ places: [`datasets/${id}`], records: [`datasets/${id}`] });
          settleFolder(folder, join(paths.datasets, id));
          insertDataset(store.write, dataset);
        });
      } catch (error) {
        await removeFolders([folder]);
        throw error;
      }
      if ('upload' in source) await uploads.discard(source.upload);
      events.publish('datasets.changed', { dataset: id, deleted: false });
      return getDataset(store.read, id);
    },

    'datasets.list': async () => listDatasets(store.read),

    'datasets.get': async ({ dataset }) => getDataset(store.read, dataset),

    async 'datasets.rename'({ dataset, name }) {
      await changeHome(context, (about) => {
        about({ places: [], records: [`datasets/${dataset}`] });
        renameDataset(store.write, dataset, name);
      });
      events.publish('datasets.changed', { dataset, deleted: false });
      return getDataset(store.read, dataset);
    },

    async 'datasets.delete'({ dataset }) {
      const { name } = getDataset(store.read, dataset);
      const runs = listRuns(store.read, dataset);
      // The last first, so that none starts while those before it are cancelled.
      for (const { id } of runs.toReversed()) {
        const working = ownerOfRun(store.read, id);
        if (working !== null && working !== owner) {
          throw badInput(`A run on ${name} is running in another window or command: cancel it there first.`);
        }
        await queue.cancel(id);
      }
      await trash(context, { kind: 'datasets', id: dataset, dataset });
      samples.forget(dataset);
      return null;
    },

    'datasets.sample': ({ dataset, row, runs }) => samples.read(dataset, row, runs),
  };
}
