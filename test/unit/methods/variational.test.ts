import { beforeAll, expect, test } from 'vitest';
import { methods } from '../../../src-main/methods/index.ts';
import { DenseRows, everyRow, loadTensorFlow, Random } from '../../../src-main/tensor/index.ts';
import { factsOf, fitContext } from './fit-context.ts';

beforeAll(loadTensorFlow);

test('an entry of a variational code counts as active where its mean varies by more than 0.01 (Burda et al. 2016)', async () => {
  const [rows, features, dim] = [400, 6, 12];
  const random = new Random(5);
  const source = new DenseRows(
    Float32Array.from({ length: rows * features }, () => 0.16 * random.normal()),
    features,
  );
  // So slow that codes stay what the first weights make of the samples: some vary much, some little.
  const set = { hidden: [], epochs: 1, learning_rate: 1e-9, output_activation: 'linear', loss: 'mse' };
  const fitted = await methods.variational_autoencoder.fit(
    source,
    fitContext('variational_autoencoder', factsOf(source), dim, set),
  );
  const codes = fitted.encode(source.gather(everyRow(rows)));
  const variances = Array.from({ length: dim }, (_, entry) => {
    const own = [...codes].filter((_, at) => at % dim === entry);
    const mean = own.reduce((sum, value) => sum + value, 0) / rows;
    return own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
  });
  const above = (least: number): number => variances.filter((variance) => variance > least).length;
  expect(above(0.01)).toBeLessThan(dim);
  expect(above(0.02)).toBeLessThan(above(0.01));
  expect(above(0.005)).toBeGreaterThan(above(0.01));
  expect(fitted.facts['active_units']).toBe(above(0.01));
  fitted.dispose();
});
