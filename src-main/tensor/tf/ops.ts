import { cached, flagAttribute, numbersAttribute, textAttribute, typeAttribute } from './attributes.ts';
import { adopt, free, scalar, scope, upload, type Handle, type DType } from './handle.ts';
import { tensorFlow, type Attribute } from './load.ts';
import { changesVariable, recorder } from './recorder.ts';

/*
 * TensorFlow's operations, called by name. All take and give handles of float32 or float64 (both operands the
 * same), broadcast as NumPy does, and cost what TensorFlow's kernels cost plus about 3 µs a call.
 * Their definitions: https://www.tensorflow.org/api_docs/python/tf/raw_ops
 */

/**
 * Runs any operation by its name.
 * @param outputs how many arrays it gives
 * @throws Error with TensorFlow's own words where shapes or types do not fit
 */
export function run(
  name: string,
  attributeList: readonly Attribute[],
  inputs: readonly Handle[],
  outputs: number,
): Handle[] {
  const recording = recorder();
  if (recording !== null && changesVariable(name)) {
    recording.operation(name, attributeList, inputs, []);
    return [];
  }
  const ids = inputs.map((input) => input.id);
  const made = tensorFlow().binding.executeOp(name, attributeList, ids, outputs).map(adopt);
  recording?.operation(name, attributeList, inputs, made);
  return made;
}

/** The first output of an operation. */
export function runOne(name: string, attributeList: readonly Attribute[], inputs: readonly Handle[]): Handle {
  const [output] = run(name, attributeList, inputs, 1);
  if (output === undefined) throw new Error(`${name} gave nothing.`);
  return output;
}

/** An operation whose only attribute is the element type `T` of its first input. */
function simple(name: string): (...inputs: [Handle, ...Handle[]]) => Handle {
  return (...inputs) => {
    const { dtype } = inputs[0];
    return runOne(
      name,
      cached(`T ${dtype}`, () => [typeAttribute('T', dtype)]),
      inputs,
    );
  };
}

/** `a + b`. */
export const add: (a: Handle, b: Handle) => Handle = simple('AddV2');
/** `a - b`. */
export const sub: (a: Handle, b: Handle) => Handle = simple('Sub');
/** `a · b`, element by element. */
export const mul: (a: Handle, b: Handle) => Handle = simple('Mul');
/** `a / b`, element by element. */
export const div: (a: Handle, b: Handle) => Handle = simple('RealDiv');
/** The larger of `a` and `b`, element by element. */
export const maximum: (a: Handle, b: Handle) => Handle = simple('Maximum');
/** `-x`. */
export const neg: (x: Handle) => Handle = simple('Neg');
/** `x²`. */
export const square: (x: Handle) => Handle = simple('Square');
/** `√x`. */
export const sqrt: (x: Handle) => Handle = simple('Sqrt');
/** `1 / √x`. */
export const rsqrt: (x: Handle) => Handle = simple('Rsqrt');
/** `max(x, 0)`. */
export const relu: (x: Handle) => Handle = simple('Relu');
/** `x` above 0, `eˣ - 1` below. */
export const elu: (x: Handle) => Handle = simple('Elu');
/** `eˣ`. */
export const exp: (x: Handle) => Handle = simple('Exp');
/** `ln x`. */
export const log: (x: Handle) => Handle = simple('Log');
/** The error function. */
export const erf: (x: Handle) => Handle = simple('Erf');
/** `|x|`. */
export const abs: (x: Handle) => Handle = simple('Abs');
/** -1, 0 or 1. */
export const sign: (x: Handle) => Handle = simple('Sign');
/** The smaller of `a` and `b`, element by element. */
export const minimum: (a: Handle, b: Handle) => Handle = simple('Minimum');
/** Whether `a > b`, element by element. */
export const greater: (a: Handle, b: Handle) => Handle = simple('Greater');
/** Whether `a ≥ b`, element by element. */
export const greaterEqual: (a: Handle, b: Handle) => Handle = simple('GreaterEqual');
/** The hyperbolic tangent. */
export const tanh: (x: Handle) => Handle = simple('Tanh');
/** `1 / (1 + e⁻ˣ)`. */
export const sigmoid: (x: Handle) => Handle = simple('Sigmoid');
/** `log(1 + eˣ)`, without overflow. */
export const softplus: (x: Handle) => Handle = simple('Softplus');

