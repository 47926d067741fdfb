import { join } from 'node:path';
import type { MethodName } from '../contract/index.ts';
import { Matrix } from '../datasets/matrix.ts';
import { readNpyAs } from '../store/arrays.ts';

/**
 * Row numbers of a dataset's training and held-out rows.
 * @throws IsthmusError `bad_input` where the file is not what an import wrote
 */
export async function openSplit(datasetFolder: string): Promise<{ train: Int32Array; test: Int32Array }> {
  const { data } = await readNpyAs(join(datasetFolder, 'split.npy'), 'uint8');
  const rows = Int32Array.from(data, (_, row) => row);
  return { train: rows.filter((row) => data[row] === 0), test: rows.filter((row) => data[row] !== 0) };
}

/** A run's codes of all rows; a run of raw features has none beside the dataset's own matrix. To be closed. */
export function openCodes(datasetFolder: string, folder: string, method: MethodName): Matrix {
  return Matrix.open(method === 'raw' ? join(datasetFolder, 'matrix.npy') : join(folder, 'codes.npy'));
}
