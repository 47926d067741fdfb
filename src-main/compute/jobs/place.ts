import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { badInput, MapRecord, mapDefinition } from '../../contract/index.ts';
import { Matrix } from '../../datasets/matrix.ts';
import { inverse, projections, applyAlignment } from '../../projections/index.ts';
import { readNpyAs, writeNpy } from '../../store/arrays.ts';
import { loadTensorFlow, Pace } from '../../tensor/index.ts';
import { openCodes } from '../dataset-files.ts';
import { readAlignment } from '../map-alignment.ts';
import type { Job } from '../protocol.ts';

/** Places new rows in a map of a finished run, and writes where they came to lie as one array. */
export const placeJob: Job<'place'> = async (input, context) => {
  const { datasetFolder, folder, method, map, codes: path, to } = input;
  await loadTensorFlow();
  const place = projections[map.to].place;
  if (place === undefined) {
    throw badInput(`New rows cannot be placed in a ${mapDefinition(map.to).title} map: choose another map.`);
  }
  const prefix = `map-${map.to}-${map.dim}`;
  const { params, seed } = MapRecord.parse(
    JSON.parse(await readFile(join(map.folder, `${prefix}.json`), 'utf8')),
  );
  const alignment = await readAlignment(map.folder, prefix);
  const { data: shown } = await readNpyAs(join(map.folder, `${prefix}.npy`), 'float32');
  const kept = openCodes(datasetFolder, folder, method);
  try {
    const codes = Matrix.open(path);
    try {
      const placed = await place({
        folder: map.folder,
        prefix,
        codes,
        kept,
        map: applyAlignment(shown, inverse(alignment)),
        columns: map.dim,
        params,
        seed,
        pace: new Pace(context.signal),
        progress: (fraction, phase, seconds_left) => context.report({ fraction, phase, seconds_left }),
      });
      const { shape, sha256 } = writeNpy(to, applyAlignment(placed, alignment), [codes.rows, map.dim]);
      return { files: [{ path: to, shape, sha256 }] };
    } finally {
      codes.close();
    }
  } finally {
    kept.close();
  }
};
