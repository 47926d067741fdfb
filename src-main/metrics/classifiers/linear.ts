import { blocks, type Pace, type Rows } from '../../tensor/index.ts';
import { compactLabels, type Labelled } from '../labels.ts';
import { lbfgs, type ObjectiveValue } from './lbfgs.ts';
import { LogisticLoss } from './logistic-loss.ts';
import { standardScaler } from './scaler.ts';

/** What a classifier takes held-out rows for. */
export interface Classified {
  /** A label of the training rows for each held-out row. */
  predicted: Int32Array;
  /** Time to standardise and train. */
  fitSeconds: number;
}

/** scikit-learn's defaults, but for the iterations, of which 100 are often too few. */
const tolerance = 1e-4;
const iterations = 2_000;

/**
 * What a multinomial logistic regression (L2, C = 1) trained on standardised features takes held-out rows for.
 * @param train at least two different labels
 * @param test of the same features
 * @returns `predicted`: the label given to each held-out row; `fitSeconds`: time to standardise and train; `iterations`
 *   of L-BFGS
 * @throws IsthmusError `cancelled`
 * Cost: 4 · rows · features · classes operations an iteration, some tens to a thousand of them. Up to 16 million
 *   training values in float64, above that in float32. 60,000 × 784 in 10 classes takes a thousand iterations of
 *   some 25 ms on two cores, a quarter of scikit-learn's time; 60,000 × 32 takes two seconds.
 * Difference: the solver goes scikit-learn's way step by step, to eight digits for the first 80 steps; where it
 *   takes more than about 100, rounding parts the ways, and some predictions in ten thousand differ, as they do
 *   between scikit-learn's own answers at one tolerance and another.
 * Source: sklearn.linear_model.LogisticRegression(max_iter=2000) after sklearn.preprocessing.StandardScaler
 */
export async function linearClassifier(
  train: Labelled,
  test: Rows,
  pace: Pace,
): Promise<Classified & { iterations: number }> {
  const began = performance.now();
  const { codes, names } = compactLabels(train.labels);
  const scaler = await standardScaler(train.source, pace);
  const loss = await LogisticLoss.over(train.source, codes, names.length, scaler, pace);
  let fit;
  try {
    const zeros = new Float64Array(loss.size);
    const evaluate = async (point: Float64Array): Promise<ObjectiveValue> => {
      await pace.yieldToEventLoop();
      return loss.evaluate(point);
    };
    fit = await lbfgs(zeros, evaluate, tolerance, iterations);
  } finally {
    loss.dispose();
  }
  const fitSeconds = (performance.now() - began) / 1_000;

  const predicted = new Int32Array(test.rows);
  for (const { start, values } of blocks(test)) {
    loss.predict(fit.point, values).forEach((code, row) => (predicted[start + row] = names[code]));
    await pace.yieldToEventLoop();
  }
  return { predicted, fitSeconds, iterations: fit.iterations };
}
