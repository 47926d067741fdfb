import { beforeAll, describe, expect, test } from 'vitest';
import { denseLayers, type CodeLayer } from '../../../src-main/methods/autoencoder/dense.ts';
import { spoilt } from '../../../src-main/methods/denoising_autoencoder.ts';
import type { Activation } from '../../../src-main/methods/network/activation.ts';
import {
  absolutePenalty,
  divergencePenalty,
  reparameterized,
  kSparse,
} from '../../../src-main/methods/network/bottleneck.ts';
import { Draws } from '../../../src-main/methods/network/draws.ts';
import type { Parameter } from '../../../src-main/methods/network/layer.ts';
import {
  lossAndGradients,
  evaluationLoss,
  parametersOf,
  type Network,
} from '../../../src-main/methods/network/network.ts';
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
  code?: Partial<CodeLayer>;
  net?: Partial<Network>;
  tied?: boolean;
  dropout?: number;
  normalised?: boolean;
  noise?: (x: Tensor, take: Take) => Tensor;
  /** The decoder's input and the penalty, from the code layer's outputs. */
  stage?: (h: Tensor, take: Take) => { value: Tensor; penalty: Tensor | null };
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
  { output, ...net }: Network,
  activation: Activation,
  extra: Extra,
  x: Float32Array,
  slots: readonly Parameter[],
  values: readonly Float32Array[],
): { loss: number; gradients: Float32Array[] } {
  const learnt = slots.filter(({ role }) => role !== 'running');
  return tf.tidy(() => {
    const input = tf.tensor2d(x, [rows, features]);
    const { contraction = 0 } = net;
    const { dropout = 0 } = extra;
    const cost = (...weights: Tensor[]): Tensor => {
      const named = (name: string): Tensor => {
        const found = weights[learnt.findIndex((slot) => slot.name === name)];
        if (found === undefined) throw new Error(`${name} is missing`);
        return found;
      };
      const draws = new Draws(new Random(11));
      const take: Take = (kind, shape) => {
        const handle = scope(() => draws[kind](shape));
        const numbers = readFloats(handle);
        free(handle);
        return tf.tensor(numbers, shape as [number, number]);
      };
      const kernelOf = (half: string, i: number): Tensor =>
        extra.tied === true && half === 'decoder'
          ? tf.transpose(named(`encoder-${hidden.length - i}-kernel`))
          : named(`${half}-${i}-kernel`);
      /** Through one half; what the contraction needs of it too. */
      const through = (half: string, start: Tensor, last: Activation) => {
        let y = start;
        const passed: { kernel: Tensor; z: Tensor; name: Activation; kept: Tensor | null }[] = [];
        for (let i = 0; i <= hidden.length; i++) {
          const kernel = kernelOf(half, i);
          let z = tf.add<Tensor>(tf.matMul(y, kernel), named(`${half}-${i}-bias`));
          const inside = i < hidden.length;
          if (inside && extra.normalised === true) {
            const { mean, variance } = tf.moments(z, 0);
            z = tf.mul(tf.sub<Tensor>(z, mean), tf.rsqrt(tf.add(variance, 1e-3)));
            z = tf.add(tf.mul(z, named(`${half}-${i}-gamma`)), named(`${half}-${i}-beta`));
          }
          const name = inside ? activation : last;
          y = act(name, z);
          let kept: Tensor | null = null;
          if (inside && dropout > 0) {
            const mask: Tensor = tf.cast(tf.greaterEqual(take('uniform', y.shape), dropout), 'float32');
            kept = tf.mul<Tensor>(mask, 1 / (1 - dropout));
            y = tf.mul(y, kept);
          }
          passed.push({ kernel, z, name, kept });
        }
        return { y, passed };
      };
      const encoded = through(
        'encoder',
        extra.noise?.(input, take) ?? input,
        extra.code?.activation ?? 'linear',
      );
      const { value, penalty } = extra.stage?.(encoded.y, take) ?? { value: encoded.y, penalty: null };
      const { y } = through('decoder', value, output);
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
      if (penalty !== null) loss = tf.add(loss, penalty);
      if (contraction > 0) {
        let move = take('normal', [rows, features]);
        for (const { kernel, z, name, kept } of encoded.passed) {
          move = tf.mul(tf.matMul(move, kernel), slope(name, z));
          if (kept !== null) move = tf.mul(move, kept);
        }
        loss = tf.add(loss, tf.mul(contraction, tf.mean(tf.square(move))));
      }
      return loss;
    };
    const tensors = learnt.map((slot) =>
      tf.tensor(values[slots.indexOf(slot)] ?? [], slot.shape as [number]),
    );
    const { value, grads } = tf.valueAndGrads((...all) => cost(...(all as Tensor[])).asScalar())(tensors);
    return {
      loss: value.dataSync()[0] ?? NaN,
      gradients: grads.map((gradient) => Float32Array.from(gradient.dataSync())),
    };
  });
}

