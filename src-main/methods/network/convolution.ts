import {
  biasAdd,
  biasAddGradient,
  conv2d,
  conv2dFilters,
  conv2dInput,
  type Handle,
} from '../../tensor/index.ts';
import { constant, glorotUniform, type Layer, type Parameter } from './layer.ts';

/** What a convolution is made of. */
export interface Convolution {
  /** Of its parameters: `<name>-kernel` and `<name>-bias`. */
  name: string;
  /** Channels that come in, and go out. */
  inputs: number;
  outputs: number;
  /** Length of a filter's side. */
  side: number;
  stride: number;
}

/**
 * A convolution with padding, before its activation.
 * @returns a layer from rows × height × width × inputs to rows × ⌈height / stride⌉ × ⌈width / stride⌉ × outputs
 */
export function convolution({ name, inputs, outputs, side, stride }: Convolution): Layer {
  const kernel = filters(name, side, inputs, outputs);
  const sums = (x: Handle, own: readonly Handle[]): Handle => {
    const [k, b] = two(own);
    return biasAdd(conv2d(x, k, stride), b);
  };
  return {
    parameters: [kernel, biases(name, outputs)],
    forward: sums,
    forwardTraining: (x, own) => ({
      y: sums(x, own),
      backward: (dy, toInput) => ({
        gradients: [conv2dFilters(x, kernel.shape, dy, stride), biasAddGradient(dy)],
        dx: toInput ? conv2dInput(x.shape, two(own)[0], dy, stride) : null,
      }),
    }),
  };
}

/**
 * A transposed convolution: the mirror of a {@link convolution} of the same stride.
 * @param height of what goes out: any that a convolution of this stride makes the input's height of
 * @param width of what goes out
 * @returns a layer from rows × ⌈height / stride⌉ × ⌈width / stride⌉ × inputs to rows × height × width × outputs
 * Source: Zeiler et al. 2010, https://doi.org/10.1109/CVPR.2010.5539957; the definition of Keras's Conv2DTranspose
 */
export function transposedConvolution(
  { name, inputs, outputs, side, stride }: Convolution,
  height: number,
  width: number,
): Layer {
  // Its filters are those of the convolution that goes the other way.
  const kernel = filters(name, side, outputs, inputs);
  const sums = (x: Handle, own: readonly Handle[]): Handle => {
    const [k, b] = two(own);
    return biasAdd(conv2dInput([x.shape[0], height, width, outputs], k, x, stride), b);
  };
  return {
    parameters: [kernel, biases(name, outputs)],
    forward: sums,
    forwardTraining: (x, own) => ({
      y: sums(x, own),
      backward: (dy, toInput) => ({
        gradients: [conv2dFilters(dy, kernel.shape, x, stride), biasAddGradient(dy)],
        dx: toInput ? conv2d(dy, two(own)[0], stride) : null,
      }),
    }),
  };
}

function filters(name: string, side: number, inputs: number, outputs: number): Parameter {
  const area = side * side;
  return {
    name: `${name}-kernel`,
    shape: [side, side, inputs, outputs],
    role: 'kernel',
    initialize: (random) => glorotUniform(area * inputs * outputs, area * inputs, area * outputs, random),
  };
}

function biases(name: string, outputs: number): Parameter {
  return {
    name: `${name}-bias`,
    shape: [outputs],
    role: 'bias',
    initialize: () => constant(0, [outputs]),
  };
}

function two(own: readonly Handle[]): [Handle, Handle] {
  const [kernel, bias] = own;
  if (!kernel || !bias) throw new Error('A layer has no weights.');
  return [kernel, bias];
}
