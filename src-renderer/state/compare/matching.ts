/**
 * Numbers the clusters of one representation as those of another that they share most samples with, largest first; those that
 * are left have the numbers that are.
 * @param reference cluster of each row, from 0; NaN: none
 * @param own the same rows in another representation
 * @returns the clusters of `own`, numbered anew
 * Cost: rows, and clusters² · log clusters.
 */
export function matchedClusters(reference: Float32Array, own: Float32Array): Float32Array {
  const shared = new Map<string, { theirs: number; ours: number; rows: number }>();
  own.forEach((ours, row) => {
    const theirs = reference[row] ?? NaN;
    if (Number.isNaN(ours) || Number.isNaN(theirs)) return;
    const key = `${theirs} ${ours}`;
    const pair = shared.get(key) ?? { theirs, ours, rows: 0 };
    if (pair.rows === 0) shared.set(key, pair);
    pair.rows++;
  });
  const numbers = new Map<number, number>();
  const taken = new Set<number>();
  const pairs = [...shared.values()].sort(
    (a, b) => b.rows - a.rows || a.theirs - b.theirs || a.ours - b.ours,
  );
  for (const { theirs, ours } of pairs) {
    if (numbers.has(ours) || taken.has(theirs)) continue;
    numbers.set(ours, theirs);
    taken.add(theirs);
  }
  let next = 0;
  const rest = [...new Set(own)].filter((ours) => !Number.isNaN(ours) && !numbers.has(ours));
  for (const ours of rest.sort((a, b) => a - b)) {
    while (taken.has(next)) next++;
    numbers.set(ours, next);
    taken.add(next);
  }
  return own.map((ours) => numbers.get(ours) ?? NaN);
}
