import { beforeAll, expect, test } from 'vitest';
import { freeEnergy, type Units } from '../../../../src-main/methods/rbm/machine.ts';
import { loadTensorFlow, readFloats, scope, upload } from '../../../../src-main/tensor/index.ts';

beforeAll(() => loadTensorFlow());

/** One visible pair, one hidden unit; W = (0.5, -1), a = (0.2, -0.4), b = 0.25, v = (1, 2): vW + b = -1.25. */
function energy(visible: Units, hidden: Units): number {
  const machine = () => ({
    visible,
    hidden,
    kernel: upload(Float32Array.of(0.5, -1), [2, 1]),
    visibleBias: upload(Float32Array.of(0.2, -0.4), [2]),
    hiddenBias: upload(Float32Array.of(0.25), [1]),
  });
  return scope(() => readFloats(freeEnergy(machine(), upload(Float32Array.of(1, 2), [1, 2]))))[0] ?? NaN;
}

// Worked out by hand from Hinton's guide: -a·v (or |v - a|² / 2) less log(1 + e^s) (or s² / 2).
test.each([
  ['bernoulli', 'bernoulli', 0.6 - Math.log1p(Math.exp(-1.25))],
  ['bernoulli', 'gaussian', 0.6 - 1.25 ** 2 / 2],
  ['gaussian', 'bernoulli', (0.8 ** 2 + 2.4 ** 2) / 2 - Math.log1p(Math.exp(-1.25))],
  ['gaussian', 'gaussian', (0.8 ** 2 + 2.4 ** 2) / 2 - 1.25 ** 2 / 2],
] as const)('free energy of %s visible and %s hidden units', (visible, hidden, expected) => {
  expect(energy(visible, hidden)).toBeCloseTo(expected, 5);
});
