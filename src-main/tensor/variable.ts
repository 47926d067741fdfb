import { free, keep, scope, upload, type Handle } from './handle.ts';
import { flagAttribute, run, runOne, textAttribute, typeAttribute } from './ops.ts';
import { tensorFlow } from './load.ts';

let made = 0;

/** A float32 array that operations change in place: a weight, or what an optimiser remembers of it. */
export class Variable {
  readonly shape: readonly number[];
  readonly #resource: Handle;

  /** @param values its first content; `shape`'s product many */
  constructor(values: Float32Array, shape: readonly number[]) {
    const { binding } = tensorFlow();
    this.shape = shape;
    this.#resource = keep(
      runOne(
        'VarHandleOp',
        [
          typeAttribute('dtype', 'float32'),
          { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [...shape] },
          textAttribute('shared_name', `isthmus-${made++}`),
          textAttribute('container', ''),
        ],
        [],
      ),
    );
    scope(() => this.assign(upload(values, shape)));
  }

  /** The resource, for operations that change it. */
  get resource(): Handle {
    return this.#resource;
  }

  /**
   * Its content now. Later changes do not show in it: TensorFlow copies the array first if this is still
   * held then, so free it before the next update unless it is to be kept.
   */
  read(): Handle {
    return runOne('ReadVariableOp', [typeAttribute('dtype', 'float32')], [this.#resource]);
  }

  assign(values: Handle): void {
    const list = [typeAttribute('dtype', 'float32'), flagAttribute('validate_shape', false)];
    run('AssignVariableOp', list, [this.#resource, values], 0);
  }

  /** Frees the content too: without it, TensorFlow would keep a named resource until the process ends. */
  dispose(): void {
    run('DestroyResourceOp', [flagAttribute('ignore_lookup_error', true)], [this.#resource], 0);
    free(this.#resource);
  }
}

/** Adam's constants, as Keras has them. */
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-7;

/**
 * Adam with bias correction, updating variables in place.
 * Source: Kingma and Ba 2015, https://arxiv.org/abs/1412.6980; epsilon as in Keras.
 */
export class Adam {
  readonly #variables: readonly Variable[];
  readonly #first: Variable[];
  readonly #second: Variable[];
  readonly #constants: Handle[];
  #power1 = 1;
  #power2 = 1;

  constructor(variables: readonly Variable[]) {
    const zeros = ({ shape }: Variable): Variable =>
      new Variable(new Float32Array(shape.reduce((product, size) => product * size, 1)), shape);
    this.#variables = variables;
    this.#first = variables.map(zeros);
    this.#second = variables.map(zeros);
    this.#constants = [beta1, beta2, epsilon].map((value) => keep(scalar(value)));
  }

  /**
   * One step against the gradients.
   * @param gradients one a variable, of its shape
   * @param rate the learning rate
   */
  step(gradients: readonly Handle[], rate: number): void {
    this.#power1 *= beta1;
    this.#power2 *= beta2;
    const list = [
      typeAttribute('T', 'float32'),
      flagAttribute('use_locking', false),
      flagAttribute('use_nesterov', false),
    ];
    scope(() => {
      const [b1, b2, e] = this.#constants;
      const [p1, p2, r] = [scalar(this.#power1), scalar(this.#power2), scalar(rate)];
      if (b1 === undefined || b2 === undefined || e === undefined) return;
      this.#variables.forEach((variable, i) => {
        const [m, v, gradient] = [this.#first[i], this.#second[i], gradients[i]];
        if (m === undefined || v === undefined || gradient === undefined) return;
        const inputs = [variable.resource, m.resource, v.resource, p1, p2, r, b1, b2, e, gradient];
        run('ResourceApplyAdam', list, inputs, 0);
      });
    });
  }

  dispose(): void {
    for (const variable of [...this.#first, ...this.#second]) variable.dispose();
    free(...this.#constants);
  }
}

function scalar(value: number): Handle {
  return upload(Float32Array.of(value), []);
}
