import { everyRow, SomeRows, type Rows } from '../tensor/index.ts';

/**
 * Numbers the labels that occur from 0 on, in ascending order.
 * @param labels one a row
 * @returns `codes`: the new number of every row; `counts`: rows a label; `names`: the old label by its number
 */
export function compactLabels(labels: Int32Array): {
  codes: Int32Array;
  counts: Int32Array;
  names: Int32Array;
} {
  const names = Int32Array.from(new Set(labels)).sort();
  const number = new Map(Array.from(names, (label, code) => [label, code]));
  const codes = labels.map((label) => number.get(label) ?? 0);
  const counts = new Int32Array(names.length);
  for (const code of codes) counts[code]++;
  return { codes, counts, names };
}

/** Rows with their labels. */
export interface Labelled {
  /** `rows × features`. */
  source: Rows;
  /** One a row, at least 0. */
  labels: Int32Array;
}

/** Those of some rows that have a label. */
export interface LabelledPart extends Labelled {
  /** Where in `chosen` each of them is; ascending. */
  positions: Int32Array;
  /** How many rows were to choose from. */
  of: number;
}

/**
 * The labelled ones of some rows.
 * @param labels of all rows of `all`; -1: unlabelled
 * @param chosen row numbers in `all`
 */
export function labelledPart(all: Rows, labels: Int32Array, chosen: Int32Array): LabelledPart {
  const positions = everyRow(chosen.length).filter((at) => labels[chosen[at]] >= 0);
  const rows = positions.map((at) => chosen[at]);
  const own = rows.map((row) => labels[row]);
  return { source: new SomeRows(all, rows), labels: own, positions, of: chosen.length };
}

/** One value a position, from those of the labelled ones among them; NaN for the others. */
export function spread({ positions, of }: LabelledPart, values: ArrayLike<number>): Float64Array {
  const wide = new Float64Array(of).fill(NaN);
  positions.forEach((at, i) => (wide[at] = values[i]));
  return wide;
}
