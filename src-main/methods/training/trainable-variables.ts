import {
  concatRows,
  free,
  keep,
  readFloats,
  reshape,
  scope,
  splitRows,
  upload,
  Variable,
  type Handle,
  type Random,
} from '../../tensor/index.ts';
import type { Parameter } from '../network/layer.ts';
import type { Weights } from '../network/network.ts';
import type { NamedArrays } from './checkpoint.ts';

/** Values of parameters outside of TensorFlow. */
export type ParameterValues = ReadonlyMap<Parameter, Float32Array>;

/** Arrays of fewer numbers than this share a variable. */
const small = 65_536;

/** A variable, and the parameters whose values lie in it one after the other. */
interface Group {
  variable: Variable;
  parts: readonly { parameter: Parameter; start: number; size: number }[];
}

/**
 * The arrays of parameters while they are trained. Small ones that gradients move share a variable, because TensorFlow's
 * Adam costs some 40 to 90 µs a call on two cores, however small the array; running means have variables of their own.
 */
export class TrainableVariables {
  readonly parameters: readonly Parameter[];
  readonly #groups: readonly Group[];
  readonly #running: ReadonlyMap<Parameter, Variable>;
  #best: { moved: readonly Handle[]; running: ReadonlyMap<Parameter, Handle> } | null = null;

