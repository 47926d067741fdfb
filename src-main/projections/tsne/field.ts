/** What the forces on rows are worked out from and written to; everything lies in arrays that threads may share. */
export interface ForceField {
  columns: number;
  /** `rows × columns`. */
  positions: Float64Array;
  /** Rows in the order in which they are gone through. */
  order: Int32Array;
  /** Cells as `BarnesHutTree` has them. */
  cells: Float64Array;
  after: Int32Array;
  /** Edges as `EdgeList` has them. */
  starts: Int32Array;
  others: Int32Array;
  weights: Float32Array;
  /** Sums over a row's edges, and over all other rows, `rows × columns`. */
  pull: Float64Array;
  push: Float64Array;
  /** What each row brings to the sum that makes likelihoods of closeness. */
  close: Float64Array;
  /** Squared: how wide a cell may be against its distance to count as one place. */
  opening: number;
}

/**
 * The forces on the rows at `from` to `to` of the order. They do not depend on which rows are gone through together. It
 * refers to nothing outside itself, for other threads are given its text.
 * Source: van der Maaten 2014, https://jmlr.org/papers/v15/vandermaaten14a.html, equations 7 to 10
 */
export function forcesOn(field: ForceField, from: number, to: number): void {
  const { columns, positions, order, cells, after, starts, others, weights, pull, push, close, opening } =
    field;
  const count = after[0];
  const flat = columns === 2;
  for (let i = from; i < to; i++) {
    const row = order[i];
    const own = row * columns;
    const x = positions[own];
    const y = positions[own + 1];
    const z = flat ? 0 : positions[own + 2];
    let px = 0;
    let py = 0;
    let pz = 0;
    // A row is in a cell of its own, at no distance, where it brings 1.
    let sum = -1;
    for (let cell = 0; cell < count;) {
      const at = cell * 5;
      const dx = x - cells[at];
      const dy = y - cells[at + 1];
      const dz = z - cells[at + 2];
      const squared = dx * dx + dy * dy + dz * dz;
      const width = cells[at + 4];
      if (width === 0 || width < opening * squared) {
        const near = 1 / (1 + squared);
        const there = cells[at + 3] * near;
        sum += there;
        const force = there * near;
        px += force * dx;
        py += force * dy;
        pz += force * dz;
        cell = after[cell];
      } else cell++;
    }
    close[row] = sum;
    push[own] = px;
    push[own + 1] = py;
    if (!flat) push[own + 2] = pz;

    px = 0;
    py = 0;
    pz = 0;
    const end = starts[row + 1];
    for (let edge = starts[row]; edge < end; edge++) {
      const other = others[edge] * columns;
      const dx = x - positions[other];
      const dy = y - positions[other + 1];
      const dz = flat ? 0 : z - positions[other + 2];
      const force = weights[edge] / (1 + dx * dx + dy * dy + dz * dz);
      px += force * dx;
      py += force * dy;
      pz += force * dz;
    }
    pull[own] = px;
    pull[own + 1] = py;
    if (!flat) pull[own + 2] = pz;
  }
}
