/**
 * How rarely two classes are neighbours of each other, of every pair: 1 minus the mean, over the rows of both, of the share
 * that the other class of the pair has in those of a row's nearest training rows that are of the pair. Rows without such a
 * neighbour say nothing of the pair; a pair of which no row says anything is never mixed.
 * @param near `rows × k` training rows
 * @param seen labels of the training rows
 * @param labels of the rows
 * @param classes how many there are
 * @returns `classes × classes`, symmetric, 0 to 1: 1 is never mixed, 0.5 thoroughly; NaN on the diagonal and where a class
 *   has no row
 * Cost: rows · k² and classes².
 */
export function classPairs(
  near: Int32Array,
  seen: Int32Array,
  labels: Int32Array,
  k: number,
  classes: number,
): Float64Array {
  const rowsOf = new Int32Array(classes);
  /** Rows with a neighbour of their own class: they say something of every pair. */
  const speaking = new Int32Array(classes);
  /** Line: class of the row; column: the other class. What the shares come to, and how many rows speak besides those. */
  const shares = new Float64Array(classes * classes);
  const besides = new Int32Array(classes * classes);
  for (let row = 0; row < labels.length; row++) {
    const own = labels[row] ?? 0;
    rowsOf[own] = (rowsOf[own] ?? 0) + 1;
    const counts = new Map<number, number>();
    for (const other of near.subarray(row * k, (row + 1) * k)) {
      const label = seen[other] ?? 0;
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    const mine = counts.get(own) ?? 0;
    if (mine > 0) speaking[own] = (speaking[own] ?? 0) + 1;
    for (const [label, count] of counts) {
      if (label === own) continue;
      const at = own * classes + label;
      shares[at] = (shares[at] ?? 0) + count / (count + mine);
      if (mine === 0) besides[at] = (besides[at] ?? 0) + 1;
    }
  }
  const pairs = new Float64Array(classes * classes).fill(NaN);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      if (i === j || rowsOf[i] === 0 || rowsOf[j] === 0) continue;
      const [one, other] = [i * classes + j, j * classes + i];
      const mixed = (shares[one] ?? 0) + (shares[other] ?? 0);
      const rows = (speaking[i] ?? 0) + (speaking[j] ?? 0) + (besides[one] ?? 0) + (besides[other] ?? 0);
      pairs[one] = rows === 0 ? 1 : 1 - mixed / rows;
    }
  }
  return pairs;
}
