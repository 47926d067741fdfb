import { nearestToOne, Pace } from '../../tensor/index.ts';
import { openCodes } from '../dataset-files.ts';
import type { Job } from '../protocol.ts';

/** The nearest rows of one row in a run's codes, among all rows. */
export const neighboursJob: Job<'neighbours'> = async (input, { signal }) => {
  const { datasetFolder, folder, method, row, k } = input;
  const codes = openCodes(datasetFolder, folder, method);
  try {
    const values = codes.gather(Int32Array.of(row));
    const { indices, distances } = await nearestToOne(codes, values, k, row, new Pace(signal));
    return { rows: [...indices], distances: [...distances] };
  } finally {
    codes.close();
  }
};
