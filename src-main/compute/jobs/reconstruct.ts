import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { badInput } from '../../contract/index.ts';
import { npyNumbers, openNpy, type NpyFile } from '../../datasets/npy/npy-file.ts';
import type { FittedMethod } from '../../methods/index.ts';
import { NpyWriter } from '../../store/arrays.ts';
import { blockRows, loadTensorFlow, Pace } from '../../tensor/index.ts';
import { decoderOf } from '../model.ts';
import type { Job } from '../protocol.ts';

/** Decodes the codes of an array file into another, block by block; of some methods, from their first columns alone. */
export const reconstructJob: Job<'reconstruct'> = async (
  { folder, method, codes: path, to },
  { signal, report },
) => {
  await loadTensorFlow();
  const pace = new Pace(signal);
  const model = await decoderOf(folder, method);
  const codes = await openCodesFile(path, model);
  const { width } = codes;
  const decode = (block: Float32Array): Float32Array =>
    model.decodeFirst?.(block, width) ?? model.decode(block);
  const writer = new NpyWriter(to, 'float32', [codes.rows, model.features]);
  try {
    let done = 0;
    // Samples have more numbers than codes: it is they that a block must have room for.
    const step = blockRows(model.features) * width;
    for (const values of npyNumbers(codes)) {
      for (let at = 0; at < values.length; at += step) {
        const block = new Float32Array(values.subarray(at, at + step));
        checkFinite(block, width, done, path);
        writer.append(decode(block));
        done += block.length / width;
        report({ fraction: done / codes.rows, phase: 'Decoding codes', seconds_left: null });
        await pace.yieldToEventLoop();
      }
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  const { shape, sha256 } = writer.commit();
  return { files: [{ path: to, shape, sha256 }] };
};

/** An array of codes as NumPy writes them, of any kind of number; where the method allows it, of fewer columns. */
async function openCodesFile(path: string, { dim, decodeFirst }: FittedMethod): Promise<NpyFile> {
  const name = basename(path);
  const { size, mtimeMs } = await stat(path);
  const codes = openNpy({ name, parts: [name], location: path, size, modified: mtimeMs });
  const least = decodeFirst === undefined ? dim : 1;
  const fits = codes.width >= least && codes.width <= dim;
  if (codes.dtype.kind === 'text' || !fits || codes.shape.length === 0) {
    const held = codes.dtype.kind === 'text' ? 'texts' : 'numbers';
    throw badInput(
      `${name} holds ${codes.shape.join(' × ') || '1'} ${held}, and codes of this run are rows of ${dim} ${dim === 1 ? 'number' : 'numbers'}: give codes of this run.`,
    );
  }
  return codes;
}

function checkFinite(codes: Float32Array, dim: number, before: number, path: string): void {
  const at = codes.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const row = before + Math.floor(at / dim);
  throw badInput(
    `${basename(path)} has a value in row ${row} (counted from 0) that is no finite number: give codes of this run.`,
  );
}
