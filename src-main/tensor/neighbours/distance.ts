/** Features that are added up before it is asked whether a distance is too large already. */
const stretch = 16;

/**
 * Squared Euclidean distance of two rows in float64, in four sums at once, none of which waits for another.
 * @param a the first row begins at `atA`
 * @param b the second row begins at `atB`
 * @param limit what is farther need not be told exactly: some number above the limit will do
 */
export function squaredDistance(
  a: Float32Array,
  atA: number,
  b: Float32Array,
  atB: number,
  features: number,
  limit = Infinity,
): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let f = 0;
  while (f + 3 < features) {
    const end = Math.min(features - 3, f + stretch);
    for (; f < end; f += 4) {
      const one = a[atA + f] - b[atB + f];
      const two = a[atA + f + 1] - b[atB + f + 1];
      const three = a[atA + f + 2] - b[atB + f + 2];
      const four = a[atA + f + 3] - b[atB + f + 3];
      first += one * one;
      second += two * two;
      third += three * three;
      fourth += four * four;
    }
    const sum = first + second + (third + fourth);
    if (sum > limit) return sum;
  }
  for (; f < features; f++) {
    const rest = a[atA + f] - b[atB + f];
    first += rest * rest;
  }
  return first + second + (third + fourth);
}

/** The nearest rows of one sample among those it was shown, nearest first; of equally near ones the lower first. */
export class NearestSoFar {
  readonly rows: Int32Array;
  readonly squares: Float64Array;
  #found = 0;
  #limit = Infinity;

  /** @param k how many are wanted */
  constructor(k: number) {
    this.rows = new Int32Array(k);
    this.squares = new Float64Array(k);
  }

  /** What is farther is not among them. */
  get limit(): number {
    return this.#limit;
  }

  /** How many there are, at most those that are wanted. */
  get found(): number {
    return this.#found;
  }

  /**
   * Begins with another sample.
   * @param limit squared distance that none of its nearest can exceed
   */
  begin(limit: number): void {
    this.#found = 0;
    this.#limit = limit;
  }

  /** Shows a row, in any order. */
  offer(row: number, square: number): void {
    if (square > this.#limit) return;
    const { rows, squares } = this;
    const k = rows.length;
    let place = this.#found;
    if (place === k) {
      if (square === squares[k - 1] && row > rows[k - 1]) return;
      place--;
    }
    for (; place > 0; place--) {
      const before = squares[place - 1];
      if (before < square || (before === square && rows[place - 1] < row)) break;
      squares[place] = before;
      rows[place] = rows[place - 1];
    }
    squares[place] = square;
    rows[place] = row;
    if (this.#found < k) this.#found++;
    if (this.#found === k) this.#limit = Math.min(this.#limit, squares[k - 1]);
  }
}
