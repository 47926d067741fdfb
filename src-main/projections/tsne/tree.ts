/** Halvings of the map at most; places nearer than a millionth of it share a cell. */
const deepest = 24;

/** Numbers a cell has in {@link BarnesHutTree.cells}. */
const cellSize = 5;

/** Cells over the rows of a map, each before all that are in it, so that one walk without a stack visits them. */
export interface BarnesHutTree {
  /** Of each cell: its centre of mass (three numbers, the last 0 in a plane), its rows, and its squared width; 0: it is one place. */
  cells: Float64Array;
  /** Of each cell: the one that follows all that are in it. The first one's is how many there are. */
  after: Int32Array;
}

/** Where arrays are made. */
export interface Memory {
  numbers(count: number): Float64Array;
  integers(count: number): Int32Array;
}

/**
 * Builds trees over the rows of a map, again and again into the same memory.
 * Source: Barnes and Hut 1986, https://doi.org/10.1038/324446a0
 */
export class TreeBuilder {
  readonly tree: BarnesHutTree;
  /** Rows by the cells they are in, so that near ones are near each other. */
  readonly order: Int32Array;
  readonly #columns: number;
  readonly #scratch: Int32Array;
  #count = 0;

  constructor(rows: number, columns: number, memory: Memory) {
    this.#columns = columns;
    this.#scratch = new Int32Array(rows);
    this.order = memory.integers(rows);
    for (let row = 0; row < rows; row++) this.order[row] = row;
    this.tree = { cells: memory.numbers(2 * rows * cellSize), after: memory.integers(2 * rows) };
  }

  /**
   * @param positions `rows × columns`
   * Cost: rows · log(rows).
   */
  build(positions: Float64Array): void {
    const columns = this.#columns;
    const centre = [0, 0, 0];
    let half = 0;
    for (let axis = 0; axis < columns; axis++) {
      let [least, most] = [Infinity, -Infinity];
      for (let at = axis; at < positions.length; at += columns) {
        const value = positions[at];
        if (value < least) least = value;
        if (value > most) most = value;
      }
      centre[axis] = (least + most) / 2;
      half = Math.max(half, (most - least) / 2);
    }
    this.#count = 0;
    const [x = 0, y = 0, z = 0] = centre;
    this.#cell(positions, 0, this.order.length, x, y, z, half, 0);
  }

  /** The cell of the rows at `from` to `to` of the order, and all that are in it. */
  #cell(
    positions: Float64Array,
    from: number,
    to: number,
    x: number,
    y: number,
    z: number,
    half: number,
    depth: number,
  ): void {
    const { cells, after } = this.tree;
    const own = this.#count++;
    const at = own * cellSize;
    this.#sum(positions, from, to, at);
    cells[at + 3] = to - from;
    if (to - from === 1 || half === 0 || depth >= deepest) {
      cells[at + 4] = 0;
      after[own] = this.#count;
      return;
    }
    const ends = this.#split(positions, from, to, x, y, z);
    const only = ends.findIndex((end, part) => end - (ends[part - 1] ?? from) === to - from);
    const quarter = half / 2;
    const step = (part: number, bit: number): number => ((part & bit) !== 0 ? quarter : -quarter);
    if (only >= 0) {
      // All in one part: the cell is that part, so that there are never more cells than twice the rows.
      this.#count--;
      this.#cell(
        positions,
        from,
        to,
        x + step(only, 1),
        y + step(only, 2),
        z + step(only, 4),
        quarter,
        depth + 1,
      );
      return;
    }
    cells[at + 4] = 4 * half * half;
    for (const [part, end] of ends.entries()) {
      const start = ends[part - 1] ?? from;
      if (end === start) continue;
      this.#cell(
        positions,
        start,
        end,
        x + step(part, 1),
        y + step(part, 2),
        z + step(part, 4),
        quarter,
        depth + 1,
      );
    }
    after[own] = this.#count;
  }

  /** Writes the centre of mass of some rows. */
  #sum(positions: Float64Array, from: number, to: number, at: number): void {
    const { cells } = this.tree;
    const columns = this.#columns;
    let [x, y, z] = [0, 0, 0];
    for (let i = from; i < to; i++) {
      const place = this.order[i] * columns;
      x += positions[place];
      y += positions[place + 1];
      if (columns === 3) z += positions[place + 2];
    }
    cells[at] = x / (to - from);
    cells[at + 1] = y / (to - from);
    cells[at + 2] = z / (to - from);
  }

  /** Orders some rows by the part of the cell that they are in; where each part ends. */
  #split(positions: Float64Array, from: number, to: number, x: number, y: number, z: number): number[] {
    const columns = this.#columns;
    const order = this.order;
    const parts = columns === 3 ? 8 : 4;
    const counts = new Array<number>(parts).fill(0);
    const partOf = (row: number): number => {
      const place = row * columns;
      return (
        (positions[place] > x ? 1 : 0) +
        (positions[place + 1] > y ? 2 : 0) +
        (columns === 3 && positions[place + 2] > z ? 4 : 0)
      );
    };
    for (let i = from; i < to; i++) {
      const row = order[i];
      this.#scratch[i] = row;
      const part = partOf(row);
      counts[part]++;
    }
    let next = from;
    const places = counts.map((count) => {
      const start = next;
      next += count;
      return start;
    });
    for (let i = from; i < to; i++) {
      const row = this.#scratch[i];
      const part = partOf(row);
      const place = places[part];
      order[place] = row;
      places[part] = place + 1;
    }
    return places;
  }
}
