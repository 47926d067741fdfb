/**
 * Ranks of some rows in the order of their distances from one row, from 1; among equally near ones the lower row comes
 * first.
 * @param line distances from one row to all rows; Infinity to itself
 * @param others row numbers, all different
 * @returns one rank for each of `others`
 * Cost: one pass over the line, and log₂(others) comparisons for each distance up to the largest asked for.
 */
export function ranks(line: Float64Array, others: Int32Array): Int32Array {
  const count = others.length;
  const order = Int32Array.from(others).sort((a, b) => line[a] - line[b] || a - b);
  const limits = Float64Array.from(order, (other) => line[other]);
  const farthest = limits[count - 1];
  // How many rows come after the one before in `order` and no later than this one.
  const between = new Int32Array(count);
  for (let row = 0; row < line.length; row++) {
    const distance = line[row];
    if (distance > farthest) continue;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const limit = limits[middle];
      if (limit < distance || (limit === distance && order[middle] < row)) low = middle + 1;
      else high = middle;
    }
    if (low < count) between[low]++;
  }
  const rank = new Map<number, number>();
  let before = 0;
  for (let i = 0; i < count; i++) {
    before += between[i];
    rank.set(order[i], before);
  }
  return others.map((other) => rank.get(other) ?? 0);
}
