import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Matrix } from '../datasets/matrix.ts';
import { readNpyAs } from '../store/arrays.ts';
import { DenseRows, type Rows } from '../tensor/index.ts';

/**
 * Row numbers of a dataset's training and held-out rows.
 * @throws IsthmusError `bad_input` where the file is not what an import wrote
 */
export async function openSplit(datasetFolder: string): Promise<{ train: Int32Array; test: Int32Array }> {
  const { data } = await readNpyAs(join(datasetFolder, 'split.npy'), 'uint8');
  const rows = Int32Array.from(data, (_, row) => row);
  return { train: rows.filter((row) => data[row] === 0), test: rows.filter((row) => data[row] !== 0) };
}

/** A run's codes of all rows; a run of raw features keeps none beside the dataset's own matrix. */
export async function openCodes(datasetFolder: string, folder: string): Promise<Rows> {
  const path = join(folder, 'codes.npy');
  if (!existsSync(path)) return Matrix.open(join(datasetFolder, 'matrix.npy'));
  const { data, shape } = await readNpyAs(path, 'float32');
  return new DenseRows(data, shape[1] ?? 1);
}
