import { groupRows, type Part } from './parts.ts';

/** float32 takes numbers below 2⁻¹²⁶ for 0: this is more than what sums of such products miss. Lengths are about 1. */
const leastError = 2 ** -100;

/** Rows farther out than this would leave what float32 can hold once they are squared. */
const longest = 1e12;

/** Which scores are offered: those of the rows of one part to the groups of another. */
export interface Offer {
  scores: Float32Array;
  /** Whose rows ask. */
  asked: Part;
  /** Whose groups are scored. */
  sought: Part;
  /** False: `rows × groups`; true: `groups × rows`. */
  across: boolean;
}

/**
 * For every row that asks, the groups that may hold one of its nearest rows, by the least scores of groups.
 *
 * A score is a squared distance with an error that is known to be less than some bound. As many groups as rows are wanted,
 * each with its bound added, say how far the farthest of the nearest can be; a group whose score, less its bound, is above
 * that holds none of them. The bound of a group depends on its own longest row, so that one row far from all others costs
 * nothing but its own group.
 */
export class Shortlist {
  readonly #lengths: Float64Array;
  readonly #reaches: Float64Array;
  readonly #wanted: number;
  readonly #share: number;
  readonly #room: number;
  readonly #groups: Int32Array;
  readonly #scores: Float32Array;
  /** Entries of each row; -1: too many are left. */
  readonly #counts: Int32Array;
  readonly #limits: Float64Array;
  readonly #scratch: Float64Array;
  readonly #edges: Float64Array;

  /** Bytes that each row takes. */
  static bytes(wanted: number): number {
    return 8 * roomFor(wanted) + 16;
  }

  /**
   * @param lengths of the rows that ask, from the mean
   * @param reaches length of the longest row of every group
   * @param wanted rows to find, the own row counted where it is among those searched
   * @param share of (|x| + |y|)² that a score may be wrong by
   */
  constructor(lengths: Float64Array, reaches: Float64Array, wanted: number, share: number) {
    const rows = lengths.length;
    this.#lengths = lengths;
    this.#reaches = reaches;
    this.#wanted = wanted;
    this.#share = share;
    this.#room = roomFor(wanted);
    this.#groups = new Int32Array(rows * this.#room);
    this.#scores = new Float32Array(rows * this.#room);
    this.#counts = Int32Array.from(lengths, (length) => (length < longest ? 0 : -1));
    this.#limits = new Float64Array(rows).fill(Infinity);
    this.#scratch = new Float64Array(this.#room);
    this.#edges = new Float64Array(rows);
  }

  /** Takes in the least scores of the groups of a part. */
  offer({ scores, asked, sought, across }: Offer): void {
    const { start } = asked;
    const { groups, firstGroup, reach } = sought;
    const rows = asked.groups * groupRows;
    const edges = this.#edges;
    for (let i = 0; i < rows; i++) edges[i] = this.#edge(start + i, reach);
    if (across) {
      for (let group = 0, at = 0; group < groups; group++) {
        for (let i = 0; i < rows; i++, at++) {
          const score = scores[at] ?? 0;
          if (score <= (edges[i] ?? 0) && this.#add(start + i, firstGroup + group, score)) {
            edges[i] = this.#edge(start + i, reach);
          }
        }
      }
    } else {
      for (let i = 0, at = 0; i < rows; i++) {
        let edge = edges[i] ?? 0;
        for (let group = 0; group < groups; group++, at++) {
          const score = scores[at] ?? 0;
          if (score <= edge && this.#add(start + i, firstGroup + group, score)) {
            edge = this.#edge(start + i, reach);
          }
        }
      }
    }
  }

  /** Squared distance that none of the nearest rows of one exceeds. */
  limit(row: number): number {
    return this.#limits[row] ?? Infinity;
  }

  /**
   * The groups of one row, once all were offered.
   * @returns valid until the next call; null: too many to tell apart by such scores
   */
  groupsOf(row: number): Int32Array | null {
    if ((this.#counts[row] ?? 0) >= this.#wanted) this.#tighten(row, this.#room);
    const count = this.#counts[row] ?? 0;
    return count < 0 ? null : this.#groups.subarray(row * this.#room, row * this.#room + count);
  }

  #error(row: number, reach: number): number {
    const span = (this.#lengths[row] ?? 0) + reach;
    return this.#share * span * span + leastError;
  }

  /** Scores above this do not matter to a row. */
  #edge(row: number, reach: number): number {
    return (this.#counts[row] ?? 0) < 0 ? -Infinity : (this.#limits[row] ?? 0) + this.#error(row, reach);
  }

  /** @returns whether the row's edge is another now */
  #add(row: number, group: number, score: number): boolean {
    const at = this.#counts[row] ?? 0;
    this.#groups[row * this.#room + at] = group;
    this.#scores[row * this.#room + at] = score;
    this.#counts[row] = at + 1;
    if (at + 1 < this.#room) return false;
    // As many free places again as were needed, or rows would be tightened at every other group.
    this.#tighten(row, this.#room - (this.#wanted >> 1) - 4);
    return true;
  }

  /** Leaves out what cannot matter any more; gives a row up that has more than `most` left. */
  #tighten(row: number, most: number): void {
    const count = this.#counts[row] ?? 0;
    const from = row * this.#room;
    for (let i = 0; i < count; i++) {
      const reach = this.#reaches[this.#groups[from + i] ?? 0] ?? 0;
      this.#scratch[i] = (this.#scores[from + i] ?? 0) + this.#error(row, reach);
    }
    if (count >= this.#wanted) {
      const limit = leastButFew(this.#scratch, count, this.#wanted - 1);
      this.#limits[row] = Math.min(limit, this.#limits[row] ?? 0);
    }
    let left = 0;
    for (let i = 0; i < count; i++) {
      const group = this.#groups[from + i] ?? 0;
      const score = this.#scores[from + i] ?? 0;
      if (score - this.#error(row, this.#reaches[group] ?? 0) > (this.#limits[row] ?? 0)) continue;
      this.#groups[from + left] = group;
      this.#scores[from + left] = score;
      left++;
    }
    this.#counts[row] = left > most ? -1 : left;
  }
}

function roomFor(wanted: number): number {
  return 2 * wanted + 24;
}

/** The value that would be at `position` if the first `count` were sorted; they are put into another order. */
function leastButFew(values: Float64Array, count: number, position: number): number {
  let [from, to] = [0, count - 1];
  while (from < to) {
    const middle = values[position] ?? 0;
    let [i, j] = [from, to];
    while (i <= j) {
      while ((values[i] ?? 0) < middle) i++;
      while (middle < (values[j] ?? 0)) j--;
      if (i > j) break;
      const value = values[i] ?? 0;
      values[i++] = values[j] ?? 0;
      values[j--] = value;
    }
    if (j < position) from = i;
    if (position < i) to = j;
  }
  return values[position] ?? Infinity;
}
