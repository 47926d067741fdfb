import { blockRows, everyRow, take, type Pace, type Rows } from '../../tensor/index.ts';
import { compactLabels, type Labelled } from '../labels.ts';
import type { Classified } from './linear.ts';
import { MlpNetwork } from './mlp-network.ts';
import { NumpyRandom } from '../numpy-random.ts';
import { standardScaler } from './scaler.ts';

/** Passes over the training rows at most; scikit-learn's usual 200 take four times as long for a few in a thousand. */
const mlpEpochs = 50;
/** scikit-learn's defaults: rows a step, and when a training is over. */
const batchRows = 200;
const tolerance = 1e-4;
const patience = 10;
/** Training values above which float32 is computed in. */
const wideValues = 16_000_000;

/**
 * What a small neural network trained on standardised features takes held-out rows for: one hidden layer of 100 rectified
 * units, trained by Adam for at most 50 epochs, which end early once ten in a row have not lowered the loss by 0.0001.
 * Weights start and batches come as in scikit-learn with `random_state=0`.
 * @param train at least two different labels
 * @param test of the same features
 * @returns `predicted`: the label given to each held-out row; `fitSeconds`: time to standardise and train
 * @throws IsthmusError `cancelled`
 * Cost: 600 · rows · (features + classes) operations an epoch. Up to 16 million training values in float64, where
 *   predictions are scikit-learn's, above that in float32, where some in a thousand differ, as they do between any two
 *   orders of summing.
 * Source: sklearn.neural_network.MLPClassifier(max_iter=50, random_state=0) after sklearn.preprocessing.StandardScaler
 */
export async function mlpClassifier(train: Labelled, test: Rows, pace: Pace): Promise<Classified> {
  const began = performance.now();
  const { source } = train;
  const { codes, names } = compactLabels(train.labels);
  const scaler = await standardScaler(source, pace);
  const random = new NumpyRandom(0);
  const kind = source.rows * source.features <= wideValues ? 'float64' : 'float32';
  const network = new MlpNetwork(source.features, names.length, scaler, random, kind);
  try {
    await learn(network, source, codes, random, pace);
    const fitSeconds = (performance.now() - began) / 1_000;
    const predicted = new Int32Array(test.rows);
    const every = everyRow(test.rows);
    const most = blockRows(test.features);
    for (let start = 0; start < test.rows; start += most) {
      const given = network.predict(take(test, every, start, Math.min(test.rows, start + most)));
      given.forEach((code, row) => (predicted[start + row] = names[code]));
      await pace.yieldToEventLoop();
    }
    return { predicted, fitSeconds };
  } finally {
    network.dispose();
  }
}

/** Steps through all rows, each epoch in another order, until the loss falls no more. */
async function learn(
  network: MlpNetwork,
  source: Rows,
  codes: Int32Array,
  random: NumpyRandom,
  pace: Pace,
): Promise<void> {
  const n = source.rows;
  const size = Math.min(batchRows, n);
  let order = everyRow(n);
  let best = Infinity;
  let stale = 0;
  for (let epoch = 0; epoch < mlpEpochs && stale <= patience; epoch++) {
    const mixed = everyRow(n);
    random.shuffle(mixed);
    const before = order;
    order = mixed.map((at) => before[at]);
    let loss = 0;
    for (let start = 0; start < n; start += size) {
      const rows = order.subarray(start, start + size);
      loss += network.step(
        take(source, rows),
        rows.map((row) => codes[row]),
      );
      await pace.yieldToEventLoop();
    }
    stale = loss / n > best - tolerance ? stale + 1 : 0;
    best = Math.min(best, loss / n);
  }
}
