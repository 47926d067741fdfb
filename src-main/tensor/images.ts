import {
  cached,
  decimalAttribute,
  flagAttribute,
  numbersAttribute,
  textAttribute,
  typeAttribute,
} from './tf/attributes.ts';
import { upload, type Handle, type DType } from './tf/handle.ts';
import type { Attribute } from './tf/load.ts';
import { run, runOne } from './tf/ops.ts';

/*
 * TensorFlow's operations on stacks of pictures: rows × height × width × channels. Padding is `SAME` throughout: a
 * stride of s makes ⌈size / s⌉ of a side, whether that divides evenly or not.
 */

/**
 * Convolution.
 * @param x rows × height × width × inputs
 * @param filters side × side × inputs × outputs
 * @returns rows × ⌈height / stride⌉ × ⌈width / stride⌉ × outputs
 */
export function conv2d(x: Handle, filters: Handle, stride: number): Handle {
  return runOne('Conv2D', strided(x.dtype, stride), [x, filters]);
}

/**
 * A convolution's gradient by its input; by itself, a transposed convolution.
 * @param shape of that input: rows × height × width × inputs
 * @param dy rows × ⌈height / stride⌉ × ⌈width / stride⌉ × outputs
 */
export function conv2dInput(shape: readonly number[], filters: Handle, dy: Handle, stride: number): Handle {
  return runOne('Conv2DBackpropInput', strided(dy.dtype, stride), [sizes(shape), filters, dy]);
}

/**
 * A convolution's gradient by its filters.
 * @param shape of the filters: side × side × inputs × outputs
 */
export function conv2dFilters(x: Handle, shape: readonly number[], dy: Handle, stride: number): Handle {
  return runOne('Conv2DBackpropFilter', strided(x.dtype, stride), [x, sizes(shape), dy]);
}

function strided(dtype: DType, stride: number): readonly Attribute[] {
  return cached(`conv ${dtype} ${stride}`, () => [
    typeAttribute('T', dtype),
    numbersAttribute('strides', [1, stride, stride, 1]),
    numbersAttribute('dilations', [1, 1, 1, 1]),
    textAttribute('padding', 'SAME'),
    textAttribute('data_format', 'NHWC'),
  ]);
}

/** The largest entry of every square of `size × size`. Both sides become ⌈side / size⌉. */
export function maxPool(x: Handle, size: number): Handle {
  return runOne('MaxPool', pooled(x.dtype, size), [x]);
}

/** Gradient through {@link maxPool}, from its input, its output and `dy`. */
export function maxPoolGradient(x: Handle, y: Handle, dy: Handle, size: number): Handle {
  return runOne('MaxPoolGrad', pooled(x.dtype, size), [x, y, dy]);
}

function pooled(dtype: DType, size: number): readonly Attribute[] {
  return cached(`pool ${dtype} ${size}`, () => [
    typeAttribute('T', dtype),
    numbersAttribute('ksize', [1, size, size, 1]),
    numbersAttribute('strides', [1, size, size, 1]),
    textAttribute('padding', 'SAME'),
    textAttribute('data_format', 'NHWC'),
  ]);
}

/** Every entry four times, in a square: both sides become twice as long. */
export function doublePictures(x: Handle): Handle {
  const [, height = 0, width = 0] = x.shape;
  return runOne('ResizeNearestNeighbor', nearest(x.dtype), [x, sizes([2 * height, 2 * width])]);
}

/** Gradient through {@link doublePictures}. */
export function doublePicturesGradient(dy: Handle): Handle {
  const [, height = 0, width = 0] = dy.shape;
  return runOne('ResizeNearestNeighborGrad', nearest(dy.dtype), [dy, sizes([height / 2, width / 2])]);
}

function nearest(dtype: DType): readonly Attribute[] {
  return cached(`nearest ${dtype}`, () => [
    typeAttribute('T', dtype),
    flagAttribute('align_corners', false),
    flagAttribute('half_pixel_centers', false),
  ]);
}

/** The upper left part of pictures, `height × width`. */
export function crop(x: Handle, height: number, width: number): Handle {
  const [rows = 0, h, w, channels = 0] = x.shape;
  if (h === height && w === width) return x;
  const list = cached(`slice ${x.dtype}`, () => [
    typeAttribute('T', x.dtype),
    typeAttribute('Index', 'int32'),
  ]);
  return runOne('Slice', list, [x, sizes([0, 0, 0, 0]), sizes([rows, height, width, channels])]);
}

/** Gradient through {@link crop}: zeros where something was left off of pictures of `height × width`. */
export function uncrop(dy: Handle, height: number, width: number): Handle {
  const [, h = 0, w = 0] = dy.shape;
  if (h === height && w === width) return dy;
  const list = cached(`pad ${dy.dtype}`, () => [
    typeAttribute('T', dy.dtype),
    typeAttribute('Tpaddings', 'int32'),
  ]);
  const margins = upload(Int32Array.of(0, 0, 0, height - h, 0, width - w, 0, 0), [4, 2]);
  return runOne('Pad', list, [dy, margins]);
}

/** What batch normalisation of a batch gives: the result, the batch's own figures, and what the way back needs. */
export interface Normalised {
  y: Handle;
  mean: Handle;
  /** With `rows - 1` as divisor. */
  variance: Handle;
  reserve: readonly [Handle, Handle, Handle];
}

/**
 * Every channel less its mean over the batch, over its deviation, times `scale`, plus `offset`.
 * @param x rows × height × width × channels
 * @param scale channels
 * @param offset channels
 * @param epsilon added to the variance
 */
export function batchNormalise(x: Handle, scale: Handle, offset: Handle, epsilon: number): Normalised {
  const none = upload(new Float32Array(0), [0]);
  const list = normalising(epsilon);
  const [y, mean, variance, a, b, c] = run('FusedBatchNormV3', list, [x, scale, offset, none, none], 6);
  if (!y || !mean || !variance || !a || !b || !c) throw new Error('FusedBatchNormV3 gave nothing.');
  return { y, mean, variance, reserve: [a, b, c] };
}

/** Gradients through {@link batchNormalise}: by `x`, `scale` and `offset`. */
export function batchNormaliseGradient(
  dy: Handle,
  x: Handle,
  scale: Handle,
  { reserve }: Normalised,
  epsilon: number,
): { dx: Handle; byScale: Handle; byOffset: Handle } {
  const list = cached(`normalise back ${epsilon}`, () =>
    normalising(epsilon).filter(({ name }) => name !== 'exponential_avg_factor'),
  );
  const [dx, byScale, byOffset] = run('FusedBatchNormGradV3', list, [dy, x, scale, ...reserve], 5);
  if (!dx || !byScale || !byOffset) throw new Error('FusedBatchNormGradV3 gave nothing.');
  return { dx, byScale, byOffset };
}

function normalising(epsilon: number): readonly Attribute[] {
  return cached(`normalise ${epsilon}`, () => [
    typeAttribute('T', 'float32'),
    typeAttribute('U', 'float32'),
    decimalAttribute('epsilon', epsilon),
    decimalAttribute('exponential_avg_factor', 1),
    textAttribute('data_format', 'NHWC'),
    flagAttribute('is_training', true),
  ]);
}

function sizes(shape: readonly number[]): Handle {
  return upload(Int32Array.from(shape), [shape.length]);
}
