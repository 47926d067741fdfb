import type { Pace, Rows } from '../../tensor/index.ts';
import { Distances } from '../distances.ts';
import type { Near } from '../held-out-neighbours.ts';
import { UnionFind } from './union-find.ts';

/** A tree that joins all rows. */
export interface SpanningTree {
  /** One end of each edge, and the other: `rows - 1` row numbers. */
  from: Int32Array;
  to: Int32Array;
  /** How far apart the two are by mutual reachability, and in truth, both squared. */
  lengths: Float64Array;
  distances: Float64Array;
}

/**
 * The shortest tree that joins all rows, where two rows are as far apart as the largest of three distances: between them,
 * and from each to the last of its neighbours (mutual reachability). Many are equally far apart that way; among those the
 * ones that are nearer in truth come first, so that the tree is the same in whatever order the rows come.
 * @param source `n × features`; at least two rows
 * @param near neighbours of every row, at least one
 * @throws IsthmusError `cancelled`
 * Cost: 2 · n · features operations in float64 for each row whose nearest row outside of what it is joined with is not
 *   among its neighbours: seldom for more than some times all rows. Never more than a tile of distances is in memory.
 * Source: Borůvka 1926; Campello, Moulavi and Sander 2013 (mutual reachability)
 */
export async function reachabilityTree(source: Rows, near: Near, pace: Pace): Promise<SpanningTree> {
  const distances = await Distances.over(source, pace);
  try {
    const growing = new Growing(source, near);
    while (growing.left > 0) {
      growing.lookAround();
      await growing.lookFar(distances, pace);
      growing.join();
      await pace.yieldToEventLoop();
    }
    return growing.tree;
  } finally {
    distances.dispose();
  }
}

/**
 * Parts of the tree, each of which is joined with the one it is nearest to, round by round. The largest waits to be
 * joined: any part's shortest way out is in the tree, and what is not asked costs nothing.
 */
class Growing {
  readonly tree: SpanningTree;
  readonly #source: Rows;
  readonly #near: Near;
  readonly #core: Float64Array;
  readonly #joined: UnionFind;
  /** Of every row: the shortest way out that is known, how far it is in truth, where to, and what no way can be shorter than. */
  readonly #best: Float64Array;
  readonly #apart: Float64Array;
  readonly #target: Int32Array;
  readonly #floor: Float64Array;
  /** Of every row: the part it is in, by the number of one of its rows. */
  readonly #part: Int32Array;
  /** Of every part: its row with the shortest way out; -1: not known. */
  readonly #exit: Int32Array;
  #largest = 0;
  #edges = 0;

  constructor(source: Rows, near: Near) {
    const n = source.rows;
    this.#source = source;
    this.#near = near;
    this.#core = new Float64Array(n).map((_, row) => near.squared[(row + 1) * near.k - 1]);
    this.tree = {
      from: new Int32Array(n - 1),
      to: new Int32Array(n - 1),
      lengths: new Float64Array(n - 1),
      distances: new Float64Array(n - 1),
    };
    this.#joined = new UnionFind(n);
    this.#best = new Float64Array(n).fill(Infinity);
    this.#apart = new Float64Array(n).fill(Infinity);
    this.#target = new Int32Array(n).fill(-1);
    this.#floor = this.#core.slice();
    this.#part = new Int32Array(n);
    this.#exit = new Int32Array(n);
  }

  /** Edges that are still to be found. */
  get left(): number {
    return this.tree.from.length - this.#edges;
  }

  /** Finds ways out of every part among the neighbours of its rows. */
  lookAround(): void {
    const n = this.#part.length;
    for (let row = 0; row < n; row++) this.#part[row] = this.#joined.of(row);
    this.#largest = this.#joined.of(0);
    for (const part of this.#part)
      if (this.#joined.size(part) > this.#joined.size(this.#largest)) this.#largest = part;
    this.#exit.fill(-1);
    for (let row = 0; row < n; row++) {
      const part = this.#part[row];
      if (part === this.#largest) continue;
      const target = this.#target[row];
      if (target < 0 || this.#part[target] === part) this.#lookBeside(row, part);
      this.#offer(row, part);
    }
  }

  #lookBeside(row: number, part: number): void {
    const { k, indices, squared } = this.#near;
    const core = this.#core[row];
    let [best, target, apart] = [Infinity, -1, Infinity];
    // The nearest come first, so that among equal lengths the nearest is found.
    for (let at = row * k; at < (row + 1) * k; at++) {
      const other = indices[at];
      if (this.#part[other] === part) continue;
      const length = Math.max(core, this.#core[other], squared[at]);
      if (length < best) [best, target, apart] = [length, other, squared[at]];
    }
    this.#best[row] = best;
    this.#apart[row] = apart;
    this.#target[row] = target;
  }

  #offer(row: number, part: number): void {
    const exit = this.#exit[part];
    const [best, least] = [this.#best[row], exit < 0 ? Infinity : this.#best[exit]];
    const nearer = best === least && this.#apart[row] < this.#apart[exit];
    if (exit < 0 || best < least || nearer) this.#exit[part] = row;
  }

  /** Asks all rows that may have a shorter way out than the one that is known of their part. */
  async lookFar(distances: Distances, pace: Pace): Promise<void> {
    const n = this.#part.length;
    const asked = this.#unsure(new Int32Array(n).map((_, row) => row)).sort(
      (a, b) => this.#floor[a] - this.#floor[b] || a - b,
    );
    const most = Math.max(64, distances.most);
    const lines = new Float64Array(Math.min(most, asked.length) * n);
    for (let start = 0; start < asked.length; start += most) {
      const rows = this.#unsure(asked.subarray(start, start + most));
      if (rows.length === 0) continue;
      distances.read(this.#source.gather(rows), rows.length, lines);
      rows.forEach((row, i) => this.#scan(row, lines.subarray(i * n, (i + 1) * n)));
      await pace.yieldToEventLoop();
    }
  }

  /** Those of some rows that may have a shorter way out than is known of their part. */
  #unsure(rows: Int32Array): Int32Array {
    return rows.filter((row) => {
      const part = this.#part[row];
      if (part === this.#largest) return false;
      const floor = this.#floor[row];
      return floor < this.#best[row] && floor < this.#best[this.#exit[part]];
    });
  }

  /** Finds a row's shortest way out among all rows. */
  #scan(row: number, line: Float64Array): void {
    const part = this.#part[row];
    const own = this.#core[row];
    let best = Infinity;
    let target = -1;
    let apart = Infinity;
    for (let other = 0; other < line.length; other++) {
      const distance = line[other];
      if (distance > best || this.#part[other] === part) continue;
      const length = Math.max(own, this.#core[other], distance);
      if (length < best || (length === best && distance < apart)) {
        best = length;
        target = other;
        apart = distance;
      }
    }
    this.#best[row] = this.#floor[row] = best;
    this.#apart[row] = apart;
    this.#target[row] = target;
    this.#offer(row, part);
  }

  /** Joins every part but the largest with the one it is nearest to. */
  join(): void {
    this.#exit.forEach((row, part) => {
      if (row < 0 || this.#joined.of(row) === this.#joined.of(this.#target[row])) return;
      const target = this.#target[row];
      if (part === this.#largest) return;
      this.tree.from[this.#edges] = row;
      this.tree.to[this.#edges] = target;
      this.tree.lengths[this.#edges] = this.#best[row];
      this.tree.distances[this.#edges] = this.#apart[row];
      this.#edges++;
      this.#joined.join(row, target);
    });
  }
}
