import { biasAdd, biasAddGradient, matMul, type Handle } from '../../tensor/index.ts';
import { constant, glorotUniform, type Layer, type Passed, type Slot } from './layer.ts';

/** The slots of a dense layer. `kernel`: `inputs × outputs`; `bias`: `outputs`. */
export function denseSlots(name: string, inputs: number, outputs: number): { kernel: Slot; bias: Slot } {
  const bias = { name: `${name}-bias`, shape: [outputs], role: 'bias' } as const;
  return {
    kernel: {
      name: `${name}-kernel`,
      shape: [inputs, outputs],
      role: 'kernel',
      first: (random) => glorotUniform(inputs * outputs, inputs, outputs, random),
    },
    bias: { ...bias, first: () => constant(0, bias.shape) },
  };
}

/**
 * A dense layer before its activation: `x · kernel + bias`.
 * @param kernel `inputs × outputs`; `outputs × inputs` where it is `turned`
 * @param turned whether the kernel is that of the layer this one mirrors (tied weights)
 * @returns a layer that takes `rows × inputs` and gives `rows × outputs`
 */
export function affine(kernel: Slot, bias: Slot, turned = false): Layer {
  const sums = (x: Handle, k: Handle, b: Handle): Handle => biasAdd(matMul(x, k, { transposeB: turned }), b);
  const byKernel = (x: Handle, dz: Handle): Handle =>
    turned ? matMul(dz, x, { transposeA: true }) : matMul(x, dz, { transposeA: true });
  const byInput = (dz: Handle, k: Handle): Handle => matMul(dz, k, { transposeB: !turned });
  return {
    slots: [kernel, bias],
    apply: (x, [k, b]) => sums(x, some(k), some(b)),
    pass(x, [k, b]): Passed {
      const weights = some(k);
      return {
        y: sums(x, weights, some(b)),
        back: (dy, toInput) => ({
          gradients: [byKernel(x, dy), biasAddGradient(dy)],
          dx: toInput ? byInput(dy, weights) : null,
        }),
        tangent: (move) => ({
          move: matMul(move, weights, { transposeB: turned }),
          back: (byMove) => ({
            gradients: [byKernel(move, byMove), null],
            byMove: byInput(byMove, weights),
            dx: null,
          }),
        }),
      };
    },
  };
}

function some(handle: Handle | undefined): Handle {
  if (handle === undefined) throw new Error('A layer has no weights.');
  return handle;
}