  /**
   * @param random for first values, drawn in the order of the parameters
   * @param start first values by a parameter's name, instead of its own
   */
  constructor(
    parameters: readonly Parameter[],
    random: Random,
    start: ReadonlyMap<string, Float32Array> = new Map(),
  ) {
    this.parameters = parameters;
    const first = new Map(
      parameters.map((parameter) => [parameter, start.get(parameter.name) ?? parameter.initialize(random)]),
    );
    const moved = parameters.filter(({ role }) => role !== 'running');
    const large = moved.filter(({ shape }) => sizeOf(shape) >= small);
    const together = moved.filter((parameter) => !large.includes(parameter));
    this.#groups = [...large.map((parameter) => [parameter]), ...(together.length > 0 ? [together] : [])].map(
      (members) => {
        let start = 0;
        const parts = members.map((parameter) => {
          const part = { parameter, start, size: sizeOf(parameter.shape) };
          start += part.size;
          return part;
        });
        const shape = members.length === 1 ? (members[0]?.shape ?? []) : [start];
        return { variable: new Variable(laidOut(parts, first), shape), parts };
      },
    );
    this.#running = new Map(
      parameters
        .filter(({ role }) => role === 'running')
        .map((parameter) => [
          parameter,
          new Variable(first.get(parameter) ?? new Float32Array(0), parameter.shape),
        ]),
    );
  }

  /** What gradients move. */
  get variables(): Variable[] {
    return this.#groups.map(({ variable }) => variable);
  }

  /** How many numbers are trained (Keras: `count_params`). */
  get parameterCount(): number {
    return this.variables.reduce((total, { shape }) => total + sizeOf(shape), 0);
  }

  /** The values as they are; made in, and to be freed with, the caller's scope. */
  current(): Weights {
    const weights = new Map<Parameter, Handle>();
    for (const { variable, parts } of this.#groups) {
      const whole = variable.read();
      if (parts.length === 1) {
        for (const { parameter } of parts) weights.set(parameter, whole);
        continue;
      }
      const pieces = splitRows(
        whole,
        parts.map(({ size }) => size),
      );
      parts.forEach(({ parameter }, i) => {
        const piece = pieces[i];
        if (piece === undefined) throw new Error(`${parameter.name} has no values.`);
        weights.set(parameter, parameter.shape.length === 1 ? piece : reshape(piece, parameter.shape));
      });
    }
    for (const [parameter, variable] of this.#running) weights.set(parameter, variable.read());
    return weights;
  }

  /**
   * Gradients as the variables have them.
   * @param gradients of every parameter that is learned
   * @returns one for each of {@link TrainableVariables.variables}, of its shape
   */
  gathered(gradients: ReadonlyMap<Parameter, Handle>): Handle[] {
    return this.#groups.map(({ parts }) => {
      const own = parts.map(({ parameter, size }) => {
        const gradient = gradients.get(parameter);
        if (gradient === undefined) throw new Error(`${parameter.name} has no gradient.`);
        return parts.length === 1 || parameter.shape.length === 1 ? gradient : reshape(gradient, [size]);
      });
      return concatRows(own);
    });
  }

  /** For each of {@link TrainableVariables.variables}, 1 where weight decay acts and 0 elsewhere, of its shape. */
  decaying(): Handle[] {
    return this.#groups.map(({ variable, parts }) => {
      const values = new Float32Array(sizeOf(variable.shape));
      for (const { parameter, start, size } of parts) {
        if (parameter.role === 'kernel') values.fill(1, start, start + size);
      }
      return upload(values, variable.shape);
    });
  }

  /** Sets a running mean. */
  move(parameter: Parameter, value: Handle): void {
    this.#running.get(parameter)?.assign(value);
  }

  /** Remembers the values as they are as the best. Costs no copy before the next step. */
  rememberBest(): void {
    this.#forgetBest();
    this.#best = {
      moved: this.variables.map((variable) => keep(variable.read())),
      running: new Map([...this.#running].map(([parameter, variable]) => [parameter, keep(variable.read())])),
    };
  }

  /** The best values, copied out; null where none were remembered or not all are finite. */
  best(): ParameterValues | null {
    if (this.#best === null) return null;
    const values = new Map<Parameter, Float32Array>();
    this.#best.moved.forEach((handle, i) => {
      const array = readFloats(handle);
      for (const { parameter, start, size } of this.#groups[i]?.parts ?? []) {
        values.set(parameter, array.slice(start, start + size));
      }
    });
    for (const [parameter, handle] of this.#best.running) values.set(parameter, readFloats(handle));
    return [...values.values()].every((array) => array.every(Number.isFinite)) ? values : null;
  }

  /** Everything that a checkpoint keeps of these arrays. */
  state(): NamedArrays {
    const arrays: NamedArrays = {};
    this.variables.forEach((variable, i) => (arrays[`now/${i}`] = variable.values()));
    for (const [parameter, variable] of this.#running) arrays[`now/${parameter.name}`] = variable.values();
    this.#best?.moved.forEach((handle, i) => (arrays[`best/${i}`] = readFloats(handle)));
    for (const [parameter, handle] of this.#best?.running ?? []) {
      arrays[`best/${parameter.name}`] = readFloats(handle);
    }
    return arrays;
  }

  /** Takes over what {@link TrainableVariables.state} gave. */
  restore(arrays: NamedArrays): void {
    const named = (name: string, shape: readonly number[]): Handle => {
      const values = arrays[name];
      if (values === undefined) throw new Error(`The checkpoint lacks "${name}".`);
      return upload(values, shape);
    };
    scope(() => {
      this.#forgetBest();
      if (arrays['best/0'] !== undefined) {
        this.#best = {
          moved: this.variables.map(({ shape }, i) => keep(named(`best/${i}`, shape))),
          running: new Map(
            [...this.#running.keys()].map((parameter) => [
              parameter,
              keep(named(`best/${parameter.name}`, parameter.shape)),
            ]),
          ),
        };
      }
      this.variables.forEach((variable, i) => variable.assign(named(`now/${i}`, variable.shape)));
      for (const [parameter, variable] of this.#running) {
        variable.assign(named(`now/${parameter.name}`, parameter.shape));
      }
    });
  }

  dispose(): void {
    for (const variable of [...this.variables, ...this.#running.values()]) variable.dispose();
    this.#forgetBest();
  }

  #forgetBest(): void {
    if (this.#best !== null) free(...this.#best.moved, ...this.#best.running.values());
    this.#best = null;
  }
}

function laidOut(parts: Group['parts'], values: ParameterValues): Float32Array {
  const flat = new Float32Array(parts.reduce((total, { size }) => total + size, 0));
  for (const { parameter, start } of parts) flat.set(values.get(parameter) ?? [], start);
  return flat;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
