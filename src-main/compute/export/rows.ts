import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { IsthmusError, SampleIds, badInput } from '../../contract/index.ts';
import { readNpyAs, readNpyHeader } from '../../store/arrays.ts';
import type { JobContext, JobInput } from '../protocol.ts';

/** The rows of a run that an export was asked for, in the dataset's order. */
export interface ExportRows {
  count: number;
  dim: number;
  ids: string[];
  /** -1 where a row has no label. */
  labels: Int32Array;
  /** 1 for test rows. */
  split: Uint8Array;
  /** Class names by label; empty where the data has no labels. */
  classes: readonly string[];
  /** The codes of these rows, some at a time, row-major; also reports progress and ends on a cancel. */
  codes(): AsyncGenerator<Float32Array>;
}

const blockBytes = 4 * 1_048_576;
const itemBytes: Record<string, number> = { '<f4': 4, '|u1': 1 };

/** Opens what was kept of a run; for raw features, which have no codes of their own, the dataset's matrix. */
export async function openRows(input: JobInput<'export'>, context: JobContext): Promise<ExportRows> {
  const { datasetFolder, folder, method, classes, split: part } = input;
  const file = method === 'raw' ? join(datasetFolder, 'matrix.npy') : join(folder, 'codes.npy');
  const header = readNpyHeader(file, (descr) => itemBytes[descr] ?? 8);
  const size = itemBytes[header.descr];
  const [total = 0, ...rest] = header.shape;
  const dim = rest.reduce((product, length) => product * length, 1);
  if (size === undefined || header.fortran)
    throw badInput(`${basename(file)} is not an array file of Isthmus.`);

  const split = (await readNpyAs(join(datasetFolder, 'split.npy'), 'uint8')).data;
  const labels = (await readNpyAs(join(datasetFolder, 'labels.npy'), 'int32')).data;
  const ids = SampleIds.parse(JSON.parse(await readFile(join(datasetFolder, 'ids.json'), 'utf8')));
  const wanted = part === 'all' ? null : part === 'test' ? 1 : 0;
  const chosen: number[] = [];
  for (let row = 0; row < total; row++) if (wanted === null || split[row] === wanted) chosen.push(row);

  async function* codes(): AsyncGenerator<Float32Array> {
    const handle = await open(file);
    try {
      const perBlock = Math.max(1, Math.floor(blockBytes / Math.max(1, dim * 4)));
      for (let start = 0; start < total; start += perBlock) {
        if (context.signal.aborted) throw new IsthmusError('cancelled', 'Cancelled.');
        context.report({ fraction: start / total, phase: 'Writing codes', seconds_left: null });
        const rows = Math.min(perBlock, total - start);
        const bytes = new Uint8Array(rows * dim * (size ?? 1));
        const at = header.offset + start * dim * (size ?? 1);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
        if (bytesRead < bytes.length) throw badInput(`${basename(file)} ended while it was read.`);
        const values =
          size === 4 ? new Float32Array(bytes.buffer) : new Float32Array(bytes).map((level) => level / 255);
        const kept =
          wanted === null ? values : pick(values, dim, split.subarray(start, start + rows), wanted);
        if (kept.length > 0) yield kept;
      }
    } finally {
      await handle.close();
    }
  }

  return {
    count: chosen.length,
    dim,
    ids: chosen.map((row) => ids[row] ?? ''),
    labels: Int32Array.from(chosen, (row) => labels[row] ?? -1),
    split: Uint8Array.from(chosen, (row) => split[row] ?? 0),
    classes,
    codes,
  };
}

function pick(values: Float32Array, dim: number, split: Uint8Array, wanted: number): Float32Array {
  const kept = new Float32Array(values.length);
  let at = 0;
  split.forEach((part, row) => {
    if (part !== wanted) return;
    kept.set(values.subarray(row * dim, (row + 1) * dim), at);
    at += dim;
  });
  return kept.subarray(0, at);
}

/** A label as text: its class's name, or null where the row has none. */
export function classNameOf(rows: ExportRows, row: number): string | null {
  return rows.classes[rows.labels[row] ?? -1] ?? null;
}

export const splitName = (part: number | undefined): string => (part === 1 ? 'test' : 'train');
