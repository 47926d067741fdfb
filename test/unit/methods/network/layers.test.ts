import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { denseParameters } from '../../../../src-main/methods/network/affine.ts';
import {
  reparameterized,
  kSparse,
  type Bottleneck,
} from '../../../../src-main/methods/network/bottleneck.ts';
import { convolution, transposedConvolution } from '../../../../src-main/methods/network/convolution.ts';
import { Draws } from '../../../../src-main/methods/network/draws.ts';
import { dropout } from '../../../../src-main/methods/network/dropout.ts';
import type { Parameter } from '../../../../src-main/methods/network/layer.ts';
import {
  free,
  liveHandles,
  loadTensorFlow,
  Random,
  readFloats,
  scope,
  upload,
  type Handle,
} from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
afterEach(() => expect(liveHandles()).toBe(0));

const read = (work: () => Handle): Float32Array => {
  const handle = scope(work);
  const values = readFloats(handle);
  free(handle);
  return values;
};

describe('dropout', () => {
  const [rows, columns, share] = [100, 100, 0.3];
  const x = Float32Array.from({ length: rows * columns }, (_, at) => 1 + (at % 7));

  test('leaves out its share in training, and makes the others larger by as much (inverted dropout, as Keras has it)', () => {
    const y = read(
      () => dropout(share).forwardTraining(upload(x, [rows, columns]), [], new Draws(new Random(4))).y,
    );
    const kept = y.filter((value) => value !== 0).length;
    // Three standard deviations of that many draws.
    expect(Math.abs(kept / y.length - (1 - share))).toBeLessThan(
      3 * Math.sqrt((share * (1 - share)) / y.length),
    );
    y.forEach((value, at) => {
      if (value !== 0) expect(value).toBeCloseTo((x[at] ?? NaN) / (1 - share), 5);
    });
  });

  test('does nothing once a network is trained', () => {
    expect(read(() => dropout(share).forward(upload(x, [rows, columns]), []))).toEqual(x);
  });
});

describe('first values', () => {
  /** Keras's `GlorotUniform`: within √(6 / (fan in + fan out)), where a filter's fans are its area times its channels. */
  function checkGlorot(parameter: Parameter | undefined, fanIn: number, fanOut: number): void {
    const values = parameter?.initialize(new Random(3)) ?? new Float32Array(0);
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest / limit).toBeGreaterThan(0.995);
    expect(largest / limit).toBeLessThanOrEqual(1);
    const variance = values.reduce((total, value) => total + value ** 2, 0) / values.length;
    expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  }

  test("of kernels are those of Keras's GlorotUniform, of biases 0", () => {
    const { kernel, bias } = denseParameters('one', 100, 40);
    checkGlorot(kernel, 100, 40);
    expect(bias.initialize(new Random(3))).toEqual(new Float32Array(40));
    const shape = { name: 'two', inputs: 12, outputs: 20, side: 5, stride: 2 };
    checkGlorot(convolution(shape).parameters[0], 25 * 12, 25 * 20);
    checkGlorot(transposedConvolution(shape, 8, 8).parameters[0], 25 * 12, 25 * 20);
  });
});

describe('a variational code', () => {
  const [rows, dim, features, beta, warmup] = [3, 2, 5, 0.8, 4];
  const outputs = Float32Array.of(0.5, -1, 0.2, -0.3, 2, 0.1, -1.5, 0, -0.4, 0.7, 0.9, -2);
  const meansOf = outputs.filter((_, at) => at % 4 < 2);
  const logsOf = outputs.filter((_, at) => at % 4 >= 2);
  /** Kingma and Welling 2014, appendix B, of every entry, over the rows and the features. */
  const divergence =
    meansOf.reduce((total, mean, i) => {
      const log = logsOf[i] ?? NaN;
      return total - 0.5 * (1 + log - mean ** 2 - Math.exp(log));
    }, 0) /
    (rows * features);
  const given = (): Handle => upload(outputs, [rows, 2 * dim]);
  const penaltyOf = (rule: Bottleneck): number =>
    read(() => {
      const { penalty } = rule.train(given(), new Draws(new Random(1)));
      if (penalty === null) throw new Error('There is no penalty.');
      return penalty;
    })[0] ?? NaN;

  test('costs its divergence times beta, which grows from 0 in the first epoch to all of it after the warm-up', () => {
    const rule = reparameterized(dim, features, beta, warmup);
    for (const [epoch, share] of [
      [1, 0],
      [2, 0.25],
      [3, 0.5],
      [5, 1],
      [6, 1],
      [50, 1],
    ] as const) {
      rule.beginEpoch?.(epoch);
      expect(penaltyOf(rule)).toBeCloseTo(share * beta * divergence, 6);
    }
    const atOnce = reparameterized(dim, features, beta, 0);
    expect(penaltyOf(atOnce)).toBeCloseTo(beta * divergence, 6);
    atOnce.beginEpoch?.(1);
    expect(penaltyOf(atOnce)).toBeCloseTo(beta * divergence, 6);
  });

  test('is watched at the full weight in every epoch', () => {
    const rule = reparameterized(dim, features, beta, warmup);
    for (const epoch of [1, 2, 9]) {
      rule.beginEpoch?.(epoch);
      const watched = read(() => rule.watched?.(given()) ?? given());
      expect(watched).toHaveLength(1);
      expect(watched[0]).toBeCloseTo(beta * divergence, 6);
    }
  });

  test('is the mean, and in training the mean and as many deviations as were drawn', () => {
    const rule = reparameterized(dim, features, beta, 0);
    expect(read(() => rule.encode(given()))).toEqual(meansOf);
    const noise = read(() => new Draws(new Random(6)).normal([rows, dim]));
    const value = read(() => rule.train(given(), new Draws(new Random(6))).value);
    value.forEach((entry, i) =>
      expect(entry).toBeCloseTo(
        (meansOf[i] ?? NaN) + Math.sqrt(Math.exp(logsOf[i] ?? NaN)) * (noise[i] ?? NaN),
        5,
      ),
    );
  });
});

test('a k-sparse code keeps its k largest entries, in training and after', () => {
  const codes = Float32Array.of(3, -4, 1, 2, -1, -2, -3, -4);
  const kept = Float32Array.of(3, 0, 0, 2, -1, -2, 0, 0);
  const rule = kSparse(2);
  const given = (): Handle => upload(codes, [2, 4]);
  // A product of 0 and a number below it is written -0.
  const plain = (values: Float32Array): Float32Array => values.map((value) => value + 0);
  expect(plain(read(() => rule.encode(given())))).toEqual(kept);
  expect(plain(read(() => rule.train(given(), new Draws(new Random(1))).value))).toEqual(kept);
});
