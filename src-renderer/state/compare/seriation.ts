/**
 * An order of things that puts similar ones beside each other: joined pair by pair by average linkage, and every two
 * groups turned so that they meet where they are most alike.
 * @param likeness count × count, symmetric, larger is more alike; NaN: not known. The diagonal is not looked at
 * @returns every number from 0 to count - 1 once; those that nothing is known of come last, in their own order
 * Cost: count² in time and memory.
 * Source: Murtagh 1983 (chain of nearest neighbours); Gruvaeus and Wainer 1972 (turning groups).
 */
export function seriate(likeness: ArrayLike<number>, count: number): Int32Array {
  const known: number[] = [];
  const unknown: number[] = [];
  for (let i = 0; i < count; i++) (isKnown(likeness, count, i) ? known : unknown).push(i);
  const ordered = known.length === 0 ? [] : joined(submatrix(likeness, count, known), known.length);
  return Int32Array.from([...ordered.map((at) => known[at] ?? 0), ...unknown]);
}

/**
 * The mean of several symmetric matrices entry by entry, over those that know the entry; NaN where none does.
 * @param matrices each count × count
 */
export function meanMatrix(matrices: readonly ArrayLike<number>[], count: number): Float64Array {
  const mean = new Float64Array(count * count);
  for (let at = 0; at < mean.length; at++) {
    let [sum, had] = [0, 0];
    for (const matrix of matrices) {
      const value = matrix[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      had += 1;
    }
    mean[at] = had === 0 ? NaN : sum / had;
  }
  return mean;
}

function isKnown(likeness: ArrayLike<number>, count: number, i: number): boolean {
  for (let j = 0; j < count; j++) {
    if (i !== j && !Number.isNaN(likeness[i * count + j] ?? NaN)) return true;
  }
  // A single thing is like nothing, and yet has its place.
  return count === 1;
}

/** What is not known is as unlike as anything. */
function submatrix(likeness: ArrayLike<number>, count: number, rows: readonly number[]): Float64Array {
  let min = Infinity;
  for (const i of rows)
    for (const j of rows) if (i !== j) min = Math.min(min, likeness[i * count + j] || Infinity);
  const some = Number.isFinite(min) ? Math.min(min, 0) : 0;
  const matrix = new Float64Array(rows.length ** 2);
  rows.forEach((i, a) =>
    rows.forEach((j, b) => {
      const value = likeness[i * count + j] ?? NaN;
      matrix[a * rows.length + b] = Number.isNaN(value) ? some : value;
    }),
  );
  return matrix;
}

/** Joins groups along a chain of nearest neighbours until one is left, which is the order. */
function joined(likeness: Float64Array, count: number): number[] {
  const between = likeness.slice();
  const groups: (number[] | null)[] = Array.from({ length: count }, (_, i) => [i]);
  const chain: number[] = [];
  let from = 0;
  for (let left = count; left > 1; left--) {
    for (;;) {
      let at = chain.at(-1);
      if (at === undefined) {
        while (groups[from] === null) from++;
        chain.push((at = from));
      }
      const before = chain.at(-2);
      const next = mostAlike(between, groups, count, at, before);
      if (next !== before) {
        chain.push(next);
        continue;
      }
      chain.length -= 2;
      merge(between, groups, likeness, count, Math.min(at, next), Math.max(at, next));
      break;
    }
  }
  // Of two groups that are joined the one with the lower place keeps it.
  return groups[0] ?? [];
}

/** The group most like this one; of several the one before it in the chain, so that the chain ends. */
function mostAlike(
  between: Float64Array,
  groups: readonly (number[] | null)[],
  count: number,
  at: number,
  before: number | undefined,
): number {
  let [best, highest] = [-1, -Infinity];
  for (let other = 0; other < count; other++) {
    if (other === at || groups[other] === null) continue;
    const value = between[at * count + other] ?? -Infinity;
    if (value > highest || (value === highest && other === before)) [best, highest] = [other, value];
  }
  return best;
}

/** Puts the second group to the first, at the ends where they are most alike. */
function merge(
  between: Float64Array,
  groups: (number[] | null)[],
  likeness: Float64Array,
  count: number,
  one: number,
  other: number,
): void {
  const [a, b] = [groups[one] ?? [], groups[other] ?? []];
  for (let each = 0; each < count; each++) {
    const value =
      (a.length * (between[one * count + each] ?? 0) + b.length * (between[other * count + each] ?? 0)) /
      (a.length + b.length);
    between[one * count + each] = between[each * count + one] = value;
  }
  const meet = (x: number | undefined, y: number | undefined): number =>
    likeness[(x ?? 0) * count + (y ?? 0)] ?? -Infinity;
  const turns: { value: number; order: () => number[] }[] = [
    { value: meet(a.at(-1), b[0]), order: () => [...a, ...b] },
    { value: meet(a.at(-1), b.at(-1)), order: () => [...a, ...b.toReversed()] },
    { value: meet(a[0], b[0]), order: () => [...a.toReversed(), ...b] },
    { value: meet(a[0], b.at(-1)), order: () => [...b, ...a] },
  ];
  groups[one] = turns.reduce((best, turn) => (turn.value > best.value ? turn : best)).order();
  groups[other] = null;
}
