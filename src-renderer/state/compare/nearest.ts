/** How many of the nearest are asked for, to tell by what rank one was lost, and which of them are equally near. */
export const maxKnown = 100;

/** The nearest samples of one in a representation, nearest first. */
export interface Nearest {
  rows: readonly number[];
  /** One a row, ascending. */
  distances: readonly number[];
}

/** One of the nearest samples, as it stands against another representation. */
export interface Neighbour {
  row: number;
  /** In the representation whose neighbour it is: of one that was lost, in the reference. */
  distance: number;
  /** `own`: there is nothing to hold it against. */
  role: 'own' | 'kept' | 'gained' | 'lost';
  /** Which nearest it is in the other representation, from 1; null where it is not among those known there. */
  elsewhere: number | null;
}

/** What a representation makes of a sample's neighbourhood in a reference. */
export interface Against {
  /** The nearest here: kept or gained. */
  neighbours: Neighbour[];
  /** The nearest in the reference that are not among them: as many as are gained. */
  lost: Neighbour[];
  kept: number;
}

/** The `k` nearest alone, with nothing to hold them against. */
export function alone({ rows, distances }: Nearest, k: number): Neighbour[] {
  return rows.slice(0, k).map((row, at) => {
    return { row, distance: distances[at] ?? NaN, role: 'own', elsewhere: null };
  });
}

/**
 * Which of the `k` nearest samples are the same in two representations.
 *
 * Where several are equally near, which of them are among the `k` is not in the data: then those are taken that the other
 * representation has too, so that no neighbour is said to be lost or gained which might as well have been kept.
 * @param k 1 to the samples known of either
 */
export function against(reference: Nearest, here: Nearest, k: number): Against {
  const there = parted(reference, k);
  const own = parted(here, k);
  const inReach = new Set([...there.sure, ...there.tied]);
  const sureThere = new Set(there.sure);
  const chosen = new Set([
    ...own.sure,
    ...inOrder(own.tied, (row) => (sureThere.has(row) ? 0 : inReach.has(row) ? 1 : 2)).slice(0, own.open),
  ]);
  const wanted = new Set([
    ...there.sure,
    ...inOrder(there.tied, (row) => placeOf(row, here.rows, chosen)).slice(0, there.open),
  ]);
  const neighbours = pick(here, chosen, reference, (row) => (wanted.has(row) ? 'kept' : 'gained'));
  const lost = pick(reference, wanted, here, (row) => (chosen.has(row) ? 'kept' : 'lost'));
  return {
    neighbours,
    lost: lost.filter(({ role }) => role === 'lost'),
    kept: neighbours.filter(({ role }) => role === 'kept').length,
  };
}

/**
 * Whether more samples may be exactly as near as the `k`-th than are known.
 * @param others how many samples there are beside the one in question
 */
export function tiesBeyond({ rows, distances }: Nearest, k: number, others: number): boolean {
  return rows.length < others && distances[k - 1] === distances.at(-1);
}

/**
 * How many of these are of a class.
 * @param label index of the class; negative: the sample in question has none
 * @param labelOf the class of a row; negative: none
 * @returns null where there is no class to be of
 */
export function ofClass(
  neighbours: readonly Pick<Neighbour, 'row'>[],
  label: number,
  labelOf: (row: number) => number,
): number | null {
  return label < 0 ? null : neighbours.filter(({ row }) => labelOf(row) === label).length;
}

/** Rows nearer than the `k`-th, those exactly as near as it, and how many of these belong to the `k`. */
function parted({ rows, distances }: Nearest, k: number): { sure: number[]; tied: number[]; open: number } {
  const last = distances[k - 1] ?? Infinity;
  const sure = rows.filter((_, at) => (distances[at] ?? Infinity) < last);
  const tied = rows.filter((_, at) => distances[at] === last);
  return { sure, tied, open: k - sure.length };
}

/** The same in the order of a rank; those of one rank stay as they were. */
function inOrder(rows: readonly number[], rank: (row: number) => number): number[] {
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

/** Where a row of some comes in a list; behind its end where it is none of them. */
function placeOf(row: number, rows: readonly number[], some: ReadonlySet<number>): number {
  return some.has(row) ? rows.indexOf(row) : rows.length;
}

function pick(
  from: Nearest,
  some: ReadonlySet<number>,
  other: Nearest,
  roleOf: (row: number) => Neighbour['role'],
): Neighbour[] {
  return from.rows.flatMap((row, at) => {
    if (!some.has(row)) return [];
    const place = other.rows.indexOf(row);
    const elsewhere = place < 0 ? null : place + 1;
    return [{ row, distance: from.distances[at] ?? NaN, role: roleOf(row), elsewhere }];
  });
}
