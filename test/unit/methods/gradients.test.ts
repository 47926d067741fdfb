import { beforeAll, describe, expect, test } from 'vitest';
import {
  absolutePenalty,
  divergencePenalty,
  sampled,
  strongest,
} from '../../../src-main/methods/autoencoder/code.ts';
import { Draws } from '../../../src-main/methods/autoencoder/draws.ts';
import {
  glorotUniform,
  mirrored,
  type Activation,
  type Ends,
  type LayerHandles,
} from '../../../src-main/methods/autoencoder/layers.ts';
import {
  lossAndGradients,
  reconstructionLoss,
  type Network,
} from '../../../src-main/methods/autoencoder/network.ts';
import { spoilt } from '../../../src-main/methods/denoising_autoencoder.ts';
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
let tf: Tf;
beforeAll(async () => {
  ({ tf } = await loadTensorFlow());
});

const [rows, features, dim, hidden] = [7, 6, 3, [5, 4]];

/** What a case adds to a plain network, and the same in tfjs's own operations. */
interface Extra {
  ends?: Partial<Ends>;
  net?: Partial<Network>;
  tied?: boolean;
  noise?: (x: Tensor, take: Take) => Tensor;
  /** The decoder's input and the penalty, from the code layer's outputs. */
  code?: (h: Tensor, take: Take) => { value: Tensor; penalty: Tensor | null };
}
/** The same random numbers as the code under test draws, in the same order. */
type Take = (kind: 'uniform' | 'normal', shape: number[]) => Tensor;

function act(name: Activation, z: Tensor): Tensor {
  if (name === 'linear') return z;
  if (name === 'gelu') return tf.mul(tf.mul(z, 0.5), tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1));
  return tf[name](z);
}

/** 1 where an entry is above `least`, else 0; read out, because tfjs does not derive through comparisons. */
function above(z: Tensor, least: number): Tensor {
  return tf.tensor(
    Float32Array.from(z.dataSync(), (value) => (value > least ? 1 : 0)),
    z.shape,
  );
}

/** An activation's derivative in operations that tfjs can derive once more. */
function slope(name: Activation, z: Tensor): Tensor {
  switch (name) {
    case 'linear':
      return tf.onesLike(z);
    case 'relu':
      return tf.step(z);
    case 'elu':
      return tf.add(above(z, 0), tf.mul(tf.sub(1, above(z, 0)), tf.exp(z)));
    case 'gelu': {
      const density = tf.mul(tf.exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.add(tf.mul(0.5, tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1)), tf.mul(z, density));
    }
    case 'tanh':
      return tf.sub(1, tf.square(tf.tanh(z)));
    case 'sigmoid':
      return tf.mul(tf.sigmoid(z), tf.sub(1, tf.sigmoid(z)));
  }
}

