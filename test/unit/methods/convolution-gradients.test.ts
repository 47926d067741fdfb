import { beforeAll, describe, expect, test } from 'vitest';
import { methodDefinition } from '../../../src-main/contract/index.ts';
import { ConvolutionalAutoencoderParams } from '../../../src-main/contract/methods/convolutional_autoencoder.ts';
import { convolutionalNetwork } from '../../../src-main/methods/convolutional_autoencoder.ts';
import { Draws } from '../../../src-main/methods/network/draws.ts';
import type { Parameter } from '../../../src-main/methods/network/layer.ts';
import { lossAndGradients, evaluationLoss, parametersOf } from '../../../src-main/methods/network/network.ts';
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
type Tensor = ReturnType<Tf['tensor2d']>;
type Pictures = ReturnType<Tf['tensor4d']>;
let tf: Tf;
beforeAll(async () => {
  ({ tf } = await loadTensorFlow());
});

const [rows, dim, side] = [5, 3, 3];
const filters = [3, 4];

type Shape = [height: number, width: number, channels: number];

/** Loss and gradients of the same network by tfjs's automatic differentiation. */
function automatic(
  params: ConvolutionalAutoencoderParams,
  shape: Shape,
  x: Float32Array,
  learnt: readonly Parameter[],
  values: ReadonlyMap<Parameter, Float32Array>,
): { loss: number; gradients: Float32Array[] } {
  const features = shape[0] * shape[1] * shape[2];
  const sizes: Shape[] = [shape];
  for (const outputs of filters) {
    const [h, w] = sizes.at(-1) ?? shape;
    sizes.push([Math.ceil(h / 2), Math.ceil(w / 2), outputs]);
  }
  const inner = sizes.at(-1) ?? shape;
  return tf.tidy(() => {
    const cost = (...weights: Tensor[]): Tensor => {
      const named = <T = Tensor>(name: string): T =>
        weights[learnt.findIndex((slot) => slot.name === name)] as unknown as T;
      const normal = (y: Pictures, name: string): Pictures => {
        if (!params.batch_normalization) return y;
        const { mean, variance } = tf.moments(y, [0, 1, 2]);
        const scaled = tf.mul<Pictures>(tf.sub(y, mean), tf.rsqrt(tf.add(variance, 1e-3)));
        return tf.add(tf.mul(scaled, named(`${name}-gamma`)), named(`${name}-beta`));
      };
      const doubled = (of: Pictures, h: number, w: number): Pictures => {
        const [, height, width, channels] = of.shape;
        const large = tf.image.resizeNearestNeighbor(of, [2 * height, 2 * width]);
        return tf.slice(large, [0, 0, 0, 0], [rows, h, w, channels]);
      };
      const strides = params.downsampling === 'strides' ? 2 : 1;
      const input = tf.tensor4d(x, [rows, ...shape]);
      let y: Pictures = input;
      filters.forEach((_, i) => {
        y = tf.conv2d(y, named<Pictures>(`encoder-${i}-kernel`), strides, 'same');
        y = tf.add(y, named(`encoder-${i}-bias`));
        if (strides === 1) y = tf.maxPool(y, 2, 2, 'same');
        y = tf.elu(normal(y, `encoder-${i}`));
      });
      const flat = tf.reshape(y, [rows, -1]);
      const code = tf.add<Tensor>(
        tf.matMul(flat, named(`encoder-${filters.length}-kernel`)),
        named(`encoder-${filters.length}-bias`),
      );
      const opened = tf.elu(
        tf.add<Tensor>(tf.matMul(code, named('decoder-0-kernel')), named('decoder-0-bias')),
      );
      y = tf.reshape(opened, [rows, ...inner]);
      filters.forEach((_, i) => {
        const [h, w, outputs] = sizes[filters.length - 1 - i] ?? shape;
        const kernel = named<Pictures>(`decoder-${i + 1}-kernel`);
        y =
          params.upsampling === 'transposed'
            ? tf.conv2dTranspose(y, kernel, [rows, h, w, outputs], 2, 'same')
            : tf.conv2d(doubled(y, h, w), kernel, 1, 'same');
        y = tf.add(y, named(`decoder-${i + 1}-bias`));
        if (i < filters.length - 1) y = tf.elu(normal(y, `decoder-${i + 1}`));
      });
      return tf.mean(tf.square(tf.sub(tf.sigmoid(y), input)));
    };
    const tensors = learnt.map((slot) => tf.tensor(values.get(slot) ?? [], slot.shape as [number]));
    const { value, grads } = tf.valueAndGrads((...all) => cost(...(all as Tensor[])).asScalar())(tensors);
    expect(x).toHaveLength(rows * features);
    return {
      loss: value.dataSync()[0] ?? NaN,
      gradients: grads.map((gradient) => Float32Array.from(gradient.dataSync())),
    };
  });
}

const ways = (['strides', 'pooling'] as const).flatMap((downsampling) =>
  (['transposed', 'nearest'] as const).map((upsampling) => ({ downsampling, upsampling })),
);
const shapes: [string, Shape][] = [
  ['grey, of sides that halve evenly', [8, 8, 1]],
  ['grey, of sides that do not', [7, 5, 1]],
  ['in colour, of sides that do not', [6, 9, 3]],
];

describe.each(ways)('a convolutional network by $downsampling and $upsampling', (way) => {
  describe.each([false, true])('with batch normalisation: %s', (batch_normalization) => {
    test.each(shapes)("has the loss and gradients of tfjs's own on pictures %s", (_, shape) => {
      const features = shape[0] * shape[1] * shape[2];
      const facts = { rows, features, classes: 0, kind: 'images', shape } as const;
      const params = ConvolutionalAutoencoderParams.parse({
        ...methodDefinition('convolutional_autoencoder').defaults(facts, dim),
        ...way,
        filters,
        kernel_size: side,
        activation: 'elu',
        loss: 'mse',
        output_activation: 'sigmoid',
        batch_normalization,
      });
      const random = new Random(3);
      const x = Float32Array.from({ length: rows * features }, () => random.float());
      const net = convolutionalNetwork(params, dim, shape);
      const slots = parametersOf(net);
      const learnt = slots.filter(({ role }) => role !== 'running');
      const values = new Map(
        slots.map((slot) => [
          slot,
          slot
            .initialize(random)
            .map((value) => (slot.role === 'kernel' ? value : value + random.normal() / 4)),
        ]),
      );
      const wanted = automatic(params, shape, x, learnt, values);
      const made = scope(() => {
        const weights = new Map(slots.map((slot) => [slot, upload(values.get(slot) ?? x, slot.shape)]));
        const input = upload(x, [rows, features]);
        const found = lossAndGradients(net, weights, input, new Draws(new Random(1)));
        const watched = evaluationLoss(net, weights, input);
        return [found.loss, watched, ...learnt.flatMap((slot) => found.gradients.get(slot) ?? [])];
      });
      const [loss, watched, ...gradients] = made.map(readFloats);
      free(...made);
      expect(loss?.[0]).toBeCloseTo(wanted.loss, 5);
      if (!batch_normalization) expect(watched?.[0]).toBeCloseTo(wanted.loss, 5);
      expect(gradients).toHaveLength(wanted.gradients.length);
      wanted.gradients.forEach((gradient, i) => {
        expect(gradients[i]).toHaveLength(gradient.length);
        gradient.forEach((entry, j) => expect(gradients[i]?.[j]).toBeCloseTo(entry, 5));
      });
      expect(liveHandles()).toBe(0);
    });
  });
});
