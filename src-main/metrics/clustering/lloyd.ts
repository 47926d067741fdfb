import type { Pace, Rows } from '../../tensor/index.ts';
import type { Distances } from '../distances.ts';
import { smallest } from '../../tensor/index.ts';

/** scikit-learn's defaults. */
const tolerance = 1e-4;
const iterations = 300;
/** Rows whose values are gathered at once. */
const gathered = 1_024;

/** Rows put into clusters. */
export interface Partition {
  /** The cluster of every row. */
  assigned: Int32Array;
  /** `k × features`. */
  centres: Float64Array;
  /** Squared distances of all rows to their centres, summed. */
  inertia: number;
}

/**
 * Puts rows to the nearest centres and centres into the middle of their rows, in turn, until nothing changes or the
 * centres move less than a ten thousandth of the mean variance of the features (squared, summed).
 * @param source `n × features`
 * @param distances of the same rows
 * @param start `k × features`; not changed
 * @throws IsthmusError `cancelled`
 * Cost: 2 · n · k · features operations an iteration in float64; 300 of them at most.
 * Source: Lloyd 1982; sklearn.cluster.KMeans(algorithm='lloyd'), with its way of filling a cluster that lost all rows
 */
export async function lloyd(
  source: Rows,
  distances: Distances,
  start: Float64Array,
  pace: Pace,
): Promise<Partition> {
  const { rows, features } = source;
  const still = (tolerance * distances.spread()) / (rows * features);
  const clusters = new Clusters(source, start);
  for (let i = 0; i < iterations; i++) {
    const changed = await clusters.assign(distances, pace);
    if (changed.length === 0) return clusters.partition();
    if ((await clusters.settle(changed, pace)) <= still) break;
  }
  await clusters.assign(distances, pace);
  return clusters.partition();
}

class Clusters {
  readonly #source: Rows;
  readonly #k: number;
  /** Of every row: its cluster, the one it was in when sums were last made (-1: none), and how far its centre is, squared. */
  readonly #assigned: Int32Array;
  readonly #summed: Int32Array;
  readonly #apart: Float64Array;
  #centres: Float64Array;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(source: Rows, start: Float64Array) {
    this.#source = source;
    this.#k = start.length / source.features;
    this.#assigned = new Int32Array(source.rows);
    this.#summed = new Int32Array(source.rows).fill(-1);
    this.#apart = new Float64Array(source.rows);
    this.#centres = start.slice();
    this.#sums = new Float64Array(start.length);
    this.#counts = new Float64Array(this.#k);
  }

  partition(): Partition {
    const inertia = this.#apart.reduce((sum, apart) => sum + apart, 0);
    return { assigned: this.#assigned, centres: this.#centres, inertia };
  }

  /** Puts every row to its nearest centre; the lower one of two equally near. Returns the rows that are elsewhere than before. */
  async assign(distances: Distances, pace: Pace): Promise<Int32Array> {
    for (const { from, columns, squared } of distances.parts(this.#centres, this.#k)) {
      for (let column = 0; column < columns; column++) {
        let least = Infinity;
        let nearest = 0;
        for (let centre = 0, at = column; centre < this.#k; centre++, at += columns) {
          const distance = squared[at];
          if (distance < least) {
            least = distance;
            nearest = centre;
          }
        }
        this.#assigned[from + column] = nearest;
        this.#apart[from + column] = least;
      }
      await pace.yieldToEventLoop();
    }
    const changed: number[] = [];
    this.#assigned.forEach((cluster, row) => {
      if (cluster !== this.#summed[row]) changed.push(row);
    });
    return Int32Array.from(changed);
  }

  /** Moves the centres into the middle of their rows. Returns how far they went, squared and summed. */
  async settle(changed: Int32Array, pace: Pace): Promise<number> {
    const { features } = this.#source;
    for (let start = 0; start < changed.length; start += gathered) {
      const end = Math.min(changed.length, start + gathered);
      const values = this.#source.gather(changed, start, end);
      for (let at = start; at < end; at++) {
        const row = changed[at];
        const own = values.subarray((at - start) * features, (at - start + 1) * features);
        this.#move(own, this.#summed[row], this.#assigned[row]);
        this.#summed[row] = this.#assigned[row];
      }
      await pace.yieldToEventLoop();
    }
    this.#fillEmpty();
    const before = this.#centres;
    this.#centres = this.#sums.map((sum, at) => {
      const count = this.#counts[Math.floor(at / features)];
      return count > 0 ? sum / count : before[at];
    });
    return this.#centres.reduce((total, value, at) => total + (value - before[at]) ** 2, 0);
  }

  /** Takes a row out of the sums of one cluster, -1 for none, and into those of another. */
  #move(values: Float32Array, from: number, to: number): void {
    const { features } = this.#source;
    for (const [cluster, sign] of [
      [from, -1],
      [to, 1],
    ] as const) {
      if (cluster < 0) continue;
      this.#counts[cluster] += sign;
      for (let f = 0, at = cluster * features; f < features; f++, at++) this.#sums[at] += sign * values[f];
    }
  }

  /** Gives every cluster without rows the row that is farthest from its centre. */
  #fillEmpty(): void {
    const empty: number[] = [];
    this.#counts.forEach((count, cluster) => {
      if (count === 0) empty.push(cluster);
    });
    if (empty.length === 0) return;
    const farthest = smallest(
      this.#apart.map((apart) => -apart),
      empty.length,
    );
    empty.forEach((cluster, i) => {
      const row = farthest[i];
      this.#move(this.#source.gather(Int32Array.of(row)), this.#summed[row], cluster);
      this.#summed[row] = cluster;
    });
  }
}