/** Loss and gradients of the same network by tfjs's automatic differentiation. */
function automatic(
  net: Network,
  extra: Extra,
  x: Float32Array,
  flat: readonly { values: Float32Array; shape: number[] }[],
): { loss: number; gradients: Float32Array[] } {
  return tf.tidy(() => {
    const input = tf.tensor2d(x, [rows, features]);
    const { layers, encoderLayers, dropout, contraction = 0 } = net;
    const cost = (...weights: Tensor[]): Tensor => {
      const draws = new Draws(new Random(11));
      const take: Take = (kind, shape) => {
        const handle = scope(() => draws[kind](shape));
        const values = readFloats(handle);
        free(handle);
        return tf.tensor(values, shape as [number, number]);
      };
      const of = (i: number): [Tensor, Tensor] => {
        const kernel = weights[2 * (extra.tied && i >= encoderLayers ? layers.length - 1 - i : i)];
        const bias = weights[2 * i + 1];
        if (kernel === undefined || bias === undefined) throw new Error('weights are missing');
        return [extra.tied && i >= encoderLayers ? tf.transpose(kernel) : kernel, bias];
      };
      const through = (
        y: Tensor,
        from: number,
        to: number,
      ): { y: Tensor; zs: Tensor[]; kept: (Tensor | undefined)[] } => {
        const zs: Tensor[] = [];
        const kept: (Tensor | undefined)[] = [];
        for (let i = from; i < to; i++) {
          const [kernel, bias] = of(i);
          const z = tf.add<Tensor>(tf.matMul(y, kernel), bias);
          zs.push(z);
          y = act(layers[i]?.activation ?? 'linear', z);
          if (dropout === 0 || i === encoderLayers - 1 || i === layers.length - 1) continue;
          const mask: Tensor = tf.cast(tf.greaterEqual(take('uniform', y.shape), dropout), 'float32');
          const keep = tf.mul<Tensor>(mask, 1 / (1 - dropout));
          kept[i] = keep;
          y = tf.mul(y, keep);
        }
        return { y, zs, kept };
      };
      const encoded = through(extra.noise?.(input, take) ?? input, 0, encoderLayers);
      const { value, penalty } = extra.code?.(encoded.y, take) ?? { value: encoded.y, penalty: null };
      const { y } = through(value, encoderLayers, layers.length);
      let loss: Tensor;
      const difference = tf.abs<Tensor>(tf.sub(y, input));
      if (net.loss === 'mse') loss = tf.mean(tf.square(difference));
      else if (net.loss === 'huber') {
        const far = above(difference, 1);
        const straight = tf.mul(far, tf.sub(difference, 0.5));
        loss = tf.mean(tf.add(straight, tf.mul(tf.sub(1, far), tf.mul(0.5, tf.square(difference)))));
      } else {
        loss = tf.neg(
          tf.mean(tf.add(tf.mul(input, tf.log(y)), tf.mul(tf.sub(1, input), tf.log(tf.sub(1, y))))),
        );
      }
      // tfjs wants every weight to matter, and a tied decoder's own kernels do not.
      for (const weight of weights) loss = tf.add(loss, tf.mul(0, tf.sum(weight)));
      if (penalty !== null) loss = tf.add(loss, penalty);
      if (contraction > 0) {
        let move = take('normal', [rows, features]);
        encoded.zs.forEach((z, i) => {
          move = tf.mul(tf.matMul(move, of(i)[0]), slope(layers[i]?.activation ?? 'linear', z));
          const kept = encoded.kept[i];
          if (kept !== undefined) move = tf.mul(move, kept);
        });
        loss = tf.add(loss, tf.mul(contraction, tf.mean(tf.square(move))));
      }
      return loss;
    };
    const tensors = flat.map(({ values, shape }) => tf.tensor(values, shape as [number, number]));
    const { value, grads } = tf.valueAndGrads((...all) => cost(...(all as Tensor[])).asScalar())(tensors);
    return {
      loss: value.dataSync()[0] ?? NaN,
      gradients: grads.map((gradient) => Float32Array.from(gradient.dataSync())),
    };
  });
}

type Case = [title: string, activation: Activation, output: Activation, loss: Network['loss'], extra: Extra];

const activations = ['relu', 'elu', 'gelu', 'tanh', 'sigmoid'] as const;
const plain = activations.flatMap((activation): Case[] =>
  (
    [
      ['linear', 'mse'],
      ['sigmoid', 'mse'],
      ['sigmoid', 'binary_crossentropy'],
      ['linear', 'huber'],
    ] as const
  ).map(([output, loss]) => [`${activation}, ${output}, ${loss}`, activation, output, loss, {}]),
);
const contracted = activations.map((activation): Case => [
  `contraction through ${activation}`,
  activation,
  'linear',
  'mse',
  { net: { contraction: 0.7 } },
]);
const others: [string, Extra][] = [
  ['tied weights', { tied: true }],
  ['dropout', { net: { dropout: 0.4 } }],
  ['dropout, tied weights and contraction', { tied: true, net: { dropout: 0.3, contraction: 0.5 } }],
  [
    'Gaussian noise',
    {
      net: { corrupt: (x, draws) => spoilt(x, 'gaussian', 0.3, [0, 1], draws) },
      noise: (x, take) => tf.add(x, tf.mul(take('normal', [rows, features]), 0.3)),
    },
  ],
  [
    'masking noise',
    {
      net: { corrupt: (x, draws) => spoilt(x, 'masking', 0.3, [0, 1], draws) },
      noise: (x, take) =>
        tf.mul(x, tf.cast(tf.greaterEqual(take('uniform', [rows, features]), 0.3), 'float32')),
    },
  ],
  [
    'salt and pepper',
    {
      net: { corrupt: (x, draws) => spoilt(x, 'salt_and_pepper', 0.3, [-2, 2], draws) },
      noise(x, take) {
        const kept = tf.greaterEqual(take('uniform', [rows, features]), 0.3);
        const high = tf.greaterEqual(take('uniform', [rows, features]), 0.5);
        return tf.where(kept, x, tf.sub(tf.mul(tf.cast(high, 'float32'), 4), 2));
      },
    },
  ],
  [
    'an L1 penalty',
    {
      net: { code: absolutePenalty(0.6) },
      code: (h) => ({ value: h, penalty: tf.mul(0.6, tf.mean(tf.abs(h))) }),
    },
  ],
  [
    'a KL penalty',
    {
      ends: { code: 'sigmoid' },
      net: { code: divergencePenalty(0.6, 0.2) },
      code(h) {
        const on = tf.mean(h, 0);
        const left = tf.mul(0.2, tf.log(tf.div(0.2, on)));
        const right = tf.mul(0.8, tf.log(tf.div(0.8, tf.sub(1, on))));
        return { value: h, penalty: tf.mul(0.6, tf.mean(tf.add(left, right))) };
      },
    },
  ],
  [
    'the 2 strongest entries',
    {
      net: { code: strongest(2) },
      code(h) {
        // Read out, because tfjs does not derive through its topk.
        const values = h.dataSync();
        const second = Array.from(
          { length: rows },
          (_, row) => [...values.subarray(row * dim, (row + 1) * dim)].sort((a, b) => b - a)[1] ?? 0,
        );
        const mask = tf.tensor2d(
          values.map((value, at) => (value >= (second[Math.floor(at / dim)] ?? 0) ? 1 : 0)),
          [rows, dim],
        );
        return { value: tf.mul(h, mask), penalty: null };
      },
    },
  ],
  [
    'sampled codes',
    {
      ends: { outputsPerCode: 2 },
      net: { code: sampled(dim, features, 0.8, 0) },
      code(h, take) {
        const means = tf.slice(h, [0, 0], [rows, dim]);
        const logs = tf.slice(h, [0, dim], [rows, dim]);
        const value = tf.add<Tensor>(means, tf.mul(tf.exp(tf.div(logs, 2)), take('normal', [rows, dim])));
        const each = tf.sub(tf.add(tf.square(means), tf.exp(logs)), tf.add(logs, 1));
        return {
          value,
          penalty: tf.mul(0.8 / (2 * rows * features), tf.sum(each)),
        };
      },
    },
  ],
];
const cases: Case[] = [
  ...plain,
  ...contracted,
  ...others.map(([title, extra]): Case => [title, 'tanh', 'sigmoid', 'mse', extra]),
];

