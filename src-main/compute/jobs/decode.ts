import { badInput } from '../../contract/index.ts';
import { loadTensorFlow } from '../../tensor/index.ts';
import { decoderOf } from '../model.ts';
import type { Job } from '../protocol.ts';

/** Numbers that may go back in one message. */
const maxValues = 4_000_000;

/** Decodes a few codes and sends the samples back. */
export const decodeJob: Job<'decode'> = async ({ folder, method, codes }) => {
  await loadTensorFlow();
  const model = await decoderOf(folder, method);
  const rows = codes.length / model.dim;
  if (!Number.isInteger(rows)) {
    throw badInput(`A code of this run has ${model.dim} numbers: give as many for each.`);
  }
  if (rows * model.features > maxValues) {
    throw badInput(`${rows} samples of ${model.features} numbers are too many at once: ask for fewer.`);
  }
  return { values: model.decode(codes), features: model.features };
};
