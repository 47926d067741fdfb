import { beforeAll, describe, expect, test } from 'vitest';
import { denseLayers, type DenseShape } from '../../../src-main/methods/autoencoder/dense.ts';
import { spoilt } from '../../../src-main/methods/denoising_autoencoder.ts';
import { activation } from '../../../src-main/methods/network/activation.ts';
import { affine, denseParameters } from '../../../src-main/methods/network/affine.ts';
import { absolutePenalty, reparameterized, kSparse } from '../../../src-main/methods/network/bottleneck.ts';
import { convolution, transposedConvolution } from '../../../src-main/methods/network/convolution.ts';
import { Draws } from '../../../src-main/methods/network/draws.ts';
import { lossAndGradients, parametersOf, type Network } from '../../../src-main/methods/network/network.ts';
import { batchNormalisation } from '../../../src-main/methods/network/normalisation.ts';
import { reshaped } from '../../../src-main/methods/network/pictures.ts';
import { TrainableVariables } from '../../../src-main/methods/training/trainable-variables.ts';
import { NetworkTrainer } from '../../../src-main/methods/training/network-trainer.ts';
import {
  Adam,
  free,
  liveHandles,
  loadTensorFlow,
  Momentum,
  Random,
  readFloats,
  scope,
  upload,
} from '../../../src-main/tensor/index.ts';

/** A training step as it is run, as one graph, beside the same operations one by one. */

beforeAll(loadTensorFlow);

const [features, dim] = [64, 4];
const batches = [12, 12, 5, 12, 5];

const shape: DenseShape = {
  ...{ features, dim, hidden: [16], activation: 'gelu', tied: false },
  ...{ batch_normalization: true, dropout: 0 },
};

function dense(
  more: Partial<DenseShape> = {},
  outputsPerCode: 1 | 2 = 1,
): Pick<Network, 'encoder' | 'decoder'> {
  return denseLayers({ ...shape, ...more }, { outputsPerCode, activation: 'linear' });
}

function pictures(): Pick<Network, 'encoder' | 'decoder'> {
  const [down, up] = [denseParameters('down', 128, dim), denseParameters('up', dim, 128)];
  const sizes = { side: 3, stride: 2 };
  return {
    encoder: [
      reshaped([8, 8, 1]),
      convolution({ name: 'in', inputs: 1, outputs: 8, ...sizes }),
      batchNormalisation('norm', 8),
      activation('relu'),
      reshaped([128]),
      affine(down.kernel, down.bias),
    ],
    decoder: [
      affine(up.kernel, up.bias),
      activation('relu'),
      reshaped([4, 4, 8]),
      transposedConvolution({ name: 'out', inputs: 8, outputs: 1, ...sizes }, 8, 8),
      reshaped([64]),
    ],
  };
}

const plain = { output: 'sigmoid', loss: 'mse' } as const;
const networks: [string, () => Network][] = [
  ['a dense network with dropout', () => ({ ...dense({ dropout: 0.3 }), ...plain })],
  [
    'a denoising one',
    () => ({ ...dense(), ...plain, corrupt: (x, draws) => spoilt(x, 'masking', 0.2, [0, 1], draws) }),
  ],
  [
    'a sparse one, with cross-entropy',
    () => ({ ...dense(), output: 'sigmoid', loss: 'binary_crossentropy', bottleneck: absolutePenalty(0.1) }),
  ],
  ['one of the strongest entries', () => ({ ...dense(), ...plain, bottleneck: kSparse(2) })],
  [
    'a variational one in its warm-up',
    () => ({ ...dense({}, 2), ...plain, bottleneck: reparameterized(dim, features, 4, 10) }),
  ],
  [
    'a contractive one',
    () => ({
      ...dense({ activation: 'tanh', tied: true, batch_normalization: false }),
      ...plain,
      contraction: 0.1,
    }),
  ],
  ['a convolutional one', () => ({ ...pictures(), ...plain })],
];

const stepDraws = (step: number): Draws => new Draws(Random.of(9, step));
const rateOf = (step: number): number => 0.01 / (step + 1);

function batch(step: number): Float32Array {
  const random = Random.of(4, step);
  return Float32Array.from({ length: (batches[step] ?? 0) * features }, () => random.float());
}

interface Outcome {
  losses: number[];
  state: Record<string, Float32Array>;
}

function oneByOne(net: Network, optimizer: 'adam' | 'sgd'): Outcome {
  const learnt = new TrainableVariables(parametersOf(net), new Random(5));
  const optimiser = optimizer === 'adam' ? new Adam(learnt.variables) : new Momentum(learnt.variables, 0.9);
  const losses = batches.map((rows, step) => {
    net.bottleneck?.beginEpoch?.(step + 1);
    return scope(() => {
      const x = upload(batch(step), [rows, features]);
      const found = lossAndGradients(net, learnt.current(), x, stepDraws(step));
      optimiser.advance(rateOf(step));
      optimiser.apply(learnt.gathered(found.gradients));
      for (const [slot, mean] of found.running) learnt.move(slot, mean);
      return readFloats(found.loss)[0] ?? NaN;
    });
  });
  const state = learnt.state();
  optimiser.dispose();
  learnt.dispose();
  return { losses, state };
}

function asAGraph(net: Network, optimizer: 'adam' | 'sgd'): Outcome & { norms: (number | null)[] } {
  const moving = { optimizer, momentum: 0.9, weight_decay: 0 };
  const trainer = new NetworkTrainer(net, moving, new Random(5));
  const steps = batches.map((rows, step) => {
    trainer.beginEpoch(step + 1);
    const x = upload(batch(step), [rows, features]);
    const made = trainer.step(x, rateOf(step), stepDraws(step), step % 2 === 0);
    free(x);
    return made;
  });
  const state = trainer.trainables.state();
  trainer.dispose();
  return {
    losses: steps.map(({ loss }) => loss),
    norms: steps.map(({ gradientNorm }) => gradientNorm),
    state,
  };
}

describe.each(networks)('%s', (_, network) => {
  test.each(['adam', 'sgd'] as const)('comes to the same by %s, and leaves nothing', (optimizer) => {
    const expected = oneByOne(network(), optimizer);
    const found = asAGraph(network(), optimizer);
    found.losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected.losses[i] ?? NaN, 5));
    expect(new Set(found.losses).size).toBe(batches.length);
    for (const [name, values] of Object.entries(expected.state)) {
      const own = found.state[name] ?? new Float32Array(0);
      expect(own.length).toBe(values.length);
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (own[i] ?? NaN))), 0);
      // Adam's first steps are as long for a gradient of rounding error as for any other.
      expect(worst).toBeLessThan(optimizer === 'adam' ? 1e-3 : 1e-5);
    }
    expect(found.norms.map((norm) => (norm === null ? null : norm > 0))).toEqual([
      true,
      null,
      true,
      null,
      true,
    ]);
    expect(liveHandles()).toBe(0);
  });

  test('comes to the same bit for bit a second time', () => {
    expect(asAGraph(network(), 'adam')).toEqual(asAGraph(network(), 'adam'));
  });
});
