import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  IsthmusError,
  badInput,
  type CallOutput,
  type CallParsed,
  type Handlers,
} from '../contract/index.ts';
import { getDataset } from '../store/datasets.ts';
import { newId } from '../store/ids.ts';
import { scratchFolder } from '../store/paths.ts';
import { getRun } from '../store/runs.ts';
import { removeFolders } from '../store/tidy.ts';
import type { Context } from './context.ts';
import { writeZip } from './zip.ts';

const keptMs = 30 * 60_000;

interface Download {
  path: string;
  /** What the browser saves it as. */
  name: string;
}

/** Exports to folders, and exports as zips to download, which are kept for half an hour. */
export class Exports {
  readonly #context: Context;
  readonly #downloads = new Map<string, Download>();

  constructor(context: Context) {
    this.#context = context;
  }

  async write(
    { run: id, to, format, split }: CallParsed<'exports.write'>,
    signal: AbortSignal,
  ): Promise<CallOutput<'exports.write'>> {
    const { store, paths, reader } = this.#context;
    const run = getRun(store.read, id);
    if (run.status !== 'finished') {
      throw badInput(`${run.name} is ${run.status}: only a finished run has codes to export.`);
    }
    const dataset = getDataset(store.read, run.dataset);
    const { method, dim, seed, params, metrics, facts, versions, device, created, name } = run;
    const input = {
      datasetFolder: join(paths.datasets, dataset.id),
      folder: join(paths.runs, id),
      classes: dataset.classes.map((each) => each.name),
      to: resolve(to),
      prefix: 'code',
      format,
      split,
      about: {
        run: { id, name, method, dim, seed, params, metrics, facts, versions, device, created },
        dataset: {
          id: dataset.id,
          name: dataset.name,
          hash: dataset.hash,
          rows: dataset.rows,
          features: dataset.features,
          split: dataset.split,
          recipe: dataset.recipe,
        },
        rows: split,
      },
    };
    return reader.run('export', input, { signal });
  }

  async download(
    { run: id, format, split }: CallParsed<'exports.download'>,
    signal: AbortSignal,
  ): Promise<CallOutput<'exports.download'>> {
    const { store, paths, owner } = this.#context;
    const run = getRun(store.read, id);
    const { name } = getDataset(store.read, run.dataset);
    const download = newId();
    const folder = scratchFolder(paths.exports, download, owner);
    const inside = join(folder, 'files');
    const path = join(folder, 'export.zip');
    try {
      await mkdir(inside, { recursive: true });
      const { files } = await this.write({ run: id, to: inside, format, split }, signal);
      await writeZip(
        path,
        files.map((file) => file.path),
      );
      await rm(inside, { recursive: true });
      this.#downloads.set(download, { path, name: `${fileName(`${name} ${run.name} ${format}`)}.zip` });
      setTimeout(() => {
        this.#downloads.delete(download);
        void removeFolders([folder]);
      }, keptMs).unref();
      const named = files.map((file) => ({ ...file, path: file.path.slice(inside.length + 1) }));
      return { url: `/downloads/${download}.zip`, files: named };
    } catch (error) {
      await removeFolders([folder]);
      throw error;
    }
  }

  /** @throws IsthmusError `not_found` once its time is over */
  find(id: string): Download {
    const download = this.#downloads.get(id);
    if (!download) {
      throw new IsthmusError('not_found', 'This download is not kept any more: export the run again.');
    }
    return download;
  }
}

/** Text as a file name that every system takes. */
function fileName(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 120) || 'export'
  );
}

export function exportHandlers(exports: Exports): Pick<Handlers, 'exports.write' | 'exports.download'> {
  return {
    'exports.write': (input, { signal }) => exports.write(input, signal),
    'exports.download': (input, { signal }) => exports.download(input, signal),
  };
}
