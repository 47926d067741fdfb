import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { MlpNetwork } from '../../../../src-main/metrics/classifiers/mlp-network.ts';
import { mlpClassifier } from '../../../../src-main/metrics/classifiers/mlp.ts';
import { standardScaler } from '../../../../src-main/metrics/classifiers/scaler.ts';
import { NumpyRandom } from '../../../../src-main/metrics/numpy-random.ts';
import { DenseRows, loadTensorFlow, Pace, type Rows } from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

/** What scikit-learn says; see make_stopping.py. */
const { cases, curves } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/sklearn/stopping.json'), 'utf8'),
) as {
  cases: { x: number[]; y: number[]; epochs: number }[];
  curves: { x: number[]; y: number[]; losses: number[] }[];
};

test.each(cases.map(({ x, y, epochs }) => [y.length, epochs, x, y] as const))(
  "a training on %i rows of which there is little to learn ends after scikit-learn's %i epochs",
  async (rows, epochs, x, y) => {
    const all = new DenseRows(Float32Array.from(x), 1);
    // The rows of an epoch come mixed, those of any other pass in their order.
    let mixed = 0;
    const source: Rows = {
      rows,
      features: 1,
      gather(indices, from = 0, to = indices.length) {
        if (indices.slice(from, to).some((row, i, own) => i > 0 && row < (own[i - 1] ?? 0))) mixed++;
        return all.gather(indices, from, to);
      },
    };
    await mlpClassifier({ source, labels: Int32Array.from(y) }, all, new Pace());
    expect(mixed / Math.ceil(rows / 200)).toBe(epochs);
  },
);

test.each(curves.map(({ x, y, losses }) => [new Set(y).size, x, y, losses] as const))(
  "of %i classes every step's loss is scikit-learn's: its rate, penalty, epsilon and first weights",
  async (classes, x, y, losses) => {
    const values = Float32Array.from(x);
    const scaler = await standardScaler(new DenseRows(values, 3), new Pace());
    const network = new MlpNetwork(3, classes, scaler, new NumpyRandom(0), 'float64');
    for (const loss of losses)
      expect(network.step(values, Int32Array.from(y)) / y.length).toBeCloseTo(loss, 9);
    network.dispose();
  },
);
