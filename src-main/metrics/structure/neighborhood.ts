import type { Metric } from '../../contract/index.ts';

/** Numbers of neighbours that a curve is drawn over, besides the one that is asked for. */
const steps = [5, 10, 20, 50];

/**
 * The numbers of neighbours to look at, ascending.
 * @param k the one that is asked for
 * @param most how many others a row has
 * @returns none above `most`
 */
export function curveOf(k: number, most: number): number[] {
  return [...new Set([...steps, k])].filter((step) => step <= most).sort((a, b) => a - b);
}

/** A share of neighbours, at several numbers of them: for every row at one, for all rows at each. */
export class NeighbourShare {
  /** Of every row at `k`; NaN: it takes no part. */
  readonly shares: Float64Array;
  readonly #ks: readonly number[];
  readonly #k: number;
  readonly #totals: Float64Array;
  #rows = 0;

  /**
   * @param rows how many there are, whether they take part or not
   * @param k one of `ks`
   * @param ks ascending
   */
  constructor(rows: number, k: number, ks: readonly number[]) {
    this.shares = new Float64Array(rows).fill(NaN);
    this.#ks = ks;
    this.#k = k;
    this.#totals = new Float64Array(ks.length);
  }

  /** @param from for every neighbour that counts, the least number of neighbours it counts from: 1 is the nearest */
  add(row: number, from: readonly number[]): void {
    this.#rows++;
    this.#ks.forEach((k, i) => {
      const share = from.filter((least) => least <= k).length / k;
      this.#totals[i] += share;
      if (k === this.#k) this.shares[row] = share;
    });
  }

  /** The mean over the rows that took part, and its curve. */
  metric(): Metric {
    const curve = this.#ks.map((k, i) => ({ k, value: this.#totals[i] / this.#rows }));
    const value = curve.find(({ k }) => k === this.#k)?.value ?? null;
    return { value, rows: this.#rows, k: this.#k, curve };
  }
}

/**
 * From how many neighbours on each that two lists share is in both.
 * @param there the nearest of a row in one space, nearest first
 * @param here in the other
 * @param places room for one number a row, zeros; zeros again when it returns
 * Source: the overlap of neighbourhoods of Lee and Verleysen 2008 (Q_NX)
 */
export function sharedNeighbours(there: Int32Array, here: Int32Array, places: Int32Array): number[] {
  there.forEach((row, place) => (places[row] = place + 1));
  const from: number[] = [];
  here.forEach((row, place) => {
    const other = places[row];
    if (other > 0) from.push(Math.max(other, place + 1));
  });
  for (const row of there) places[row] = 0;
  return from;
}

/**
 * From how many neighbours on each of the same class is among them.
 * @param near the nearest of a row, nearest first
 * @param labels of all rows
 * @param own the row's label
 * Source: the neighbourhood hit of Paulovich, Nonato, Minghim and Levkowitz 2008
 */
export function sameClass(near: Int32Array, labels: Int32Array, own: number): number[] {
  const from: number[] = [];
  near.forEach((row, place) => {
    if (labels[row] === own) from.push(place + 1);
  });
  return from;
}
