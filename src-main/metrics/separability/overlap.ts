/**
 * Class overlap of every row: the share of its nearest training rows that is of another class.
 * @param near `rows × k` training rows
 * @param seen labels of the training rows
 * @param labels of the rows
 * @returns one a row, 0 to 1; their mean is the class overlap
 * Source: after the neighbourhood measures of class overlap in Sánchez, Mollineda and Sotoca 2007; 1 minus the mean
 *   probability of sklearn.neighbors.KNeighborsClassifier for the true class
 */
export function classOverlaps(
  near: Int32Array,
  seen: Int32Array,
  labels: Int32Array,
  k: number,
): Float64Array {
  const overlaps = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    let others = 0;
    for (let i = row * k; i < (row + 1) * k; i++) if (seen[near[i]] !== labels[row]) others++;
    overlaps[row] = others / k;
  }
  return overlaps;
}
