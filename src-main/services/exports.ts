import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { IsthmusError, type CallOutput, type CallParsed, type Handlers } from '../contract/index.ts';
import { getDataset } from '../store/datasets.ts';
import { newId } from '../store/ids.ts';
import { scratchFolder } from '../store/paths.ts';
import { getRun } from '../store/runs.ts';
import { removeFolders } from '../store/tidy.ts';
import { finishedRun } from './codes.ts';
import type { Context } from './context.ts';
import { writeZip } from './zip.ts';

const keptMs = 30 * 60_000;

interface Download {
  path: string;
  /** What the browser saves it as. */
  name: string;
}

/** Exports to folders, and files to download, which are kept for half an hour. */
export class Exports {
  readonly #context: Context;
  readonly #downloads = new Map<string, Download>();

  constructor(context: Context) {
    this.#context = context;
  }

  async write(
    { run: id, to, format, split, safe_cells }: CallParsed<'exports.write'>,
    signal: AbortSignal,
  ): Promise<CallOutput<'exports.write'>> {
    const { paths, reader } = this.#context;
    const { run, dataset, folder, files, datasetFiles } = finishedRun(
      this.#context,
      id,
      'has codes to export',
    );
    const { method, dim, seed, params, metrics, facts, versions, device, created, name } = run;
    const input = {
      expected: [
        ...datasetFiles.toHash((name) => method === 'raw' || name !== 'matrix.npy'),
        ...files.toHash((name) => name === 'codes.npy'),
      ],
      datasetFolder: join(paths.datasets, dataset.id),
      folder,
      method,
      classes: dataset.classes.map((each) => each.name),
      to: resolve(to),
      prefix: 'code',
      format,
      split,
      safe_cells,
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
    { run: id, format, ...how }: CallParsed<'exports.download'>,
    signal: AbortSignal,
  ): Promise<CallOutput<'exports.download'>> {
    const { store } = this.#context;
    const run = getRun(store.read, id);
    const { name } = getDataset(store.read, run.dataset);
    const { url, made } = await this.offer(`${name} ${run.name} ${format}`, 'zip', async (path) => {
      const inside = join(dirname(path), 'files');
      await mkdir(inside);
      const { files, warnings } = await this.write({ run: id, to: inside, format, ...how }, signal);
      await writeZip(
        path,
        files.map((file) => file.path),
      );
      await rm(inside, { recursive: true });
      return { files: files.map((file) => ({ ...file, path: basename(file.path) })), warnings };
    });
    return { url, ...made };
  }

  /**
   * Keeps a file for half an hour to be downloaded.
   * @param name what the browser saves it as, without its ending
   * @param make writes it to the path it is given; its folder is there for nothing else
   * @returns its URL path, its name, and what `make` gave
   */
  async offer<T>(
    name: string,
    ending: 'zip' | 'npy',
    make: (path: string) => Promise<T>,
  ): Promise<{ url: string; name: string; made: T }> {
    const { paths, owner } = this.#context;
    const id = newId();
    const folder = scratchFolder(paths.exports, id, owner);
    const path = join(folder, `download.${ending}`);
    try {
      await mkdir(folder);
      const made = await make(path);
      const download = { path, name: `${fileName(name)}.${ending}` };
      this.#downloads.set(id, download);
      setTimeout(() => {
        this.#downloads.delete(id);
        void removeFolders([folder]);
      }, keptMs).unref();
      return { url: `/downloads/${id}.${ending}`, name: download.name, made };
    } catch (error) {
      await removeFolders([folder]);
      throw error;
    }
  }

  /** @throws IsthmusError `not_found` once its time is over */
  find(id: string): Download {
    const download = this.#downloads.get(id);
    if (!download) {
      throw new IsthmusError('not_found', 'This download is no longer available: make it again.');
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
