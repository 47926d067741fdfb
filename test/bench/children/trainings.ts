import type { DataFacts, MethodName } from '../../../src-main/contract/index.ts';

/** The data of the training benchmark. */
export const benchFacts: DataFacts = {
  rows: 20_000,
  features: 784,
  classes: 0,
  kind: 'images',
  shape: [28, 28, 1],
};

/** What is trained, by the name of the network: the same as in `test/bench/peers`. */
export function benchRun(
  network: string,
  batch_size: number,
): { method: MethodName; dim: number; set: Record<string, unknown> } {
  const isDense = network === 'dense';
  return {
    method: isDense ? 'autoencoder' : 'convolutional_autoencoder',
    dim: 32,
    set: {
      ...(isDense ? { hidden: [512] } : { filters: [16, 32], kernel_size: 3 }),
      activation: 'relu',
      output_activation: 'sigmoid',
      loss: 'mse',
      learning_rate: 0.001,
      schedule: 'constant',
      batch_size,
      patience: 0,
      validation_fraction: 0,
    },
  };
}
