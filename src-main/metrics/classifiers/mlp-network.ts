import {
  Adam,
  add,
  biasAdd,
  biasAddGradient,
  cast,
  div,
  free,
  halfSquares,
  matMul,
  mul,
  Program,
  readFloat64,
  relu,
  reluGradient,
  reshape,
  scope,
  sigmoid,
  softmaxCrossEntropy,
  softplus,
  sub,
  sum,
  upload,
  uploadFloat64,
  Variable,
  type Handle,
} from '../../tensor/index.ts';
import type { NumpyRandom } from '../numpy-random.ts';
import type { Scaler } from './scaler.ts';

/** scikit-learn's defaults. */
const hidden = 100;
const alpha = 1e-4;
const rate = 1e-3;
const epsilon = 1e-8;

type Kind = 'float32' | 'float64';

/**
 * A classifier with one hidden layer of 100 rectified units, trained by Adam on the cross-entropy plus
 * `0.0001 |W|² / (2 batch)` (intercepts are free). Two classes have one output, more have one each.
 * Source: sklearn.neural_network.MLPClassifier with its defaults
 */
export class MlpNetwork {
  readonly #features: number;
  readonly #outputs: number;
  readonly #kind: Kind;
  readonly #scaler: Scaler;
  /** Weights and intercepts of the hidden layer, then of the outputs. */
  readonly #hidden: [Variable, Variable];
  readonly #out: [Variable, Variable];
  readonly #adam: Adam;
  readonly #program = new Program();

  /**
   * @param random draws the first weights, in scikit-learn's order
   * @param kind in which all is computed
   */
  constructor(features: number, classes: number, scaler: Scaler, random: NumpyRandom, kind: Kind) {
    this.#features = features;
    this.#outputs = classes === 2 ? 1 : classes;
    this.#kind = kind;
    this.#scaler = scaler;
    this.#hidden = layer(features, hidden, random, kind);
    this.#out = layer(hidden, this.#outputs, random, kind);
    this.#adam = new Adam([...this.#hidden, ...this.#out], epsilon);
  }

  /**
   * One step on a batch.
   * @param values `rows × features`, not yet standardised; bytes stand for value / 255
   * @param labels one a row, 0 to `classes - 1`
   * @returns the loss before it, times the rows
   */
  step(values: Float32Array | Uint8Array, labels: Int32Array): number {
    this.#adam.advance(rate);
    const inputs = [
      upload(values, [labels.length, this.#features]),
      upload(Int32Array.from(labels), [labels.length]),
    ] as const;
    const routine = `step${labels.length}`;
    if (!this.#program.has(routine)) this.#program.record(routine, inputs, () => [this.#learn(...inputs)]);
    const results = this.#program.run(routine, inputs);
    const [loss] = scope(() => results.map((result) => readFloat64(cast(result, 'float64'))[0]));
    free(...inputs, ...results);
    return loss;
  }

  /**
   * The class of every row.
   * @param values as for {@link MlpNetwork.step}
   */
  predict(values: Float32Array | Uint8Array): Int32Array {
    const logits = scope(() => {
      const x = this.#standardised(upload(values, [values.length / this.#features, this.#features]));
      return cast(this.#forward(x).logits, 'float64');
    });
    const numbers = readFloat64(logits);
    free(logits);
    const outputs = this.#outputs;
    return new Int32Array(numbers.length / outputs).map((_, row) => {
      if (outputs === 1) return numbers[row] > 0 ? 1 : 0;
      let best = row * outputs;
      for (let i = best + 1; i < (row + 1) * outputs; i++) if (numbers[i] > numbers[best]) best = i;
      return best - row * outputs;
    });
  }

  dispose(): void {
    this.#program.dispose();
    this.#adam.dispose();
    for (const variable of [...this.#hidden, ...this.#out]) variable.dispose();
  }

  /** Moves the weights, and gives the loss summed over the rows. */
  #learn(values: Handle, labels: Handle): Handle {
    const rows = labels.shape[0];
    const x = this.#standardised(values);
    const { active, logits } = this.#forward(x);
    const { loss, slope } = this.#crossEntropy(logits, labels);
    const [kernel, outKernel] = [this.#hidden[0].read(), this.#out[0].read()];
    const total = add(sum(loss), mul(this.#number(alpha), add(halfSquares(kernel), halfSquares(outKernel))));
    const below = reluGradient(matMul(slope, outKernel, { transposeB: true }), active);
    const mean = (gradient: Handle): Handle => div(gradient, this.#number(rows));
    const shrunk = (gradient: Handle, weights: Handle): Handle =>
      mean(add(gradient, mul(this.#number(alpha), weights)));
    this.#adam.apply([
      shrunk(matMul(x, below, { transposeA: true }), kernel),
      mean(biasAddGradient(below)),
      shrunk(matMul(active, slope, { transposeA: true }), outKernel),
      mean(biasAddGradient(slope)),
    ]);
    return total;
  }

  #forward(x: Handle): { active: Handle; logits: Handle } {
    const active = relu(biasAdd(matMul(x, this.#hidden[0].read()), this.#hidden[1].read()));
    return { active, logits: biasAdd(matMul(active, this.#out[0].read()), this.#out[1].read()) };
  }

  /** Of every row: the loss, and its gradient by the logits. */
  #crossEntropy(logits: Handle, labels: Handle): { loss: Handle; slope: Handle } {
    if (this.#outputs > 1) {
      const { loss, gradient } = softmaxCrossEntropy(logits, labels);
      return { loss, slope: gradient };
    }
    const y = reshape(cast(labels, this.#kind), [labels.shape[0], 1]);
    return { loss: sub(softplus(logits), mul(y, logits)), slope: sub(sigmoid(logits), y) };
  }

  #standardised(values: Handle): Handle {
    const samples = values.dtype === 'uint8' ? div(cast(values, 'float32'), floatNumber(255)) : values;
    const line = (numbers: Float64Array): Handle =>
      cast(uploadFloat64(numbers, [1, this.#features]), this.#kind);
    return div(sub(cast(samples, this.#kind), line(this.#scaler.mean)), line(this.#scaler.scale));
  }

  #number(value: number): Handle {
    return this.#kind === 'float64' ? uploadFloat64(Float64Array.of(value), []) : floatNumber(value);
  }
}

function floatNumber(value: number): Handle {
  return upload(Float32Array.of(value), []);
}

/** First weights and intercepts of a layer, drawn in this order, uniform up to Glorot's bound. */
function layer(from: number, to: number, random: NumpyRandom, kind: Kind): [Variable, Variable] {
  const bound = Math.sqrt(6 / (from + to));
  const drawn = (count: number): Float32Array | Float64Array => {
    const values = random.uniform(-bound, bound, count);
    return kind === 'float64' ? values : Float32Array.from(values);
  };
  return [new Variable(drawn(from * to), [from, to]), new Variable(drawn(to), [to])];
}