/** Gradient through ReLU: of the loss by its input, from that by its output `dy` and its output `y`. */
export const reluGradient: (dy: Handle, y: Handle) => Handle = simple('ReluGrad');
/** Gradient through ELU, from `dy` and its output `y`. */
export const eluGradient: (dy: Handle, y: Handle) => Handle = simple('EluGrad');
/** Gradient through tanh, from its output `y` and `dy`, in this order. */
export const tanhGradient: (y: Handle, dy: Handle) => Handle = simple('TanhGrad');
/** Gradient through the sigmoid, from its output `y` and `dy`, in this order. */
export const sigmoidGradient: (y: Handle, dy: Handle) => Handle = simple('SigmoidGrad');

/** `x + bias` on every row. `x`: rows × n; `bias`: n. */
export function biasAdd(x: Handle, bias: Handle): Handle {
  return runOne('BiasAdd', biasAttributes(x.dtype), [x, bias]);
}

/** Sums over all but the last axis: the gradient by the bias. `dy`: rows × … × n → n. */
export function biasAddGradient(dy: Handle): Handle {
  const channels = dy.shape.at(-1) ?? 1;
  // TensorFlow's own kernel takes twenty times as long over a single channel as a plain sum does.
  return channels === 1 ? reshape(sum(dy), [1]) : runOne('BiasAddGrad', biasAttributes(dy.dtype), [dy]);
}

function biasAttributes(dtype: DType): readonly Attribute[] {
  return cached(`bias ${dtype}`, () => [typeAttribute('T', dtype), textAttribute('data_format', 'NHWC')]);
}

/**
 * Matrix product `a b`, either transposed first on request.
 * Cost: 2 · rows · inner · columns operations.
 */
