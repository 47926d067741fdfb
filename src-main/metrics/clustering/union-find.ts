/**
 * Sets of numbers that are joined two by two.
 * Source: Tarjan 1975 (union by size, paths halved)
 */
export class UnionFind {
  readonly #parent: Int32Array;
  readonly #size: Int32Array;

  /** @param count numbers from 0, each a set of its own at first */
  constructor(count: number) {
    this.#parent = new Int32Array(count).map((_, i) => i);
    this.#size = new Int32Array(count).fill(1);
  }

  /** The set that a number is in, named by one of its numbers. */
  of(number: number): number {
    let at = number;
    for (;;) {
      const above = this.#parent[at] ?? at;
      if (above === at) return at;
      const next = this.#parent[above] ?? above;
      this.#parent[at] = next;
      at = next;
    }
  }

  /** How many numbers are in a set. */
  size(set: number): number {
    return this.#size[set];
  }

  /** Makes the sets of two numbers one; returns its name. */
  join(a: number, b: number): number {
    const [one, other] = [this.of(a), this.of(b)];
    if (one === other) return one;
    const [large, small] = this.size(one) >= this.size(other) ? [one, other] : [other, one];
    this.#parent[small] = large;
    this.#size[large] = this.size(large) + this.size(small);
    return large;
  }
}
