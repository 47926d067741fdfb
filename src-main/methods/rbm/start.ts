import { columnMeans, type Pace, type Rows } from '../../tensor/index.ts';
import { checkForProbabilities } from '../network/probabilities.ts';
import type { Units } from './machine.ts';

/**
 * First biases of the visible units: what makes each as often on as the data has it, or its mean.
 * @throws IsthmusError `bad_input` where Bernoulli units are given values outside 0 to 1; `cancelled`
 */
export async function visibleStart(train: Rows, visible: Units, pace: Pace): Promise<Float32Array> {
  if (visible === 'bernoulli') {
    await checkForProbabilities(
      train,
      (value) =>
        `Bernoulli units need features between 0 and 1, and there is one of ${value}: set visible to "gaussian", or import the data with the scaling "minmax".`,
      pace,
    );
  }
  const means = await columnMeans(train, pace);
  return visible === 'gaussian' ? Float32Array.from(means) : logOdds(means, train.rows);
}

/**
 * Logarithms of odds.
 * @param means probabilities; one that is 0 or 1 is taken for what a row more could have made of it
 * @param rows they were counted over
 */
export function logOdds(means: ArrayLike<number>, rows: number): Float32Array {
  const least = 1 / (rows + 2);
  return Float32Array.from(means, (mean) => {
    const p = Math.min(1 - least, Math.max(least, mean));
    return Math.log(p / (1 - p));
  });
}
