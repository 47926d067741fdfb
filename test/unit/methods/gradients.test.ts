import { beforeAll, describe, expect, test } from 'vitest';
import { glorotUniform, mirrored, type Activation } from '../../../src-main/methods/autoencoder/layers.ts';
import {
  lossAndGradients,
  reconstructionLoss,
  type LayerHandles,
  type Loss,
} from '../../../src-main/methods/autoencoder/network.ts';
import {
  free,
  liveHandles,
  loadTensorFlow,
  Random,
  readFloats,
  scope,
  upload,
} from '../../../src-main/tensor/index.ts';

type Tf = Awaited<ReturnType<typeof loadTensorFlow>>['tf'];
let tf: Tf;
beforeAll(async () => {
  ({ tf } = await loadTensorFlow());
});

/** The same loss through tfjs's own operations, whose gradients it derives by itself. */
function automatic(
  activations: readonly Activation[],
  loss: Loss,
  x: Float32Array,
  shape: [number, number],
  weights: readonly { values: Float32Array; shape: number[] }[],
): { loss: number; gradients: Float32Array[] } {
  return tf.tidy(() => {
    const input = tf.tensor2d(x, shape);
    type Tensor = typeof input;
    const act = (name: Activation, z: Tensor): Tensor => (name === 'linear' ? z : tf[name](z));
    const cost = (...flat: Tensor[]): ReturnType<typeof tf.scalar> => {
      let y = input;
      activations.forEach((name, i) => {
        const [kernel, bias] = [flat[2 * i], flat[2 * i + 1]];
        if (kernel === undefined || bias === undefined) throw new Error('weights are missing');
        y = act(name, tf.add(tf.matMul(y, kernel), bias));
      });
      if (loss === 'mse') return tf.mean(tf.square(tf.sub(y, input)));
      const entropy = tf.add(tf.mul(input, tf.log(y)), tf.mul(tf.sub(1, input), tf.log(tf.sub(1, y))));
      return tf.neg(tf.mean(entropy));
    };
    const tensors = weights.map(
      ({ values, shape }) => tf.tensor(values, shape as [number, number]) as Tensor,
    );
    const { value, grads } = tf.valueAndGrads((...flat) => cost(...(flat as Tensor[])))(tensors);
    return {
      loss: value.dataSync()[0] ?? NaN,
      gradients: grads.map((gradient) => Float32Array.from(gradient.dataSync())),
    };
  });
}

const cases = (['relu', 'elu', 'tanh', 'sigmoid'] as const).flatMap((activation) => [
  [activation, 'linear', 'mse'] as const,
  [activation, 'sigmoid', 'mse'] as const,
  [activation, 'sigmoid', 'binary_crossentropy'] as const,
]);

describe.each(cases)('with %s inside, %s outside and the loss %s', (activation, output, loss) => {
  const random = new Random(5);
  const [rows, features] = [7, 6];
  const x = Float32Array.from({ length: rows * features }, () => random.float());
  const layers = mirrored(features, [5, 4], 3, activation, output);
  const weights = glorotUniform(layers, random);
  for (const { bias } of weights) bias.forEach((_, i) => (bias[i] = random.normal() / 4));
  const flat = layers.flatMap(({ inputs, outputs }, i) => [
    { values: weights[i]?.kernel ?? new Float32Array(0), shape: [inputs, outputs] },
    { values: weights[i]?.bias ?? new Float32Array(0), shape: [outputs] },
  ]);

  test("loss and every gradient are those of tfjs's automatic differentiation", () => {
    const wanted = automatic(
      layers.map((layer) => layer.activation),
      loss,
      x,
      [rows, features],
      flat,
    );
    const made = scope(() => {
      const input = upload(x, [rows, features]);
      const handles: LayerHandles[] = layers.map(({ inputs, outputs }, i) => ({
        kernel: upload(weights[i]?.kernel ?? new Float32Array(0), [inputs, outputs]),
        bias: upload(weights[i]?.bias ?? new Float32Array(0), [outputs]),
      }));
      const { loss: value, gradients } = lossAndGradients(layers, handles, loss, input);
      return [value, reconstructionLoss(layers, handles, loss, input), ...gradients];
    });
    const [value, again, ...gradients] = made.map(readFloats);
    free(...made);
    expect(value?.[0]).toBeCloseTo(wanted.loss, 6);
    expect(again?.[0]).toBe(value?.[0]);
    expect(gradients.length).toBe(wanted.gradients.length);
    wanted.gradients.forEach((gradient, i) => {
      expect(gradient.some((entry) => entry !== 0)).toBe(true);
      gradient.forEach((entry, j) => expect(gradients[i]?.[j]).toBeCloseTo(entry, 5));
    });
    expect(liveHandles()).toBe(0);
  });
});
