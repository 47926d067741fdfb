import {
  cast,
  placeholder,
  greaterEqual,
  Random,
  randomFloats,
  scalar,
  type Handle,
} from '../../tensor/index.ts';

/** Random arrays made inside TensorFlow, in the order of one seed: what a training step draws. */
export class Draws {
  #random: Random;

  /** @param random gives every array its own seed, and is read from here alone */
  constructor(random: Random) {
    this.#random = random;
  }

  /** Another to record work with, which then follows whose turn it is. */
  double(): Draws {
    return new Draws(new Random(0));
  }

  /** From now on, draws what another would. */
  follow(other: Draws): void {
    this.#random = other.#random;
  }

  /** Uniform in [0, 1). */
  uniform(shape: readonly number[]): Handle {
    return randomFloats('uniform', shape, this.#seed());
  }

  /** Normal, of mean 0 and variance 1. */
  normal(shape: readonly number[]): Handle {
    return randomFloats('normal', shape, this.#seed());
  }

  /** 1 with the given probability, else 0. */
  keep(shape: readonly number[], probability: number): Handle {
    return cast(greaterEqual(this.uniform(shape), scalar(1 - probability)), 'float32');
  }

  #seed(): Handle {
    return placeholder(() => Int32Array.of(this.#random.next() | 0, this.#random.next() | 0), [2]);
  }
}
