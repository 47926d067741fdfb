import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  badInput,
  mapDefinition,
  mapNames,
  type CallOutput,
  type CallParsed,
  type Handlers,
  type ResolvedSource,
} from '../contract/index.ts';
import { newId } from '../store/ids.ts';
import { scratchFolder } from '../store/paths.ts';
import { getRun } from '../store/runs.ts';
import { removeFolders } from '../store/tidy.ts';
import { modelOf, type Model } from './codes.ts';
import type { Context } from './context.ts';
import type { Exports } from './exports.ts';
import { mapFile } from './maps.ts';
import { resolveSource } from './sources.ts';
import { targetPath } from './targets.ts';
import type { Uploads } from './uploads.ts';

type Asked = CallParsed<'models.encode'>;
type Encoded = CallOutput<'models.encode'>;
type Written = Omit<Encoded, 'url'>;

/** New rows, sent the way the dataset's own went and through what a run has learned. */
export function encodeHandlers(
  context: Context,
  uploads: Uploads,
  exports: Exports,
): Pick<Handlers, 'models.encode'> {
  return {
    async 'models.encode'({ run: id, source: asked, to, map, task }, { signal }) {
      const model = modelOf(context, id);
      if (map !== undefined) checkMap(model, map);
      const { source } = await resolveSource(context, uploads, asked);
      const write = (path: string): Promise<Written> =>
        map === undefined
          ? encode(context, model, source, path, task, signal)
          : place(context, model, source, map, path, task, signal);
      const what = map === undefined ? 'codes' : `${mapDefinition(map.to).title} map`;
      const encoded =
        to === undefined
          ? await offered(exports, `${source.name} ${model.run.name} ${what}`, write)
          : await written(to, write);
      if ('upload' in asked) await uploads.discard(asked.upload);
      return encoded;
    },
  };
}

/** @throws IsthmusError `bad_input` where that map takes no new rows, or is not there */
function checkMap({ run }: Model, { to, dim }: NonNullable<Asked['map']>): void {
  const { title, places } = mapDefinition(to);
  if (!places) {
    const others = mapNames.filter((name) => mapDefinition(name).places).join(', ');
    throw badInput(`New rows have no place in a ${title} map: choose one of ${others}.`);
  }
  if (!run.artifacts.some(({ name }) => name === `${mapFile({ to, dim })}.npy`)) {
    const command = `isthmus project ${run.id} --to ${to}${dim === 3 ? ' --dim 3' : ''}`;
    throw badInput(`${run.name} has no ${title} map to ${dim} axes yet: \`${command}\` makes it.`);
  }
}

/** Writes the codes of new rows. */
async function encode(
  { paths, viewer, events }: Context,
  { run, dataset, folder, files, datasetFiles }: Model,
  source: ResolvedSource,
  to: string,
  task: string | undefined,
  signal: AbortSignal,
): Promise<Written> {
  const datasetFolder = join(paths.datasets, dataset.id);
  const expected = [
    ...datasetFiles.toHash((name) => name === 'matrix.npy' || name === 'split.npy'),
    ...files.toHash((name) => name !== 'reconstruction.npy'),
  ];
  const input = { expected, source, recipe: dataset.recipe, datasetFolder, folder, method: run.method, to };
  return viewer.run('encode', input, {
    signal,
    onNews({ progress }) {
      if (task !== undefined) events.publish('task.progress', { task, progress });
    },
  });
}

/** Writes where new rows are placed in a map, by way of their codes. */
async function place(
  context: Context,
  model: Model,
  source: ResolvedSource,
  map: NonNullable<Asked['map']>,
  to: string,
  task: string | undefined,
  signal: AbortSignal,
): Promise<Written> {
  const { store, paths, owner, mapper, events } = context;
  const scratch = scratchFolder(paths.exports, newId(), owner);
  try {
    await mkdir(scratch);
    const codes = join(scratch, 'codes.npy');
    const { warnings } = await encode(context, model, source, codes, task, signal);
    const { folder, dataset, run, files } = model;
    const mapFolder = files.folderOf(`${mapFile(map)}.npy`) ?? folder;
    const datasetFolder = join(paths.datasets, dataset.id);
    try {
      const { files } = await mapper.run(
        'place',
        { datasetFolder, folder, method: run.method, map: { ...map, folder: mapFolder }, codes, to },
        {
          signal,
          onNews({ progress }) {
            if (task !== undefined) events.publish('task.progress', { task, progress });
          },
        },
      );
      return { files, warnings };
    } catch (thrown) {
      getRun(store.read, run.id);
      throw thrown;
    }
  } finally {
    await removeFolders([scratch]);
  }
}

async function written(to: string, write: (path: string) => Promise<Written>): Promise<Encoded> {
  const path = await targetPath(to, ['.npy'], 'codes are written as an array file');
  return { ...(await write(path)), url: null };
}

async function offered(
  exports: Exports,
  name: string,
  write: (path: string) => Promise<Written>,
): Promise<Encoded> {
  const offer = await exports.offer(name, 'npy', write);
  const files = offer.made.files.map((file) => ({ ...file, path: offer.name }));
  return { files, url: offer.url, warnings: offer.made.warnings };
}
