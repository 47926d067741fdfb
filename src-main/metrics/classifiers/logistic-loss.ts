import {
  add,
  blockRows,
  blocks,
  cast,
  div,
  free,
  matMul,
  mul,
  readFloat64,
  scope,
  sigmoid,
  softmaxCrossEntropy,
  softplus,
  sub,
  sum,
  upload,
  uploadFloat64,
  type Handle,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import type { ObjectiveValue } from './lbfgs.ts';
import type { Scaler } from './scaler.ts';

/** Training values above which they are kept as float32. */
const wideValues = 16_000_000;
const partValues = 8_000_000;

interface Part {
  /** Standardised rows. */
  x: Handle;
  /** Their labels: int32, or for two classes 0 and 1 in a column of the rows' type. */
  y: Handle;
}

/**
 * Mean cross-entropy of a linear classifier over all training rows plus `|W|² / (2 n)` (C = 1; the intercept is
 * free), and its gradient. A point holds the weights, `outputs × features` row-major (the faster way round), then
 * the intercepts. Two classes have one output, as in scikit-learn; more have one each.
 */
export class LogisticLoss {
  /** Entries of a point. */
  readonly size: number;
  readonly #rows: number;
  readonly #features: number;
  readonly #outputs: number;
  readonly #scaler: Scaler;
  readonly #kind: 'float32' | 'float64';
  readonly #parts: Part[] = [];

  private constructor(source: Rows, classes: number, scaler: Scaler) {
    this.#rows = source.rows;
    this.#features = source.features;
    this.#outputs = classes === 2 ? 1 : classes;
    this.#scaler = scaler;
    this.#kind = source.rows * source.features <= wideValues ? 'float64' : 'float32';
    this.size = (source.features + 1) * this.#outputs;
  }

  /**
   * Standardises the training rows and keeps them in TensorFlow until {@link dispose}.
   * @param source `rows × features`
   * @param labels one a row, 0 to `classes - 1`
   * @throws IsthmusError `cancelled`
   */
  static async over(
    source: Rows,
    labels: Int32Array,
    classes: number,
    scaler: Scaler,
    pace: Pace,
  ): Promise<LogisticLoss> {
    const loss = new LogisticLoss(source, classes, scaler);
    try {
      for (const { start, rows, values } of blocks(source, blockRows(source.features, partValues))) {
        const own = labels.subarray(start, start + rows);
        const y = classes === 2 ? loss.#column(Float64Array.from(own)) : upload(Int32Array.from(own), [rows]);
        loss.#parts.push({ x: loss.#standardised(values), y });
        await pace.yieldToEventLoop();
      }
    } catch (error) {
      loss.dispose();
      throw error;
    }
    return loss;
  }

  /** Value and gradient at a point. Cost: 4 · rows · features · outputs operations. */
  evaluate(point: Float64Array): ObjectiveValue {
    const [weights, intercept] = this.#split(point);
    const slope = new Float64Array(this.size);
    let value = 0;
    for (const { x, y } of this.#parts) {
      const made = scope(() => {
        const logits = add(matMul(x, weights, { transposeB: true }), intercept);
        const { loss, gradient } = this.#outputs === 1 ? binary(logits, y) : softmaxCrossEntropy(logits, y);
        return [
          sum(cast(loss, 'float64')),
          cast(matMul(gradient, x, { transposeA: true }), 'float64'),
          sum(cast(gradient, 'float64'), [0]),
        ] as const;
      });
      const [total, byWeights, byIntercept] = made.map(readFloat64);
      free(...made);
      value += total[0];
      byWeights.forEach((entry, i) => (slope[i] += entry));
      const from = this.#features * this.#outputs;
      byIntercept.forEach((entry, i) => (slope[from + i] += entry));
    }
    free(weights, intercept);
    let squares = 0;
    const n = this.#rows;
    for (let i = 0; i < this.#features * this.#outputs; i++) {
      const weight = point[i];
      squares += weight * weight;
      slope[i] += weight;
    }
    return { value: (value + squares / 2) / n, gradient: slope.map((entry) => entry / n) };
  }

  /**
   * The class of every row at a point.
   * @param values `rows × features`, row-major, not yet standardised
   */
  predict(point: Float64Array, values: Float32Array): Int32Array {
    const [weights, intercept] = this.#split(point);
    const made = scope(() => {
      const product = matMul(this.#standardised(values), weights, { transposeB: true });
      return cast(add(product, intercept), 'float64');
    });
    const logits = readFloat64(made);
    free(weights, intercept, made);
    const outputs = this.#outputs;
    return Int32Array.from({ length: values.length / this.#features }, (_, row) => {
      if (outputs === 1) return logits[row] > 0 ? 1 : 0;
      let best = 0;
      for (let i = 1; i < outputs; i++) {
        if (logits[row * outputs + i] > logits[row * outputs + best]) best = i;
      }
      return best;
    });
  }

  dispose(): void {
    for (const { x, y } of this.#parts) free(x, y);
    this.#parts.length = 0;
  }

  #split(point: Float64Array): [Handle, Handle] {
    const weights = this.#features * this.#outputs;
    const own = (values: Float64Array, shape: number[]): Handle =>
      scope(() => cast(uploadFloat64(values, shape), this.#kind));
    return [
      own(point.slice(0, weights), [this.#outputs, this.#features]),
      own(point.slice(weights), [1, this.#outputs]),
    ];
  }

  #standardised(values: Float32Array): Handle {
    const features = this.#features;
    const { mean, scale } = this.#scaler;
    return scope(() => {
      const x = cast(upload(values, [values.length / features, features]), 'float64');
      const centred = sub(x, uploadFloat64(mean, [1, features]));
      return cast(div(centred, uploadFloat64(scale, [1, features])), this.#kind);
    });
  }

  #column(values: Float64Array): Handle {
    return scope(() => cast(uploadFloat64(values, [values.length, 1]), this.#kind));
  }
}

/** Cross-entropy of one sigmoid output against 0 and 1, and its gradient by the logits. */
function binary(logits: Handle, y: Handle): { loss: Handle; gradient: Handle } {
  return { loss: sub(softplus(logits), mul(y, logits)), gradient: sub(sigmoid(logits), y) };
}
