/** Ties between rows, each in both directions, by row. */
export interface Ties {
  rows: number;
  /** Where each row's ties begin; one more than there are rows. */
  starts: Int32Array;
  /** With which row. */
  others: Int32Array;
  /** How strong, above 0. */
  weights: Float32Array;
}

/**
 * Makes ties of what each row holds of its neighbours, so that they are the same in both directions.
 * @param indices `rows × k`, the neighbours of every row
 * @param strengths of the same shape, what a row holds of each
 * @param join makes one of both directions; that of a row which is not a neighbour is 0
 * @returns ties of every row in ascending order of the other; those that come to 0 are left out
 * Cost: linear in the neighbours.
 */
export function joined(
  rows: number,
  k: number,
  indices: Int32Array,
  strengths: Float64Array,
  join: (there: number, back: number) => number,
): Ties {
  const incoming = incomingOf(indices, rows, k);
  const starts = new Int32Array(rows + 1);
  const others = new Int32Array(2 * rows * k);
  const weights = new Float32Array(2 * rows * k);
  const there = new Map<number, number>();
  let count = 0;
  for (let row = 0; row < rows; row++) {
    there.clear();
    for (let at = row * k; at < (row + 1) * k; at++) there.set(indices[at] ?? 0, strengths[at] ?? 0);
    const back = new Map<number, number>();
    for (let i = incoming.starts[row] ?? 0; i < (incoming.starts[row + 1] ?? 0); i++) {
      const at = incoming.places[i] ?? 0;
      back.set(Math.floor(at / k), strengths[at] ?? 0);
    }
    for (const other of Int32Array.from(new Set([...there.keys(), ...back.keys()])).sort()) {
      const weight = join(there.get(other) ?? 0, back.get(other) ?? 0);
      if (weight <= 0) continue;
      others[count] = other;
      weights[count++] = weight;
    }
    starts[row + 1] = count;
  }
  return { rows, starts, others: others.slice(0, count), weights: weights.slice(0, count) };
}

/** For every row the places in the graph where it is somebody's neighbour. */
function incomingOf(
  indices: Int32Array,
  rows: number,
  k: number,
): { starts: Int32Array; places: Int32Array } {
  const starts = new Int32Array(rows + 1);
  for (const row of indices) starts[row + 1] = (starts[row + 1] ?? 0) + 1;
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const next = starts.slice(0, rows);
  const places = new Int32Array(rows * k);
  indices.forEach((row, at) => {
    const place = next[row] ?? 0;
    places[place] = at;
    next[row] = place + 1;
  });
  return { starts, places };
}
