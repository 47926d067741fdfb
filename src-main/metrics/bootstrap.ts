import { confidence } from '../contract/index.ts';
import { Random } from '../tensor/index.ts';

/** Tells these draws from all else that is drawn with a run's seed. */
const purpose = 0x626f_6f74;

/**
 * Draws of the held-out rows with replacement, each as large as they are many. The same positions and seed give the same
 * draws, whatever is measured on them, so that two representations of a dataset can be told apart in pairs.
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 16 (percentile intervals)
 */
export class Resamples {
  /** Held-out positions that take part; ascending. */
  readonly positions: Int32Array;
  readonly count: number;
  readonly #seed: number;

  constructor(positions: Int32Array, count: number, seed: number) {
    this.positions = positions;
    this.count = count;
    this.#seed = seed;
  }

  /**
   * How often each of {@link Resamples.positions} is in a draw.
   * @param draw 0 to `count - 1`
   * @param into where to; as long as `positions`
   * Cost: one random number a position.
   */
  weights(draw: number, into: Float64Array | Float32Array | Int32Array): void {
    const random = Random.of(this.#seed, purpose, draw);
    const n = this.positions.length;
    into.fill(0);
    for (let i = 0; i < n; i++) {
      const at = random.int(n);
      into[at] = (into[at] ?? 0) + 1;
    }
  }
}

/**
 * Ends of the percentile interval of some resampled figures; those that are not finite are left out.
 * @returns null where fewer than half of them are finite
 */
export function interval(replicates: Float64Array): { low: number; high: number } | null {
  const sorted = replicates.filter(Number.isFinite).sort();
  if (sorted.length < replicates.length / 2 || sorted.length === 0) return null;
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Linear between the two nearest, as NumPy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return below + (at - Math.floor(at)) * (above - below);
}
