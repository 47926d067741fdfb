/**
 * Kruskal's stress-1 between the distances `d` of one space and `e` of another once these are scaled as fits best:
 * `√(Σ (d - s e)² / Σ d²)` with `s = Σ d e / Σ e²`.
 * @param squares `Σ d²`
 * @param products `Σ d e`
 * @param others `Σ e²`
 * @returns 0 to 1; 0 where one space is the other but for its scale; NaN where either sum of squares is 0
 * Source: Kruskal 1964, https://doi.org/10.1007/BF02289565 (equation for S, the scale of the configuration left free)
 */
export function stressOf(squares: number, products: number, others: number): number {
  return Math.sqrt(Math.max(0, 1 - (products / squares) * (products / others)));
}

/** Sums over the distances of every row to all others, in two spaces: what stress is made of. */
export class Stress {
  readonly #squares: Float64Array;
  readonly #products: Float64Array;
  readonly #others: Float64Array;

  /** @param rows how many there are */
  constructor(rows: number) {
    this.#squares = new Float64Array(rows);
    this.#products = new Float64Array(rows);
    this.#others = new Float64Array(rows);
  }

  /**
   * Takes in what one row is away from all rows.
   * @param there its squared distances in the one space, 0 to itself
   * @param here in the other
   * Cost: one pass over both.
   */
  add(row: number, there: Float64Array, here: Float64Array): void {
    let squares = 0;
    let products = 0;
    let others = 0;
    for (let i = 0; i < there.length; i++) {
      const d = there[i];
      const e = here[i];
      squares += d;
      products += Math.sqrt(d * e);
      others += e;
    }
    this.#squares[row] = squares;
    this.#products[row] = products;
    this.#others[row] = others;
  }

  /** Stress over all pairs; NaN where all rows of a space are one point. */
  get value(): number {
    const { squares, products, others } = this.#totals();
    // Of one point, 0 / 0.
    return stressOf(squares, products, others);
  }

  /** The stress of each row's own pairs, under the one scale that fits all best; NaN where it is 0 away from all. */
  perRow(): Float32Array {
    const { products, others } = this.#totals();
    const scale = products / others;
    return Float32Array.from(this.#squares, (squares, row) => {
      const [product, other] = [this.#products[row], this.#others[row]];
      const left = squares - 2 * scale * product + scale * scale * other;
      return squares > 0 ? Math.sqrt(Math.max(0, left) / squares) : NaN;
    });
  }

  #totals(): { squares: number; products: number; others: number } {
    const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    return {
      squares: total(this.#squares),
      products: total(this.#products),
      others: total(this.#others),
    };
  }
}
