/** What one pass over the edges works on; everything lies in arrays that threads may share. */
export interface Pass {
  /** `rows × columns`. */
  positions: Float32Array;
  columns: number;
  /** Negative samples are drawn from so many of the first rows. */
  rows: number;
  /** Whether both rows of a edge move, and not its head alone. */
  both: boolean;
  /** Of each edge: whom it pulls, and towards whom. */
  heads: Int32Array;
  tails: Int32Array;
  /** Epochs between two pulls on a edge, and at which the next is due. */
  every: Float32Array;
  next: Float32Array;
  /** Pull and push by the squared distance: values at the ends of stretches, see {@link forces}. */
  pull: Float32Array;
  push: Float32Array;
  /** Bits of the squared distance's float that the tables begin with. */
  base: number;
  /** Negative samples pushed away for each pull. */
  negatives: number;
  /** State of the generator, at `stream`; never 0. */
  states: Int32Array;
}

/**
 * One epoch over the edges `from` to `to`: every edge that is due pulls its two rows together and pushes its head away from
 * rows drawn at random (Marsaglia's xorshift of 32 bits). It refers to nothing outside itself, for other threads are given
 * its text.
 * @param epoch counted from 0
 * @param alpha how far rows move
 * Source: McInnes, Healy and Melville 2018, algorithm 5, with umap-learn's schedule; steps are held to 4 an axis
 */
export function pass(p: Pass, from: number, to: number, epoch: number, alpha: number, stream: number): void {
  const { positions, columns, rows, both, heads, tails, every, next, pull, push, base, negatives, states } =
    p;
  const number = new Float32Array(1);
  const bits = new Int32Array(number.buffer);
  const last = pull.length - 2;
  const flat = columns === 2;
  let state = states[stream];
  for (let edge = from; edge < to; edge++) {
    const due = next[edge];
    if (due > epoch) continue;
    next[edge] = due + every[edge];
    const head = heads[edge] * columns;
    const tail = tails[edge] * columns;
    let x = positions[head];
    let y = positions[head + 1];
    let z = flat ? 0 : positions[head + 2];
    let dx = x - positions[tail];
    let dy = y - positions[tail + 1];
    let dz = flat ? 0 : z - positions[tail + 2];
    let squared = dx * dx + dy * dy + dz * dz;
    if (squared > 0) {
      number[0] = squared;
      const word = bits[0];
      let at = (word >>> 16) - base;
      if (at < 0) at = 0;
      else if (at > last) at = last;
      const below = pull[at];
      const force = below + (pull[at + 1] - below) * (word & 0xffff) * 1.52587890625e-5;
      let step = force * dx;
      step = step > 4 ? 4 : step < -4 ? -4 : step;
      x += step * alpha;
      if (both) positions[tail] -= step * alpha;
      step = force * dy;
      step = step > 4 ? 4 : step < -4 ? -4 : step;
      y += step * alpha;
      if (both) positions[tail + 1] -= step * alpha;
      if (!flat) {
        step = force * dz;
        step = step > 4 ? 4 : step < -4 ? -4 : step;
        z += step * alpha;
        if (both) positions[tail + 2] -= step * alpha;
      }
    }
    for (let i = 0; i < negatives; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const other = Math.floor((state >>> 0) * 2.3283064365386963e-10 * rows) * columns;
      dx = x - positions[other];
      dy = y - positions[other + 1];
      dz = flat ? 0 : z - positions[other + 2];
      squared = dx * dx + dy * dy + dz * dz;
      if (squared === 0 || other === head) continue;
      number[0] = squared;
      const word = bits[0];
      let at = (word >>> 16) - base;
      if (at < 0) at = 0;
      else if (at > last) at = last;
      const below = push[at];
      const force = below + (push[at + 1] - below) * (word & 0xffff) * 1.52587890625e-5;
      let step = force * dx;
      step = step > 4 ? 4 : step < -4 ? -4 : step;
      x += step * alpha;
      step = force * dy;
      step = step > 4 ? 4 : step < -4 ? -4 : step;
      y += step * alpha;
      if (!flat) {
        step = force * dz;
        step = step > 4 ? 4 : step < -4 ? -4 : step;
        z += step * alpha;
      }
    }
    positions[head] = x;
    positions[head + 1] = y;
    if (!flat) positions[head + 2] = z;
  }
  states[stream] = state;
}
