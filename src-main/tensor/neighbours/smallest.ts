/**
 * Positions of the `k` smallest values, ascending; among equal ones the lower position first.
 * @param values no NaN among them
 * @param k at most `values.length`
 * Cost: one pass, and k for each value that is among the k smallest so far.
 */
export function smallest(values: Float32Array | Float64Array, k: number): Int32Array {
  const positions = new Int32Array(k).fill(-1);
  const best = new Float64Array(k).fill(Infinity);
  let limit = Infinity;
  let found = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (value >= limit && found >= k) continue;
    let place = Math.min(found, k - 1);
    for (; place > 0 && best[place - 1] > value; place--) {
      best[place] = best[place - 1];
      positions[place] = positions[place - 1];
    }
    best[place] = value;
    positions[place] = at;
    if (found < k) found++;
    if (found === k) limit = best[k - 1];
  }
  return positions;
}
