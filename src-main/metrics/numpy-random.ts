const size = 624;
const shift = 397;

/**
 * The random numbers of NumPy's `RandomState(seed)`, to the bit: what scikit-learn draws can then be drawn here.
 * Source: Matsumoto and Nishimura 1998 (MT19937); numpy.random.RandomState, whose stream NumPy promises not to change (NEP 19)
 */
export class NumpyRandom {
  readonly #state = new Uint32Array(size);
  #at = size;

  /** @param seed a whole number, 0 to 4,294,967,295 */
  constructor(seed: number) {
    let word = seed >>> 0;
    for (let i = 0; i < size; i++) {
      this.#state[i] = word;
      word = (Math.imul(1_812_433_253, word ^ (word >>> 30)) + i + 1) >>> 0;
    }
  }

  /** A number in [0, 1), uniform, in steps of 2^-53: `random_sample()`. */
  float(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 0x400_0000 + low) / 0x20_0000_0000_0000;
  }

  /** `uniform(low, high, count)`. */
  uniform(low: number, high: number, count: number): Float64Array {
    const range = high - low;
    return new Float64Array(count).map(() => low + range * this.float());
  }

  /** `shuffle(indices)`: puts them into a random order, in place. */
  shuffle(indices: Int32Array): void {
    for (let last = indices.length - 1; last > 0; last--) {
      const chosen = this.#upTo(last);
      const moved = indices[last];
      indices[last] = indices[chosen];
      indices[chosen] = moved;
    }
  }

  /** A whole number from 0 to `most`: as many bits as it takes, drawn again where they are more than that. */
  #upTo(most: number): number {
    const mask = 0xffff_ffff >>> Math.clz32(most);
    let value = (this.#next() & mask) >>> 0;
    while (value > most) value = (this.#next() & mask) >>> 0;
    return value;
  }

  #next(): number {
    if (this.#at === size) this.#refill();
    let word = this.#state[this.#at++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < size; i++) {
      const mixed = (state[i] & 0x8000_0000) | (state[(i + 1) % size] & 0x7fff_ffff);
      const twist = (mixed & 1) === 0 ? 0 : 0x9908_b0df;
      state[i] = state[(i + shift) % size] ^ (mixed >>> 1) ^ twist;
    }
    this.#at = 0;
  }
}