type Case = [
  title: string,
  activation: Activation,
  output: Network['output'],
  loss: Network['loss'],
  extra: Extra,
];

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
  ['dropout', { dropout: 0.4 }],
  ['dropout, tied weights and contraction', { tied: true, dropout: 0.3, net: { contraction: 0.5 } }],
  ['batch normalisation', { normalised: true }],
  ['batch normalisation, tied weights and dropout', { normalised: true, tied: true, dropout: 0.3 }],
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
      net: { bottleneck: absolutePenalty(0.6) },
      stage: (h) => ({ value: h, penalty: tf.mul(0.6, tf.mean(tf.abs(h))) }),
    },
  ],
  [
    'a KL penalty',
    {
      code: { activation: 'sigmoid' },
      net: { bottleneck: divergencePenalty(0.6, 0.2) },
      stage(h) {
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
      net: { bottleneck: kSparse(2) },
      stage(h) {
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
      code: { outputsPerCode: 2 },
      net: { bottleneck: reparameterized(dim, features, 0.8, 0) },
      stage(h, take) {
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
    const { tied = false, normalised = false, dropout = 0 } = extra;
    const shape = { features, hidden, dim, activation, tied, batch_normalization: normalised, dropout };
    const code = { outputsPerCode: 1, activation: 'linear', ...extra.code } as const;
    const net: Network = { ...denseLayers(shape, code), output, loss, ...extra.net };
    const slots = parametersOf(net);
    // Away from where they start, so that no gradient is 0 for symmetry's sake.
    const values = slots.map((slot) =>
      slot.initialize(random).map((value) => (slot.role === 'kernel' ? value : value + random.normal() / 4)),
    );
    const wanted = automatic(net, activation, extra, x, slots, values);
    const learnt = slots.filter(({ role }) => role !== 'running');
    const made = scope(() => {
      const weights = new Map(
        slots.map((slot, i) => [slot, upload(values[i] ?? new Float32Array(0), slot.shape)]),
      );
      const input = upload(x, [rows, features]);
      const found = lossAndGradients(net, weights, input, new Draws(new Random(11)));
      const watched = evaluationLoss(net, weights, input);
      return [found.loss, watched, ...learnt.flatMap((slot) => found.gradients.get(slot) ?? [])];
    });
    const [value, watched, ...gradients] = made.map(readFloats);
    free(...made);
    expect(value?.[0]).toBeCloseTo(wanted.loss, 5);
    if (Object.keys(extra).length === 0) expect(watched?.[0]).toBe(value?.[0]);
    expect(gradients.length).toBe(wanted.gradients.length);
    wanted.gradients.forEach((gradient, i) => {
      gradient.forEach((entry, j) => expect(gradients[i]?.[j]).toBeCloseTo(entry, 5));
    });
    expect(
      wanted.gradients.flatMap((gradient) => [...gradient]).filter((entry) => entry !== 0).length,
    ).toBeGreaterThan(50);
    expect(liveHandles()).toBe(0);
  });
});
