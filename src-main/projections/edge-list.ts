/** Edges between rows, each in both directions, by row. */
export interface EdgeList {
  rows: number;
  /** Where each row's edges begin; one more than there are rows. */
  starts: Int32Array;
  /** With which row. */
  others: Int32Array;
  /** How strong, above 0. */
  weights: Float32Array;
}

/**
 * Makes edges of what each row holds of its neighbours, so that they are the same in both directions.
 * @param indices `rows × k`, the neighbours of every row
 * @param strengths of the same shape, what a row holds of each
 * @param join makes one of both directions; that of a row which is not a neighbour is 0
 * @returns edges of every row in ascending order of the other; those that come to 0 are left out
 * Cost: time and memory linear in the neighbours.
 */
export function joined(
  rows: number,
  k: number,
  indices: Int32Array,
  strengths: Float64Array,
  join: (there: number, back: number) => number,
): EdgeList {
  const incoming = incomingOf(indices, rows, k);
  const outgoing = outgoingOf(incoming, rows, k);
  const starts = new Int32Array(rows + 1);
  const others = new Int32Array(2 * rows * k);
  const weights = new Float32Array(2 * rows * k);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let out = row * k;
    let back = incoming.starts[row];
    const [outEnd, backEnd] = [out + k, incoming.starts[row + 1]];
    while (out < outEnd || back < backEnd) {
      const outAt = outgoing[out];
      const backAt = incoming.places[back];
      const there = out < outEnd ? indices[outAt] : rows;
      const from = back < backEnd ? Math.floor(backAt / k) : rows;
      // As it is kept: what float32 takes for 0 is no edge.
      const weight = Math.fround(
        join(there <= from ? strengths[outAt] : 0, from <= there ? strengths[backAt] : 0),
      );
      if (there <= from) out++;
      if (from <= there) back++;
      if (weight <= 0) continue;
      others[count] = Math.min(there, from);
      weights[count++] = weight;
    }
    starts[row + 1] = count;
  }
  return { rows, starts, others: others.slice(0, count), weights: weights.slice(0, count) };
}

/** For every row the places in the graph where it is somebody's neighbour, ascending. */
interface Incoming {
  starts: Int32Array;
  places: Int32Array;
}

function incomingOf(indices: Int32Array, rows: number, k: number): Incoming {
  const starts = new Int32Array(rows + 1);
  for (const row of indices) starts[row + 1]++;
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row];
  const next = starts.slice(0, rows);
  const places = new Int32Array(rows * k);
  for (let at = 0; at < places.length; at++) {
    const row = indices[at];
    const place = next[row];
    places[place] = at;
    next[row] = place + 1;
  }
  return { starts, places };
}

/** For every row the places of its own neighbours in the graph, `rows × k`, in ascending order of the neighbour. */
function outgoingOf({ places }: Incoming, rows: number, k: number): Int32Array {
  const outgoing = new Int32Array(rows * k);
  const found = new Int32Array(rows);
  // Those who have the first row as a neighbour are come upon first, then those who have the second.
  for (let i = 0; i < places.length; i++) {
    const at = places[i];
    const row = Math.floor(at / k);
    const count = found[row];
    outgoing[row * k + count] = at;
    found[row] = count + 1;
  }
  return outgoing;
}
