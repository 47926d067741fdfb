import { beforeAll, expect, test } from 'vitest';
import {
  Adam,
  free,
  liveHandles,
  loadTensorFlow,
  Momentum,
  readFloat64,
  readFloats,
  scope,
  upload,
  uploadFloat64,
  Variable,
  type Optimiser,
} from '../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);

const start = [1, -2, 0.5];
const gradients = [
  [0.5, -1, 2],
  [0.25, 3, -1],
  [-1, 0.125, 0.5],
];
const rates = [0.1, 0.05, 0.2];

function step(optimiser: Optimiser, at: number, wide = false): void {
  scope(() => {
    optimiser.advance(rates[at] ?? NaN);
    const gradient = gradients[at] ?? [];
    // The second variable is of one entry, the gradient of which is the first's last.
    optimiser.apply(
      wide
        ? [uploadFloat64(Float64Array.from(gradient), [3])]
        : [upload(Float32Array.from(gradient), [3]), upload(Float32Array.of(gradient[2] ?? NaN), [1])],
    );
  });
}

function valuesOf(variable: Variable): number[] {
  const handle = variable.read();
  const values = variable.dtype === 'float64' ? readFloat64(handle) : readFloats(handle);
  free(handle);
  return [...values];
}

function variables(): Variable[] {
  return [new Variable(Float32Array.from(start), [3]), new Variable(Float32Array.of(0.5), [1])];
}

/** Whether two variables are what one of three entries is, and one of its last. */
function expectWeights([first, second]: readonly Variable[], wanted: readonly number[]): void {
  const found = [...valuesOf(first!), ...valuesOf(second!)];
  expect(found).toHaveLength(4);
  [...wanted, wanted[2] ?? NaN].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
}

/** torch.optim.SGD with momentum=0.9, and with 0.5 in the first two steps; PyTorch 2.13.0, float64. */
const bySgd = {
  constant: [
    [0.95, -1.9, 0.3],
    [0.915, -2.005, 0.26],
    [0.989, -2.408, 0.016],
  ],
  growing: [
    [0.95, -1.9, 0.3],
    [0.925, -2.025, 0.3],
    [1.035, -2.5, 0.2],
  ],
  speeds: [-0.37, 2.015, 1.22],
};

/**
 * torch.optim.Adam, PyTorch 2.13.0, float64, its eps of every step that of Keras: added before the second moment is corrected.
 * With 1e-7, and with 0.01.
 */
const byAdam = {
  usual: [
    [0.9000006324515321, -1.900000316226766, 0.400000158113633],
    [0.8533919142752142, -1.9247097831809177, 0.38668332497099667],
    [0.8946632057709033, -2.0061011489112657, 0.31859758937700805],
  ],
  wide: [
    [0.9387425886722793, -1.9240253073352043, 0.4136527059495814],
    [0.9089778337866153, -1.9464883794634489, 0.4019863817065116],
    [0.9413200317100601, -2.0204821594502285, 0.3421639190667032],
  ],
};

test("gradient descent with momentum steps as PyTorch's SGD", () => {
  const weights = variables();
  const momentum = new Momentum(weights, 0.9);
  bySgd.constant.forEach((wanted, at) => {
    step(momentum, at);
    expectWeights(weights, wanted);
  });
  expectWeights(momentum.memory, bySgd.speeds);
  expect(momentum.counters).toEqual([]);
  momentum.dispose();
  for (const variable of weights) variable.dispose();
  expect(liveHandles()).toBe(0);
});

test('momentum may change between steps', () => {
  const weights = variables();
  const momentum = new Momentum(weights, 0.5);
  bySgd.growing.forEach((wanted, at) => {
    if (at === 2) momentum.setMomentum(0.9);
    step(momentum, at);
    expectWeights(weights, wanted);
  });
  momentum.dispose();
  for (const variable of weights) variable.dispose();
});

test("Adam steps as PyTorch's, with Keras's epsilon", () => {
  const weights = variables();
  const adam = new Adam(weights);
  byAdam.usual.forEach((wanted, at) => {
    step(adam, at);
    expectWeights(weights, wanted);
  });
  adam.dispose();
  for (const variable of weights) variable.dispose();
  expect(liveHandles()).toBe(0);
});

test.each([
  [undefined, byAdam.usual],
  [0.01, byAdam.wide],
])('Adam in float64, with an epsilon of %d, is right to eleven digits', (epsilon, steps) => {
  const weights = new Variable(Float64Array.from(start), [3]);
  const adam = new Adam([weights], epsilon);
  steps.forEach((wanted, at) => {
    step(adam, at, true);
    valuesOf(weights).forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 11));
  });
  adam.dispose();
  weights.dispose();
  expect(liveHandles()).toBe(0);
});

test('Adam goes on from what it remembers as if it had not been interrupted', () => {
  const weights = variables();
  const adam = new Adam(weights);
  step(adam, 0);
  step(adam, 1);
  expect(adam.counters).toEqual([expect.closeTo(0.9 ** 2, 12), expect.closeTo(0.999 ** 2, 12)]);
  const kept = adam.memory.map((variable) => ({ values: valuesOf(variable), shape: variable.shape }));
  // First moments of both variables, then second ones: 0.1 and 0.001 of each step's gradient and its square.
  expect(kept.map(({ shape }) => shape)).toEqual([[3], [1], [3], [1]]);
  expect(kept[0]?.values[0]).toBeCloseTo(0.9 * 0.05 + 0.025, 6);
  expect(kept[2]?.values[1]).toBeCloseTo(0.999 * 0.001 + 0.009, 6);
  const next = new Adam(weights);
  expect(next.counters).toEqual([1, 1]);
  next.memory.forEach((variable, i) => {
    const { values, shape } = kept[i]!;
    scope(() => variable.assign(upload(Float32Array.from(values), shape)));
  });
  next.counters = adam.counters;
  step(next, 2);
  expectWeights(weights, byAdam.usual[2] ?? []);
  // Numbers that an older record lacks are those of no step.
  next.counters = [];
  expect(next.counters).toEqual([1, 1]);
  for (const each of [adam, next]) each.dispose();
  for (const variable of weights) variable.dispose();
  expect(liveHandles()).toBe(0);
});

test('what there is no gradient for stays where it is', () => {
  for (const optimiser of [new Adam([]), new Momentum([], 0.9)]) {
    optimiser.advance(0.1);
    optimiser.apply([]);
    optimiser.dispose();
  }
  const weights = variables();
  const optimisers = [new Adam(weights), new Momentum(weights, 0.9)];
  for (const optimiser of optimisers) {
    scope(() => {
      optimiser.advance(0.1);
      optimiser.apply([]);
    });
    optimiser.dispose();
  }
  expectWeights(weights, start);
  for (const variable of weights) variable.dispose();
  expect(liveHandles()).toBe(0);
});
