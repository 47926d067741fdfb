import { Random } from '../../tensor/index.ts';
import type { Job } from '../protocol.ts';

/** Draws codes from a variational autoencoder's prior. */
export const drawJob: Job<'draw'> = async ({ count, dim, seed }) => {
  const random = new Random(seed);
  return { codes: Float32Array.from({ length: count * dim }, () => random.normal()) };
};
