import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Matrix } from '../../datasets/matrix.ts';
import { evaluate } from '../../metrics/index.ts';
import { readNpyAs } from '../../store/arrays.ts';
import { loadTensorFlow, Pace } from '../../tensor/index.ts';
import { measuringSeed, writeEvaluation } from '../evaluation.ts';
import { openCodes, openSplit } from '../dataset-files.ts';
import { loadModel } from '../model.ts';
import type { Job } from '../protocol.ts';
import { ReconstructedRows } from '../reconstructed-rows.ts';

/** Measures a finished run anew. */
export const measureJob: Job<'measure'> = async (input, { signal, report }) => {
  const { dataset, datasetFolder, folder, into, method, k } = input;
  await loadTensorFlow();
  const progress = (fraction: number, phase: string): void => report({ fraction, phase, seconds_left: null });
  const { data: labels } = await readNpyAs(join(datasetFolder, 'labels.npy'), 'int32');
  const split = await openSplit(datasetFolder);
  const errors = join(folder, 'errors.npy');
  const model = await loadModel(folder, method);
  const decode = model.decode?.bind(model);
  const original = Matrix.open(join(datasetFolder, 'matrix.npy'));
  let codes = original;
  try {
    if (method !== 'raw') codes = openCodes(datasetFolder, folder, method);
    const measured = {
      original,
      codes,
      labels,
      classes: dataset.classes.length,
      ...split,
      errors: existsSync(errors) ? Float64Array.from((await readNpyAs(errors, 'float32')).data) : null,
      reconstructed: decode === undefined ? null : new ReconstructedRows(codes, original.features, decode),
      k,
      seed: measuringSeed,
    };
    const evaluated = await evaluate(measured, { pace: new Pace(signal), progress });
    const artifacts = writeEvaluation((name) => join(into, name), evaluated, split.test.length);
    return { metrics: evaluated.metrics, artifacts };
  } finally {
    original.close();
    if (codes !== original) codes.close();
  }
};
