/**
 * Seeded random numbers: the same seed gives the same numbers on every machine and in every release.
 *
 * The generator is xoshiro128** 1.1 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number
 * generators", 2021; period 2^128 - 1), its state filled from the seed by splitmix32, so that neighbouring
 * seeds give unrelated sequences.
 */
export class Random {
  readonly #state: Uint32Array;
  #spare: number | null = null;

  /** @param seed a whole number, 0 to 4,294,967,295 */
  constructor(seed: number) {
    this.#state = Uint32Array.from(splitmix32(seed, 4));
  }

  /**
   * A generator of its own for every path of numbers under a seed, so that what is drawn for one step of a training
   * can be drawn again without the steps before it.
   * @param path whole numbers, 0 to 4,294,967,295
   */
  static of(seed: number, ...path: number[]): Random {
    const random = new Random(seed);
    const state = random.#state;
    for (const part of path) {
      splitmix32(part, 4).forEach((word, i) => (state[i] ^= word));
      // Words of a path must not cancel out one another: each is stirred in before the next.
      for (let i = 0; i < 8; i++) state[0] += random.next();
    }
    // A part that is the seed again cancels it out, and nothing but zeros comes from a state of zeros.
    if (state.every((word) => word === 0)) state.set(splitmix32(~seed, 4));
    return random;
  }

  /**
   * A generator that goes on from a known state, as its authors' test values need.
   * @param state four words, not all zero
   */
  static fromState(state: readonly [number, number, number, number]): Random {
    const random = new Random(0);
    random.#state.set(state);
    return random;
  }

  /** The next 32 bits, as a whole number from 0 to 4,294,967,295. */
  next(): number {
    const s = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = s;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    s[0] = a ^ b ^ d;
    s[1] = a ^ b ^ c;
    s[2] = a ^ c ^ (b << 9);
    s[3] = rotate(b ^ d, 11);
    return result;
  }

  /** A number in [0, 1), uniform, in steps of 2^-32. */
  float(): number {
    return this.next() / 0x1_0000_0000;
  }

  /**
   * A whole number in [0, below), every one equally likely (the few words that would favour some are drawn again).
   * @param below 1 to 4,294,967,296
   */
  int(below: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % below);
    let word = this.next();
    while (word >= limit) word = this.next();
    return word % below;
  }

  /** A number from the normal distribution of mean 0 and variance 1 (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.float() - 1;
      const y = 2 * this.float() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /**
   * Puts the entries into a random order, in place (Fisher and Yates), and returns the same array.
   * @param indices any integers
   */
  shuffle(indices: Int32Array): Int32Array {
    for (let last = indices.length - 1; last > 0; last--) {
      const chosen = this.int(last + 1);
      const moved = indices[last];
      indices[last] = indices[chosen];
      indices[chosen] = moved;
    }
    return indices;
  }
}

/**
 * The first `count` words of splitmix32: a counter in steps of the golden ratio, each step mixed by a 32-bit
 * finaliser of low bias (constants by C. Wellons's hash prospector).
 * @param seed a whole number, 0 to 4,294,967,295
 */
export function splitmix32(seed: number, count: number): number[] {
  const words: number[] = [];
  let counter = seed >>> 0;
  for (let i = 0; i < count; i++) {
    counter = (counter + 0x9e37_79b9) >>> 0;
    let word = Math.imul(counter ^ (counter >>> 16), 0x21f0_aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a_2d97);
    words.push((word ^ (word >>> 15)) >>> 0);
  }
  return words;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
