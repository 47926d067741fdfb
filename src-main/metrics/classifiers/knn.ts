import { nearestTo, type Pace, type Rows } from '../../tensor/index.ts';

/**
 * The `k` nearest training rows of every held-out row, by Euclidean distance; of equally near ones the lower first.
 * @param train `rows × features`
 * @param test of the same features
 * @param k 1 to the training rows
 * @returns `test rows × k` row numbers, nearest first
 * @throws IsthmusError `cancelled`
 * Cost: that of {@link nearestTo}.
 * Source: sklearn.neighbors.NearestNeighbors (brute force)
 */
export async function nearestRows(train: Rows, test: Rows, k: number, pace: Pace): Promise<Int32Array> {
  return (await nearestTo(train, test, k, pace)).indices;
}

/**
 * The label that most of each row's neighbours have; every one counts the same, a tie goes to the lower label.
 * @param near `rows × k` rows, as {@link nearestRows} gives them
 * @param labels of the rows that vote, at least 0
 * @returns one a row
 * Source: sklearn.neighbors.KNeighborsClassifier (uniform weights)
 */
export function votes(near: Int32Array, labels: Int32Array, k: number): Int32Array {
  return new Int32Array(near.length / k).map((_, row) => vote(near.subarray(row * k, (row + 1) * k), labels));
}

/** The commonest label; of equally common ones the lowest. */
function vote(near: Int32Array, labels: Int32Array): number {
  const votes = new Map<number, number>();
  for (const row of near) {
    const label = labels[row];
    votes.set(label, (votes.get(label) ?? 0) + 1);
  }
  let winner = -1;
  for (const [label, count] of votes) {
    const most = votes.get(winner) ?? 0;
    if (count > most || (count === most && label < winner)) winner = label;
  }
  return winner;
}
