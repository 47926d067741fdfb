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
import type { Slot } from '../network/layer.ts';
import type { Weights } from '../network/network.ts';
import type { NamedArrays } from './checkpoint.ts';

/** Values of slots outside of TensorFlow. */
export type SlotValues = ReadonlyMap<Slot, Float32Array>;

/** Arrays of fewer numbers than this share a variable. */
const small = 65_536;

/** A variable, and the slots whose values lie in it one after the other. */
interface Group {
  variable: Variable;
  parts: readonly { slot: Slot; start: number; size: number }[];
}

/**
 * The arrays of slots while they are trained. Small ones that gradients move share a variable, because TensorFlow's
 * Adam costs some 40 to 90 µs a call on two cores, however small the array; running means have variables of their own.
 */
export class Learnt {
  readonly slots: readonly Slot[];
  readonly #groups: readonly Group[];
  readonly #running: ReadonlyMap<Slot, Variable>;
  #best: { moved: readonly Handle[]; running: ReadonlyMap<Slot, Handle> } | null = null;

  /**
   * @param random for first values, drawn in the order of the slots
   * @param start first values by a slot's name, instead of its own
   */
  constructor(slots: readonly Slot[], random: Random, start: ReadonlyMap<string, Float32Array> = new Map()) {
    this.slots = slots;
    const first = new Map(slots.map((slot) => [slot, start.get(slot.name) ?? slot.first(random)]));
    const moved = slots.filter(({ role }) => role !== 'running');
    const large = moved.filter(({ shape }) => sizeOf(shape) >= small);
    const together = moved.filter((slot) => !large.includes(slot));
    this.#groups = [...large.map((slot) => [slot]), ...(together.length > 0 ? [together] : [])].map(
      (members) => {
        let start = 0;
        const parts = members.map((slot) => {
          const part = { slot, start, size: sizeOf(slot.shape) };
          start += part.size;
          return part;
        });
        const shape = members.length === 1 ? (members[0]?.shape ?? []) : [start];
        return { variable: new Variable(laidOut(parts, first), shape), parts };
      },
    );
    this.#running = new Map(
      slots
        .filter(({ role }) => role === 'running')
        .map((slot) => [slot, new Variable(first.get(slot) ?? new Float32Array(0), slot.shape)]),
    );
  }

  /** What gradients move. */
  get variables(): Variable[] {
    return this.#groups.map(({ variable }) => variable);
  }

  /** How many numbers are learnt. */
  get parameters(): number {
    return this.variables.reduce((total, { shape }) => total + sizeOf(shape), 0);
  }

  /** The values as they are; made in, and to be freed with, the caller's scope. */
  current(): Weights {
    const weights = new Map<Slot, Handle>();
    for (const { variable, parts } of this.#groups) {
      const whole = variable.read();
      if (parts.length === 1) {
        for (const { slot } of parts) weights.set(slot, whole);
        continue;
      }
      const pieces = splitRows(
        whole,
        parts.map(({ size }) => size),
      );
      parts.forEach(({ slot }, i) => {
        const piece = pieces[i];
        if (piece === undefined) throw new Error(`${slot.name} has no values.`);
        weights.set(slot, slot.shape.length === 1 ? piece : reshape(piece, slot.shape));
      });
    }
    for (const [slot, variable] of this.#running) weights.set(slot, variable.read());
    return weights;
  }

  /**
   * Gradients as the variables have them.
   * @param gradients of every slot that is learnt
   * @returns one for each of {@link Learnt.variables}, of its shape
   */
  gathered(gradients: ReadonlyMap<Slot, Handle>): Handle[] {
    return this.#groups.map(({ parts }) => {
      const own = parts.map(({ slot, size }) => {
        const gradient = gradients.get(slot);
        if (gradient === undefined) throw new Error(`${slot.name} has no gradient.`);
        return parts.length === 1 || slot.shape.length === 1 ? gradient : reshape(gradient, [size]);
      });
      return concatRows(own);
    });
  }

  /** For each of {@link Learnt.variables}, 1 where weight decay acts and 0 elsewhere, of its shape. */
  decaying(): Handle[] {
    return this.#groups.map(({ variable, parts }) => {
      const values = new Float32Array(sizeOf(variable.shape));
      for (const { slot, start, size } of parts) {
        if (slot.role === 'kernel') values.fill(1, start, start + size);
      }
      return upload(values, variable.shape);
    });
  }

  /** Sets a running mean. */
  move(slot: Slot, value: Handle): void {
    this.#running.get(slot)?.assign(value);
  }

  /** Remembers the values as they are as the best. Costs no copy before the next step. */
  rememberBest(): void {
    this.#forgetBest();
    this.#best = {
      moved: this.variables.map((variable) => keep(variable.read())),
      running: new Map([...this.#running].map(([slot, variable]) => [slot, keep(variable.read())])),
    };
  }

  /** The best values, copied out; null where none were remembered or not all are finite. */
  best(): SlotValues | null {
    if (this.#best === null) return null;
    const values = new Map<Slot, Float32Array>();
    this.#best.moved.forEach((handle, i) => {
      const array = readFloats(handle);
      for (const { slot, start, size } of this.#groups[i]?.parts ?? []) {
        values.set(slot, array.slice(start, start + size));
      }
    });
    for (const [slot, handle] of this.#best.running) values.set(slot, readFloats(handle));
    return [...values.values()].every((array) => array.every(Number.isFinite)) ? values : null;
  }

  /** Everything that a checkpoint keeps of these arrays. */
  state(): NamedArrays {
    const arrays: NamedArrays = {};
    this.variables.forEach((variable, i) => (arrays[`now/${i}`] = variable.values()));
    for (const [slot, variable] of this.#running) arrays[`now/${slot.name}`] = variable.values();
    this.#best?.moved.forEach((handle, i) => (arrays[`best/${i}`] = readFloats(handle)));
    for (const [slot, handle] of this.#best?.running ?? []) {
      arrays[`best/${slot.name}`] = readFloats(handle);
    }
    return arrays;
  }

  /** Takes over what {@link Learnt.state} gave. */
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
            [...this.#running.keys()].map((slot) => [slot, keep(named(`best/${slot.name}`, slot.shape))]),
          ),
        };
      }
      this.variables.forEach((variable, i) => variable.assign(named(`now/${i}`, variable.shape)));
      for (const [slot, variable] of this.#running) {
        variable.assign(named(`now/${slot.name}`, slot.shape));
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

function laidOut(parts: Group['parts'], values: SlotValues): Float32Array {
  const flat = new Float32Array(parts.reduce((total, { size }) => total + size, 0));
  for (const { slot, start } of parts) flat.set(values.get(slot) ?? [], start);
  return flat;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
