import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { badInput } from '../contract/index.ts';
import type { JobOutput } from '../compute/supervisor/index.ts';
import { getDataset } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { Context } from './context.ts';
import { resolveSource } from './sources.ts';
import type { Uploads } from './uploads.ts';

/**
 * Sends new rows the way the dataset's own went and through a run's encoder; writes their codes to one array file.
 * @throws IsthmusError `bad_input` where the run is not finished, or the rows do not fit its recipe
 */
export async function encodeRows(
  context: Context,
  uploads: Uploads,
  asked: { run: string; path: string; to: string },
  signal: AbortSignal,
): Promise<JobOutput<'encode'>> {
  const { store, paths, trainer } = context;
  const run = getRun(store.read, asked.run);
  if (run.status !== 'finished')
    throw badInput(`${run.name} is ${run.status}: only a finished run can encode.`);
  const { recipe } = getDataset(store.read, run.dataset);
  const { source } = await resolveSource(context, uploads, { path: asked.path });
  const to = resolve(asked.to);
  if (!to.endsWith('.npy'))
    throw badInput(`${asked.to} does not end in .npy: codes are written as an array file.`);
  await makeFolder(dirname(to));
  return trainer.run(
    'encode',
    { source, recipe, folder: join(paths.runs, run.id), method: run.method, to },
    { signal },
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw badInput(`${folder} cannot be a folder, because a file has that name: choose another.`);
    }
    throw error;
  }
}
