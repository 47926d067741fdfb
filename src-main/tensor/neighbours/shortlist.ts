import { groupRows, type SearchPart } from './parts.ts';

/** float32 takes numbers below 2⁻¹²⁶ for 0: this is more than what sums of such products miss. Lengths are about 1. */
const minError = 2 ** -100;

/** Rows farther out than this would leave what float32 can hold once they are squared. */
const longest = 1e12;

/** Which scores are offered: those of the rows of one part to the groups of another. */
export interface Offer {
  scores: Float32Array;
  /** Whose rows ask. */
  asked: SearchPart;
  /** Whose groups are scored. */
  sought: SearchPart;
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
  /** Of the rows of one part, see {@link offer}; and where scores are that do not exceed them. */
  readonly #edges: Float64Array;
  readonly #below: Int32Array;

  /** Bytes that each row takes. */
  static bytes(wanted: number): number {
    return 8 * roomFor(wanted) + 16;
  }

  /**
   * @param lengths of the rows that ask, from the mean
   * @param reaches length of the longest row of every group
   * @param wanted rows to find, the own row counted where it is among those searched
   * @param share of (|x| + |y|)² that a score may be wrong by
   * @param side rows of a part at most
   */
  constructor(lengths: Float64Array, reaches: Float64Array, wanted: number, share: number, side: number) {
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
    this.#edges = new Float64Array(side);
    this.#below = new Int32Array((side * side) / groupRows);
  }

  /** Takes in the least scores of the groups of a part. */
  offer({ scores, asked, sought, across }: Offer): void {
    const { start } = asked;
    const { groups, firstGroup, reach } = sought;
    const rows = asked.groups * groupRows;
    const edges = this.#edges.subarray(0, rows);
    for (let i = 0; i < rows; i++) edges[i] = this.#edge(start + i, reach);
    const count = (across ? belowAcross : belowAlong)(scores, edges, groups, this.#below);
    for (let hit = 0; hit < count; hit++) {
      const at = this.#below[hit];
      const i = across ? at % rows : Math.floor(at / groups);
      const group = across ? Math.floor(at / rows) : at % groups;
      const score = scores[at];
      if (score <= edges[i] && this.#add(start + i, firstGroup + group, score)) {
        edges[i] = this.#edge(start + i, reach);
      }
    }
  }

  /** Squared distance that none of the nearest rows of one exceeds. */
  limit(row: number): number {
    return this.#limits[row];
  }

  /**
   * The groups of one row, once all were offered.
   * @returns valid until the next call; null: too many to tell apart by such scores
   */
  groupsOf(row: number): Int32Array | null {
    if (this.#counts[row] >= this.#wanted) this.#tighten(row, this.#room);
    const count = this.#counts[row];
    return count < 0 ? null : this.#groups.subarray(row * this.#room, row * this.#room + count);
  }

  #error(row: number, reach: number): number {
    const span = this.#lengths[row] + reach;
    return this.#share * span * span + minError;
  }

  /** Scores above this do not matter to a row. */
  #edge(row: number, reach: number): number {
    return this.#counts[row] < 0 ? -Infinity : this.#limits[row] + this.#error(row, reach);
  }

  /** @returns whether the row's edge is another now */
  #add(row: number, group: number, score: number): boolean {
    const at = this.#counts[row];
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
    const count = this.#counts[row];
    const from = row * this.#room;
    for (let i = 0; i < count; i++) {
      const reach = this.#reaches[this.#groups[from + i]];
      this.#scratch[i] = this.#scores[from + i] + this.#error(row, reach);
    }
    if (count >= this.#wanted) {
      const limit = quickselect(this.#scratch, count, this.#wanted - 1);
      this.#limits[row] = Math.min(limit, this.#limits[row]);
    }
    let left = 0;
    for (let i = 0; i < count; i++) {
      const group = this.#groups[from + i];
      const score = this.#scores[from + i];
      if (score - this.#error(row, this.#reaches[group]) > this.#limits[row]) continue;
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

/**
 * Where scores are that do not exceed the edges of their rows: a loop that does nothing else, for few do.
 * @param scores `rows × groups`
 * @param edges of the rows
 * @returns how many places were written into `found`
 */
function belowAlong(scores: Float32Array, edges: Float64Array, groups: number, found: Int32Array): number {
  let count = 0;
  for (let i = 0, at = 0; i < edges.length; i++) {
    const edge = edges[i];
    for (const end = at + groups; at < end; at++) if (scores[at] <= edge) found[count++] = at;
  }
  return count;
}

/** The same of `groups × rows`, four rows at once: there are a multiple of {@link groupRows}. */
function belowAcross(scores: Float32Array, edges: Float64Array, groups: number, found: Int32Array): number {
  const rows = edges.length;
  let count = 0;
  for (let i = 0; i < rows; i += 4) {
    const first = edges[i];
    const second = edges[i + 1];
    const third = edges[i + 2];
    const fourth = edges[i + 3];
    for (let at = i; at < groups * rows; at += rows) {
      if (scores[at] <= first) found[count++] = at;
      if (scores[at + 1] <= second) found[count++] = at + 1;
      if (scores[at + 2] <= third) found[count++] = at + 2;
      if (scores[at + 3] <= fourth) found[count++] = at + 3;
    }
  }
  return count;
}

/** The value that would be at `position` if the first `count` were sorted; they are put into another order. */
function quickselect(values: Float64Array, count: number, position: number): number {
  let [from, to] = [0, count - 1];
  while (from < to) {
    const middle = values[position];
    let [i, j] = [from, to];
    while (i <= j) {
      while (values[i] < middle) i++;
      while (middle < values[j]) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (j < position) from = i;
    if (position < i) to = j;
  }
  return values[position];
}
