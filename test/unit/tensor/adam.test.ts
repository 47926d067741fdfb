import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  Adam,
  free,
  liveHandles,
  loadTensorFlow,
  readFloats,
  scope,
  upload,
  Variable,
  type Handle,
} from '../../../src-main/tensor/index.ts';

type Loaded = Awaited<ReturnType<typeof loadTensorFlow>>;
let binding: Loaded['binding'];
beforeAll(async () => {
  ({ binding } = await loadTensorFlow());
});

function read(variable: Variable): number[] {
  const handle = variable.read();
  const values = [...readFloats(handle)];
  free(handle);
  return values;
}

/** Kingma and Ba 2015, algorithm 1, with Keras's place for epsilon. */
function byHand(start: number, gradients: readonly number[], rate: number): number {
  let [x, m, v] = [start, 0, 0];
  gradients.forEach((g, i) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const corrected = (rate * Math.sqrt(1 - 0.999 ** (i + 1))) / (1 - 0.9 ** (i + 1));
    x -= (corrected * m) / (Math.sqrt(v) + 1e-7);
  });
  return x;
}

test('Adam steps as its paper says', () => {
  const weights = new Variable(Float32Array.of(1, -2), [2]);
  const adam = new Adam([weights]);
  const gradients = [
    [0.5, -1],
    [0.25, 3],
    [-1, 0.125],
  ];
  for (const gradient of gradients)
    scope(() => {
      adam.advance(0.1);
      adam.apply([upload(Float32Array.from(gradient), [2])]);
    });
  read(weights).forEach((value, i) =>
    expect(value).toBeCloseTo(
      byHand(
        i === 0 ? 1 : -2,
        gradients.map((g) => g[i] ?? 0),
        0.1,
      ),
      5,
    ),
  );
  adam.dispose();
  weights.dispose();
  expect(liveHandles()).toBe(0);
});

test("Adam's epsilon stands where Keras has it, and is Keras's", () => {
  const path = join(import.meta.dirname, '../../fixtures/optimizers/expected.json');
  const { small_steps: known } = JSON.parse(readFileSync(path, 'utf8')) as {
    small_steps: { start: number[]; rate: number; gradients: number[][]; weights: number[][] };
  };
  const weights = new Variable(Float32Array.from(known.start), [2]);
  const adam = new Adam([weights]);
  known.gradients.forEach((gradient, step) => {
    scope(() => {
      adam.advance(known.rate);
      adam.apply([upload(Float32Array.from(gradient), [2])]);
    });
    read(weights).forEach((value, i) => expect(value).toBeCloseTo(known.weights[step]?.[i] ?? NaN, 5));
  });
  adam.dispose();
  weights.dispose();
});

test('what was read from a variable does not change with it', () => {
  const weights = new Variable(Float32Array.of(1), [1]);
  const adam = new Adam([weights]);
  const before: Handle = weights.read();
  scope(() => {
    adam.advance(0.5);
    adam.apply([upload(Float32Array.of(1), [1])]);
  });
  expect([...readFloats(before)]).toEqual([1]);
  expect(read(weights)[0]).toBeCloseTo(0.5, 5);
  free(before);
  adam.dispose();
  weights.dispose();
});

test('a variable that is disposed of gives its memory back', () => {
  const native = binding.getNumOfTensors();
  const size = 4_000_000;
  // One array for all: what JavaScript has not collected yet is not asked here.
  const values = new Float32Array(size).fill(1);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 40; i++) new Variable(values, [size]).dispose();
  expect(binding.getNumOfTensors()).toBe(native);
  // Forty times 16 MB would be 640 MB.
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
});
