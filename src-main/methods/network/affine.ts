import { biasAdd, biasAddGradient, matMul, type Handle } from '../../tensor/index.ts';
import { constant, glorotUniform, type Layer, type ForwardResult, type Parameter } from './layer.ts';

/** The parameters of a dense layer. `kernel`: `inputs × outputs`; `bias`: `outputs`. */
export function denseParameters(
  name: string,
  inputs: number,
  outputs: number,
): { kernel: Parameter; bias: Parameter } {
  const bias = { name: `${name}-bias`, shape: [outputs], role: 'bias' } as const;
  return {
    kernel: {
      name: `${name}-kernel`,
      shape: [inputs, outputs],
      role: 'kernel',
      initialize: (random) => glorotUniform(inputs * outputs, inputs, outputs, random),
    },
    bias: { ...bias, initialize: () => constant(0, bias.shape) },
  };
}

/**
 * A dense layer before its activation: `x · kernel + bias`.
 * @param kernel `inputs × outputs`; `outputs × inputs` where it is `transposed`
 * @param transposed whether the kernel is that of the layer this one mirrors (tied weights)
 * @returns a layer that takes `rows × inputs` and gives `rows × outputs`
 */
export function affine(kernel: Parameter, bias: Parameter, transposed = false): Layer {
  const sums = (x: Handle, k: Handle, b: Handle): Handle =>
    biasAdd(matMul(x, k, { transposeB: transposed }), b);
  const byKernel = (x: Handle, dz: Handle): Handle =>
    transposed ? matMul(dz, x, { transposeA: true }) : matMul(x, dz, { transposeA: true });
  const byInput = (dz: Handle, k: Handle): Handle => matMul(dz, k, { transposeB: !transposed });
  return {
    parameters: [kernel, bias],
    forward: (x, [k, b]) => sums(x, some(k), some(b)),
    forwardTraining(x, [k, b]): ForwardResult {
      const weights = some(k);
      return {
        y: sums(x, weights, some(b)),
        backward: (dy, toInput) => ({
          gradients: [byKernel(x, dy), biasAddGradient(dy)],
          dx: toInput ? byInput(dy, weights) : null,
        }),
        tangent: (move) => ({
          move: matMul(move, weights, { transposeB: transposed }),
          backward: (dMove) => ({
            gradients: [byKernel(move, dMove), null],
            dMove: byInput(dMove, weights),
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
