/**
 * Seconds an epoch of one training, as one JSON line: `train.ts dense|convolution BATCH`. 20,000 random rows of 784
 * features; 784-512-32-512-784, or filters 16 and 32 and a code of 32; Adam, mean squared error, ReLU inside and a sigmoid
 * outside; the first epoch not counted.
 */
import { completeParams } from '../../../src-main/contract/index.ts';
import { methods } from '../../../src-main/methods/index.ts';
import { DenseRows, describeDevice, loadTensorFlow, Pace, Random } from '../../../src-main/tensor/index.ts';
import { median } from './processes.ts';
import { benchFacts, benchRun } from './trainings.ts';

const [, , network = 'dense', batch = '256'] = process.argv;
const { method, dim, set } = benchRun(network, Number(batch));
await loadTensorFlow();
const random = new Random(1);
const { rows, features, shape } = benchFacts;
const source = new DenseRows(
  Float32Array.from({ length: rows * features }, () => random.float()),
  features,
);
const fitted = await methods[method].fit(source, {
  dim,
  params: completeParams(method, benchFacts, dim, { ...set, epochs: 4 }),
  seed: 0,
  shape,
  labels: new Int32Array(0),
  pace: new Pace(),
  stopRequested: () => false,
  progress: () => undefined,
  epoch: () => Promise.resolve(),
});
const seconds = median(fitted.history.slice(1).map((epoch) => epoch.seconds));
fitted.dispose();
console.log(JSON.stringify({ seconds_per_epoch: seconds, device: describeDevice() }));
