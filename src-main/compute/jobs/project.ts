import { join } from 'node:path';
import { mapOf } from '../../projections/index.ts';
import { writeNpy } from '../../store/arrays.ts';
import { loadTensorFlow, Pace } from '../../tensor/index.ts';
import { openCodes, openSplit } from '../kept.ts';
import type { Job } from '../protocol.ts';

/** Adds a map of a finished run's codes to its folder. */
export const projectJob: Job<'project'> = async ({ datasetFolder, folder, to, dim }, { signal, report }) => {
  await loadTensorFlow();
  report({ fraction: null, phase: 'Making the map', seconds_left: null });
  const codes = openCodes(datasetFolder, folder);
  try {
    const { train } = await openSplit(datasetFolder);
    const map = await mapOf(codes, train, dim, new Pace(signal));
    return { artifacts: [writeNpy(join(folder, `map-${to}-${dim}.npy`), map, [codes.rows, dim])] };
  } finally {
    codes.close();
  }
};
