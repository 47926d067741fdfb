import { join } from 'node:path';
import type { CallOutput, Handlers } from '../contract/index.ts';
import { modelOf } from './codes.ts';
import type { Context } from './context.ts';
import type { Exports } from './exports.ts';
import { resolveSource } from './sources.ts';
import { targetPath } from './targets.ts';
import type { Uploads } from './uploads.ts';

type Encoded = CallOutput<'models.encode'>;

/** New rows, sent the way the dataset's own went and through what a run has learnt. */
export function encodeHandlers(
  context: Context,
  uploads: Uploads,
  exports: Exports,
): Pick<Handlers, 'models.encode'> {
  const { paths, viewer, events } = context;
  return {
    async 'models.encode'({ run: id, source: asked, to, task }, { signal }) {
      const { run, dataset, folder } = modelOf(context, id);
      const { source } = await resolveSource(context, uploads, asked);
      const datasetFolder = join(paths.datasets, dataset.id);
      const input = { source, recipe: dataset.recipe, datasetFolder, folder, method: run.method };

      const write = (path: string): Promise<Omit<Encoded, 'url'>> =>
        viewer.run(
          'encode',
          { ...input, to: path },
          {
            signal,
            onNews({ progress }) {
              if (task !== undefined) events.publish('task.progress', { task, progress });
            },
          },
        );
      const encoded =
        to === undefined
          ? await offered(exports, `${source.name} ${run.name} codes`, write)
          : await written(to, write);
      if ('upload' in asked) await uploads.discard(asked.upload);
      return encoded;
    },
  };
}

async function written(to: string, write: (path: string) => Promise<Omit<Encoded, 'url'>>): Promise<Encoded> {
  const path = await targetPath(to, ['.npy'], 'codes are written as an array file');
  return { ...(await write(path)), url: null };
}

async function offered(
  exports: Exports,
  name: string,
  write: (path: string) => Promise<Omit<Encoded, 'url'>>,
): Promise<Encoded> {
  const offer = await exports.offer(name, 'npy', write);
  const files = offer.made.files.map((file) => ({ ...file, path: offer.name }));
  return { files, url: offer.url, warnings: offer.made.warnings };
}
