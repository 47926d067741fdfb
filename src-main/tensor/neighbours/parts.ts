/**
 * Consecutive rows that share one score, the least of theirs: what JavaScript must look through is so many times fewer. The
 * rows of the few groups that may hold a neighbour are then compared one by one.
 */
export const groupRows = 16;

/** Consecutive rows that are scored at once. */
export interface SearchPart {
  start: number;
  rows: number;
  /** How many, the last filled up with rows that are nobody, and the number of the first among the groups of all parts. */
  groups: number;
  firstGroup: number;
  /** Length of its longest row, from the mean. */
  reach: number;
}

/**
 * All rows in parts of `side` rows each, but for the last.
 * @param lengths of the rows
 * @param side a multiple of {@link groupRows}
 */
export function searchPartsOf(lengths: Float64Array, side: number): SearchPart[] {
  const parts: SearchPart[] = [];
  for (let start = 0; start < lengths.length; start += side) {
    const own = lengths.subarray(start, start + side);
    parts.push({
      start,
      rows: own.length,
      groups: Math.ceil(own.length / groupRows),
      firstGroup: start / groupRows,
      reach: own.reduce((most, length) => Math.max(most, length), 0),
    });
  }
  return parts;
}

/**
 * Where row `i` of a part lies in a tile. First come the first rows of all groups, then the second, and so on: so the least
 * of each group is that of whole stretches, which TensorFlow finds in half the time, while a group's rows lie together where
 * they are compared one by one.
 */
export function tilePlaceOf(i: number, { groups }: SearchPart): number {
  return (i % groupRows) * groups + Math.floor(i / groupRows);
}

/** Lengths in the order of tiles; infinite where there is nobody. */
export function lengthsByPlace(lengths: Float64Array, parts: readonly SearchPart[]): Float64Array {
  const placed = new Float64Array(Math.ceil(lengths.length / groupRows) * groupRows).fill(Infinity);
  for (const part of parts) {
    for (let i = 0; i < part.rows; i++) {
      placed[part.start + tilePlaceOf(i, part)] = lengths[part.start + i];
    }
  }
  return placed;
}

/** Length of the longest row of every group. */
export function groupReaches(lengths: Float64Array): Float64Array {
  const reaches = new Float64Array(Math.ceil(lengths.length / groupRows));
  lengths.forEach((length, row) => {
    const group = Math.floor(row / groupRows);
    reaches[group] = Math.max(reaches[group], length);
  });
  return reaches;
}

/**
 * The rows of some groups.
 * @param rows how many there are in all
 * @param skip a row to leave out; -1: none
 * @param into as many places as the groups have at most
 * @returns the part of `into` that was filled
 */
export function rowsOfGroups(groups: Int32Array, rows: number, skip: number, into: Int32Array): Int32Array {
  let count = 0;
  for (const group of groups) {
    const end = Math.min(rows, (group + 1) * groupRows);
    for (let row = group * groupRows; row < end; row++) if (row !== skip) into[count++] = row;
  }
  return into.subarray(0, count);
}
