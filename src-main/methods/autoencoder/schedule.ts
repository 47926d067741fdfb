import type { AutoencoderParams } from '../../contract/methods/autoencoder.ts';

/**
 * The learning rate of a step.
 * @param step from 0
 * @param steps how many there are in all
 * @returns the given rate throughout (`constant`), or falling to nothing along half a cosine (`cosine`)
 * Source: Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983, without restarts
 */
export function learningRate(
  { schedule, learning_rate }: Pick<AutoencoderParams, 'schedule' | 'learning_rate'>,
  step: number,
  steps: number,
): number {
  return schedule === 'constant'
    ? learning_rate
    : (learning_rate * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}