describe.each(cases)('with %s', (_, activation, output, loss, extra) => {
  test("loss and every gradient are those of tfjs's automatic differentiation", () => {
    const random = new Random(5);
    const x = Float32Array.from(
      { length: rows * features },
      () => random.float() * (loss === 'huber' ? 4 : 1),
    );
    const ends: Ends = { outputsPerCode: 1, code: 'linear', output, ...extra.ends };
    const layers = mirrored(features, hidden, dim, activation, ends);
    const net: Network = { layers, encoderLayers: hidden.length + 1, loss, dropout: 0, ...extra.net };
    const weights = glorotUniform(layers, random);
    for (const { bias } of weights) bias.forEach((_, i) => (bias[i] = random.normal() / 4));
    const flat = layers.flatMap(({ inputs, outputs }, i) => [
      { values: weights[i]?.kernel ?? new Float32Array(0), shape: [inputs, outputs] },
      { values: weights[i]?.bias ?? new Float32Array(0), shape: [outputs] },
    ]);
    const wanted = automatic(net, extra, x, flat);
    const mirror = (i: number): number => (extra.tied && i >= net.encoderLayers ? layers.length - 1 - i : i);
    const made = scope(() => {
      const kernels = layers.map(({ inputs, outputs }, i) =>
        upload(weights[i]?.kernel ?? new Float32Array(0), [inputs, outputs]),
      );
      const handles = layers.map(({ outputs }, i): LayerHandles => ({
        kernel: kernels[mirror(i)] ?? upload(new Float32Array(0), [0]),
        bias: upload(weights[i]?.bias ?? new Float32Array(0), [outputs]),
        transposed: mirror(i) !== i,
      }));
      const input = upload(x, [rows, features]);
      const found = lossAndGradients(net, handles, input, new Draws(new Random(11)));
      const watched = reconstructionLoss(net, handles, input);
      return [found.loss, watched, ...found.gradients.flatMap(({ kernel, bias }) => [kernel, bias])];
    });
    const [value, watched, ...gradients] = made.map(readFloats);
    free(...made);
    expect(value?.[0]).toBeCloseTo(wanted.loss, 5);
    if (Object.keys(extra).length === 0 && net.contraction === undefined)
      expect(watched?.[0]).toBe(value?.[0]);
    // A kernel that two layers share has both their gradients.
    const summed = gradients.map((gradient) => gradient);
    if (extra.tied) {
      layers.forEach((_, i) => {
        const own = summed[2 * mirror(i)];
        if (mirror(i) !== i && own) {
          summed[2 * mirror(i)] = own.map((entry, at) => entry + (summed[2 * i]?.[at] ?? 0));
          summed[2 * i] = new Float32Array(own.length);
        }
      });
    }
    expect(summed.length).toBe(wanted.gradients.length);
    wanted.gradients.forEach((gradient, i) => {
      gradient.forEach((entry, j) => expect(summed[i]?.[j]).toBeCloseTo(entry, 5));
    });
    expect(
      wanted.gradients.flatMap((gradient) => [...gradient]).filter((entry) => entry !== 0).length,
    ).toBeGreaterThan(50);
    expect(liveHandles()).toBe(0);
  });
});
