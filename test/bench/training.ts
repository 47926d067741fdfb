/**
 * Seconds an epoch of training a dense autoencoder, as one JSON line a batch size: 20,000 random rows,
 * 784-512-32-512-784, Adam, mean squared error, ReLU inside and a sigmoid outside, the first epoch not counted.
 */
import { methodDefinition } from '../../src-main/contract/index.ts';
import { methods } from '../../src-main/methods/index.ts';
import { DenseRows, describeDevice, loadTensorFlow, Pace, Random } from '../../src-main/tensor/index.ts';

const [rows, features, epochs] = [20_000, 784, 4];

await loadTensorFlow();
const random = new Random(1);
const source = new DenseRows(
  Float32Array.from({ length: rows * features }, () => random.float()),
  features,
);
const facts = { rows, features, classes: 0, kind: 'images', shape: [28, 28, 1] } as const;
for (const batch_size of [64, 256, 1_024]) {
  const fitted = await methods.autoencoder.fit(source, {
    dim: 32,
    shape: [28, 28, 1],
    params: {
      ...methodDefinition('autoencoder').defaults(facts, 32),
      hidden: [512],
      activation: 'relu',
      output_activation: 'sigmoid',
      loss: 'mse',
      learning_rate: 0.001,
      schedule: 'constant',
      batch_size,
      epochs,
      patience: 0,
      validation_fraction: 0,
    },
    seed: 0,
    labels: new Int32Array(0),
    pace: new Pace(),
    stopRequested: () => false,
    progress: () => undefined,
    epoch: () => Promise.resolve(),
  });
  const seconds = fitted.history.slice(1).map((epoch) => epoch.seconds);
  fitted.dispose();
  console.log(
    JSON.stringify({
      bench: 'training',
      device: describeDevice(),
      batch: batch_size,
      seconds_per_epoch: seconds.reduce((total, value) => total + value, 0) / seconds.length,
    }),
  );
}
