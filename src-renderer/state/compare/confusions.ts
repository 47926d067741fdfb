/** Two classes and how apart they are. */
export interface ClassPair {
  one: number;
  other: number;
  value: number;
}

/**
 * Every pair of classes that something is known of, the least apart first.
 * @param pairs classes × classes, symmetric; NaN: not known
 * @param max how many are wanted
 */
export function worstPairs(pairs: ArrayLike<number>, classes: number, max: number): ClassPair[] {
  const found: ClassPair[] = [];
  for (let one = 0; one < classes; one++) {
    for (let other = one + 1; other < classes; other++) {
      const value = pairs[one * classes + other] ?? NaN;
      if (!Number.isNaN(value)) found.push({ one, other, value });
    }
  }
  return found.toSorted((a, b) => a.value - b.value).slice(0, max);
}

/** One kind of mistake: rows of a class taken for another. */
export interface Mistake {
  truth: number;
  taken: number;
  count: number;
  /** Of all rows of the true class. */
  share: number;
}

/**
 * The mistakes of a confusion matrix, the largest shares first.
 * @param confusion classes × classes: rows are true, columns predicted
 */
export function worstMistakes(confusion: ArrayLike<number>, classes: number, max: number): Mistake[] {
  const shares = rowShares(confusion, classes);
  const found: Mistake[] = [];
  for (let truth = 0; truth < classes; truth++) {
    for (let taken = 0; taken < classes; taken++) {
      const at = truth * classes + taken;
      const count = confusion[at] ?? 0;
      if (truth !== taken && count > 0) found.push({ truth, taken, count, share: shares[at] ?? 0 });
    }
  }
  return found.toSorted((a, b) => b.share - a.share || b.count - a.count).slice(0, max);
}

/** Each entry as a share of its row; NaN in rows that are empty. */
export function rowShares(confusion: ArrayLike<number>, classes: number): Float32Array {
  const shares = new Float32Array(classes * classes);
  for (let row = 0; row < classes; row++) {
    let sum = 0;
    for (let column = 0; column < classes; column++) sum += confusion[row * classes + column] ?? 0;
    for (let column = 0; column < classes; column++) {
      const at = row * classes + column;
      shares[at] = sum === 0 ? NaN : (confusion[at] ?? 0) / sum;
    }
  }
  return shares;
}

/** What a run says of held-out rows, position by position. */
export interface HeldOut {
  /** Row of the dataset of each position. */
  rows: Int32Array;
  /** Class of each position; -1: unlabelled. */
  labels: Int32Array;
}

/**
 * Rows that the neighbours of a pair of classes take for the other of the two; where there are none, those of the two
 * with neighbours of another class.
 * @param predicted class of each held-out position after its neighbours; null: not known
 * @param overlap share of neighbours of another class, of each held-out position; null: not known
 * @returns rows of the dataset, and whether they are mistakes
 */
export function confusedRows(
  { rows, labels }: HeldOut,
  { one, other }: Pick<ClassPair, 'one' | 'other'>,
  predicted: ArrayLike<number> | null,
  overlap: ArrayLike<number> | null,
): { rows: Uint32Array; mistaken: boolean } {
  const mistaken = rowsWhere(rows, (at) => {
    const [label, taken] = [labels[at] ?? -1, predicted?.[at] ?? -1];
    return (label === one && taken === other) || (label === other && taken === one);
  });
  if (mistaken.length > 0) return { rows: mistaken, mistaken: true };
  const near = rowsWhere(
    rows,
    (at) => (labels[at] === one || labels[at] === other) && (overlap?.[at] ?? 0) > 0,
  );
  return { rows: near, mistaken: false };
}

/** Rows of a class that a classifier takes for another one, or for the class itself. */
export function takenRows(
  { rows, labels }: HeldOut,
  truth: number,
  taken: number,
  predicted: ArrayLike<number>,
): Uint32Array {
  return rowsWhere(rows, (at) => labels[at] === truth && predicted[at] === taken);
}

function rowsWhere(rows: Int32Array, wanted: (at: number) => boolean): Uint32Array {
  return Uint32Array.from(rows.filter((_, at) => wanted(at)));
}
