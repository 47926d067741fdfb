import type { Pace } from '../pace.ts';
import { blocks, type Rows } from '../rows/rows.ts';

/** Rows that are the same as others, number by number. */
export interface DuplicateRows {
  /** For every row the first row of the same values: itself, where none comes before. */
  first: Int32Array;
  /** The rows of which fewer than `most` copies come before, ascending; null: all of them. */
  kept: Int32Array | null;
}

/**
 * Finds rows that are the same. All copies are equally far from any other row, so only as many of them as there are
 * neighbours can be among its nearest: the rest need not be searched.
 * @param source `rows × features`
 * @param most copies to keep of a row, at least 1
 * @throws IsthmusError `cancelled`
 * Cost: one pass over the values.
 */
export async function findDuplicateRows(source: Rows, most: number, pace: Pace): Promise<DuplicateRows> {
  const { features } = source;
  const first = new Int32Array(source.rows);
  const copies = new Int32Array(source.rows);
  const kept: number[] = [];
  const known = new Map<number, number>();
  for (const { start, rows, values } of blocks(source)) {
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < rows; i++) {
      const row = start + i;
      const hash = hashOf(bits, i * features, features);
      const other = known.get(hash);
      // Different rows of one hash are left apart, and so are all copies of the later one: it costs time, and nothing else.
      if (other === undefined) known.set(hash, row);
      const same = other !== undefined && isSame(source, other, values, i * features);
      const owner = same ? other : row;
      first[row] = owner;
      if (copies[owner] < most) kept.push(row);
      copies[owner]++;
    }
    await pace.yieldToEventLoop();
  }
  return { first, kept: kept.length === source.rows ? null : Int32Array.from(kept) };
}

/** The bits of -0, which equals 0. */
const minusZero = 1 << 31;

function hashOf(bits: Int32Array, from: number, features: number): number {
  let hash = features;
  for (let at = from; at < from + features; at++) {
    const value = bits[at];
    hash = Math.imul(hash ^ (value === minusZero ? 0 : value), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function isSame(source: Rows, row: number, values: Float32Array, from: number): boolean {
  const other = source.view?.(row, row + 1) ?? source.gather(Int32Array.of(row));
  return other.every((value, f) => value === values[from + f]);
}
