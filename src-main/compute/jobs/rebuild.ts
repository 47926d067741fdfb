import { basename } from 'node:path';
import { badInput } from '../../contract/index.ts';
import { Matrix } from '../../datasets/matrix.ts';
import { NpyWriter } from '../../store/arrays.ts';
import { blocks, loadTensorFlow, Pace } from '../../tensor/index.ts';
import { decoderOf } from '../model.ts';
import type { Job } from '../protocol.ts';

/** Decodes the codes of an array file into another, block by block. */
export const rebuildJob: Job<'rebuild'> = async ({ folder, method, codes: path, to }, { signal, report }) => {
  await loadTensorFlow();
  const pace = new Pace(signal);
  const model = await decoderOf(folder, method);
  const codes = Matrix.open(path);
  try {
    if (codes.dtype !== 'float32' || codes.features !== model.dim) {
      throw badInput(
        `${basename(path)} holds ${codes.rows} × ${codes.features} numbers of type ${codes.dtype}, and codes of this run are ${model.dim} of type float32 each: give codes of this run.`,
      );
    }
    const writer = new NpyWriter(to, 'float32', [codes.rows, model.features]);
    try {
      for (const { start, values } of blocks(codes)) {
        writer.append(model.decode(values));
        report({ fraction: start / codes.rows, phase: 'Decoding codes', seconds_left: null });
        await pace.breathe();
      }
    } catch (error) {
      writer.abandon();
      throw error;
    }
    const { shape, sha256 } = writer.commit();
    return { files: [{ path: to, shape, sha256 }] };
  } finally {
    codes.close();
  }
};