export function matMul(
  a: Handle,
  b: Handle,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Handle {
  const list = cached(`matmul ${a.dtype} ${transposeA} ${transposeB}`, () => [
    flagAttribute('transpose_a', transposeA),
    flagAttribute('transpose_b', transposeB),
    typeAttribute('T', a.dtype),
  ]);
  return runOne('MatMul', list, [a, b]);
}

/**
 * Matrix products `aᵢ bᵢᵀ` of as many pairs of matrices.
 * @param a pairs × rows × inner
 * @param b pairs × columns × inner
 * @returns pairs × rows × columns
 * Cost: 2 · pairs · rows · inner · columns operations.
 */
export function matMulPairs(a: Handle, b: Handle): Handle {
  const list = cached(`pairs ${a.dtype}`, () => [
    flagAttribute('adj_x', false),
    flagAttribute('adj_y', true),
    typeAttribute('T', a.dtype),
  ]);
  return runOne('BatchMatMulV2', list, [a, b]);
}

/** Sums over the given axes (all by default); `keepDims` leaves them with length 1. */
export function sum(x: Handle, axes: readonly number[] = x.shape.map((_, i) => i), keepDims = false): Handle {
  return reduce('Sum', x, axes, keepDims);
}

/** Mean over the given axes (all by default). */
export function mean(
  x: Handle,
  axes: readonly number[] = x.shape.map((_, i) => i),
  keepDims = false,
): Handle {
  return reduce('Mean', x, axes, keepDims);
}

/** The least over the given axes. */
export function least(x: Handle, axes: readonly number[]): Handle {
  return reduce('Min', x, axes, false);
}

function reduce(name: string, x: Handle, axes: readonly number[], keepDims: boolean): Handle {
  const list = cached(`reduce ${x.dtype} ${keepDims}`, () => [
    flagAttribute('keep_dims', keepDims),
    typeAttribute('T', x.dtype),
    typeAttribute('Tidx', 'int32'),
  ]);
  return runOne(name, list, [x, upload(Int32Array.from(axes), [axes.length])]);
}

/** The same values in another type; float64 → float32 rounds. */
export function cast(x: Handle, to: DType): Handle {
  const list = cached(`cast ${x.dtype} ${to}`, () => [
    typeAttribute('SrcT', x.dtype),
    typeAttribute('DstT', to),
    flagAttribute('Truncate', false),
  ]);
  return runOne('Cast', list, [x]);
}

/**
 * Samples inside TensorFlow, as float32.
 * @param values `rows × features`, row-major; bytes stand for value / 255, and are turned to numbers in TensorFlow
 */
export function uploadSamples(values: Float32Array | Uint8Array, features: number): Handle {
  const shape = [values.length / features, features];
  if (values instanceof Float32Array) return upload(values, shape);
  return scope(() => div(cast(upload(values, shape), 'float32'), scalar(255)));
}

/** Arrays of the same rows side by side: n × a, n × b, … → n × (a + b + …). */
export function concatColumns(parts: readonly Handle[]): Handle {
  return concat(parts, 1);
}

/** Arrays one below the other: a × …, b × …, … → (a + b + …) × … */
export function concatRows(parts: readonly Handle[]): Handle {
  return concat(parts, 0);
}

function concat(parts: readonly Handle[], axis: number): Handle {
  const [first] = parts;
  if (first === undefined) throw new Error('There is nothing to put together.');
  if (parts.length === 1) return first;
  const list = cached(`concat ${first.dtype} ${parts.length}`, () => [
    numbersAttribute('N', parts.length),
    typeAttribute('T', first.dtype),
    typeAttribute('Tidx', 'int32'),
  ]);
  return runOne('ConcatV2', list, [...parts, upload(Int32Array.of(axis), [])]);
}

/** An array in pieces of so many rows each: (a + b + …) × … → a × …, b × …, … */
export function splitRows(x: Handle, rows: readonly number[]): Handle[] {
  return split(x, rows, 0);
}

/** A matrix in pieces of so many columns each: n × (a + b + …) → n × a, n × b, … */
export function splitColumns(x: Handle, widths: readonly number[]): Handle[] {
  return split(x, widths, 1);
}

function split(x: Handle, sizes: readonly number[], axis: number): Handle[] {
  const list = cached(`split ${x.dtype} ${sizes.length}`, () => [
    numbersAttribute('num_split', sizes.length),
    typeAttribute('T', x.dtype),
    typeAttribute('Tlen', 'int32'),
  ]);
  const inputs = [x, upload(Int32Array.from(sizes), [sizes.length]), upload(Int32Array.of(axis), [])];
  return run('SplitV', list, inputs, sizes.length);
}

/** The same entries in another shape; nothing is copied. */
export function reshape(x: Handle, shape: readonly number[]): Handle {
  const list = cached(`reshape ${x.dtype}`, () => [
    typeAttribute('T', x.dtype),
    typeAttribute('Tshape', 'int32'),
  ]);
  return runOne('Reshape', list, [x, upload(Int32Array.from(shape), [shape.length])]);
}

/** Half the sum of the squares of all entries: one number. */
export const halfSquares: (x: Handle) => Handle = simple('L2Loss');

/** Columns `from` to `from + count - 1` of a matrix. `x`: rows × n → rows × count. */
export function columns(x: Handle, from: number, count: number): Handle {
  const list = cached(`slice ${x.dtype}`, () => [
    typeAttribute('T', x.dtype),
    typeAttribute('Index', 'int32'),
  ]);
  const begin = upload(Int32Array.of(0, from), [2]);
  return runOne('Slice', list, [x, begin, upload(Int32Array.of(x.shape[0], count), [2])]);
}

/** The `count` largest entries of every row, descending. `x`: rows × n → rows × count. */
export function largest(x: Handle, count: number): Handle {
  const list = cached(`topk ${x.dtype}`, () => [flagAttribute('sorted', true), typeAttribute('T', x.dtype)]);
  const [values, indices] = run('TopKV2', list, [x, upload(Int32Array.of(count), [])], 2);
  free(indices);
  if (values === undefined) throw new Error('TopKV2 gave nothing.');
  return values;
}

/**
 * Random numbers from TensorFlow's counter-based generator: the same seed gives the same numbers on the same
 * device, whatever else ran.
 * @param seed int32, two words
 * @param kind `uniform`: in [0, 1); `normal`: of mean 0 and variance 1
 * Source: Salmon et al. 2011 (Philox), https://doi.org/10.1145/2063384.2063405
 */
export function randomFloats(dtype: 'uniform' | 'normal', shape: readonly number[], seed: Handle): Handle {
  const list = cached('stateless', () => [
    typeAttribute('dtype', 'float32'),
    typeAttribute('T', 'int32'),
    typeAttribute('Tseed', 'int32'),
  ]);
  const inputs = [upload(Int32Array.from(shape), [shape.length]), seed];
  return runOne(dtype === 'uniform' ? 'StatelessRandomUniform' : 'StatelessRandomNormal', list, inputs);
}

/**
 * Cross-entropy of softmax(logits) against the true classes, a row, and its gradient by the logits.
 * @param logits rows × classes
 * @param labels int32, rows, each in 0 … classes - 1
 * @returns `loss`: rows; `gradient`: rows × classes
 */
export function softmaxCrossEntropy(logits: Handle, labels: Handle): { loss: Handle; gradient: Handle } {
  const list = cached(`softmax ${logits.dtype}`, () => [
    typeAttribute('T', logits.dtype),
    typeAttribute('Tlabels', 'int32'),
  ]);
  const [loss, gradient] = run('SparseSoftmaxCrossEntropyWithLogits', list, [logits, labels], 2);
  if (loss === undefined || gradient === undefined) throw new Error('softmaxCrossEntropy gave nothing.');
  return { loss, gradient };
}
