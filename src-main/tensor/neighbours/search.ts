import { free, type Handle } from '../tf/handle.ts';
import type { Pace } from '../pace.ts';
import { blockRows, blocks, type Rows } from '../rows/rows.ts';
import { nearestInFloat64 } from './float64-fallback.ts';
import { NearestSoFar } from './distance.ts';
import {
  groupReaches,
  groupRows,
  lengthsByPlace,
  searchPartsOf,
  tilePlaceOf,
  rowsOfGroups,
  type SearchPart,
} from './parts.ts';
import { compareIndices, lengthsOf, searchIndexOf, valuesOf, type SearchIndex } from './search-index.ts';
import { Shortlist } from './shortlist.ts';
import { smallestOf, Tiles } from './tiles.ts';

/** The nearest rows of some queries. */
export interface NeighbourLists {
  /** `queries × k` row numbers, nearest first; of equally near ones the lower first. */
  indices: Int32Array;
  /** `queries × k` Euclidean distances, ascending. */
  distances: Float32Array;
}

/** How much memory is taken; it changes no answer. */
interface SearchLimits {
  /** Numbers of the searched rows that are held; of more, rows are read again where they are needed. */
  held: number;
  /** Bytes of the shortlists of rows that ask at once. */
  lists: number;
  /** Numbers of those rows. */
  asked: number;
}

/** 256 MB, 256 MB and 64 MB. */
const usual: SearchLimits = { held: 64_000_000, lists: 256_000_000, asked: 16_000_000 };
/** Half the distance between 1 and the next float32. */
const roundOff = 2 ** -24;
/** More than what float64 rounds: a limit leaves no neighbour out for it. */
const slack = 1 + 1e-9;
/** How much of the progress is scoring; the rest is comparing what is on the shortlists. */
const shareOfScores = 0.85;

/**
 * The `k` nearest rows of every query.
 *
 * TensorFlow makes squared distances in float32, in tiles, and the least of every sixteen. Groups that may hold a neighbour,
 * by a bound of how wrong float32 can be, are compared row by row in float64: what is found is what comparing everything in
 * float64 would find.
 * @param source `rows × features`, among which is searched; rows that are there more often than `k` times cost much time
 * @param queries of the same features; null: the searched rows themselves, none of which is its own neighbour
 * @param limits of memory; they change no answer
 * @throws IsthmusError `cancelled`
 */
export async function search(
  source: Rows,
  queries: Rows | null,
  k: number,
  pace: Pace,
  progress: (share: number) => void,
  limits = usual,
): Promise<NeighbourLists> {
  const searched = await searchIndexOf(source, limits.held, pace);
  const own = queries === null;
  const work = new Search(searched, queries ?? source, own, k, pace, progress);
  const rowsAtOnce = Math.floor(limits.lists / Shortlist.bytes(work.wanted));
  try {
    if (own && searched.all !== null && source.rows <= rowsAtOnce) await work.byHalves(searched.all);
    else await work.byBlocks(Math.min(rowsAtOnce, blockRows(source.features, limits.asked)));
    return work.found;
  } finally {
    work.dispose();
  }
}

/** Rows of a tile: 4 MB of scores; a quarter where each costs so much that a cancel would be heard late. */
function sideFor(features: number): number {
  return features <= 4_096 ? 1_024 : 512;
}

class Search {
  readonly found: NeighbourLists;
  /** Rows on a shortlist that are sure to have `k` among them. */
  readonly wanted: number;
  readonly #searched: SearchIndex;
  readonly #queries: Rows;
  readonly #own: boolean;
  readonly #pace: Pace;
  readonly #progress: (share: number) => void;
  readonly #tiles: Tiles;
  readonly #side: number;
  readonly #parts: readonly SearchPart[];
  readonly #reaches: Float64Array;
  readonly #best: NearestSoFar;
  readonly #candidates: Int32Array;

  constructor(
    searched: SearchIndex,
    queries: Rows,
    own: boolean,
    k: number,
    pace: Pace,
    progress: (share: number) => void,
  ) {
    this.#searched = searched;
    this.#queries = queries;
    this.#own = own;
    this.#pace = pace;
    this.#progress = progress;
    this.wanted = own ? k + 1 : k;
    this.found = {
      indices: new Int32Array(queries.rows * k),
      distances: new Float32Array(queries.rows * k),
    };
    this.#tiles = new Tiles(searched);
    this.#side = sideFor(queries.features);
    this.#parts = searchPartsOf(searched.lengths, this.#side);
    this.#reaches = groupReaches(searched.lengths);
    this.#best = new NearestSoFar(k);
    this.#candidates = new Int32Array(groupRows * this.#reaches.length);
  }

  /** Among all rows themselves: what a tile tells of its rows it tells of its columns too, so half of them are made. */
  async byHalves(all: Float32Array): Promise<void> {
    const { lengths } = this.#searched;
    const parts = this.#parts;
    const list = this.#listOf(lengths, parts);
    const total = (parts.length * (parts.length + 1)) / 2;
    let done = 0;
    for (const [i, one] of parts.entries()) {
      const handle = this.#tiles.asked(valuesOf(this.#searched, one.start, one.rows), one);
      try {
        for (const other of parts.slice(i)) {
          const { along, across } = smallestOf(handle, this.#tiles.sought(other), other !== one);
          list.offer({ scores: along, asked: one, sought: other, across: false });
          if (across !== null) list.offer({ scores: across, asked: other, sought: one, across: true });
          this.#progress((shareOfScores * ++done) / total);
          await this.#pace.yieldToEventLoop();
        }
      } finally {
        free(handle);
      }
    }
    await this.#settle(list, parts, 0, all, shareOfScores, 1);
  }

  /**
   * Some queries after the other, each against all rows.
   * @param most queries at once
   */
  async byBlocks(most: number): Promise<void> {
    const { mean, scale } = this.#searched;
    const { rows: total } = this.#queries;
    for (const { start, rows, values } of blocks(this.#queries, Math.max(1, most))) {
      const lengths = lengthsOf(values, rows, mean, scale);
      const parts = searchPartsOf(lengths, this.#side);
      const list = this.#listOf(lengths, parts);
      const [from, until] = [start / total, (start + rows) / total];
      const middle = from + shareOfScores * (until - from);
      await this.#score(list, parts, values, (share) => this.#progress(from + share * (middle - from)));
      await this.#settle(list, parts, start, values, middle, until);
    }
  }

  dispose(): void {
    this.#tiles.dispose();
  }

  #listOf(lengths: Float64Array, parts: readonly SearchPart[]): Shortlist {
    const terms = (this.#queries.features + 8) * roundOff;
    const share = terms / (1 - Math.min(0.5, terms));
    return new Shortlist(lengthsByPlace(lengths, parts), this.#reaches, this.wanted, share, this.#side);
  }

  async #score(
    list: Shortlist,
    queries: readonly SearchPart[],
    values: Float32Array,
    progress: (share: number) => void,
  ): Promise<void> {
    const { features } = this.#queries;
    const handles: Handle[] = [];
    try {
      for (const part of queries) {
        const own = values.subarray(part.start * features, (part.start + part.rows) * features);
        handles.push(this.#tiles.asked(own, part));
      }
      for (const [i, part] of this.#parts.entries()) {
        const sought = this.#tiles.sought(part);
        try {
          for (const [which, asked] of queries.entries()) {
            const handle = handles[which];
            if (handle === undefined) continue;
            const { along } = smallestOf(handle, sought, false);
            list.offer({ scores: along, asked, sought: part, across: false });
            await this.#pace.yieldToEventLoop();
          }
        } finally {
          this.#tiles.back(sought);
        }
        progress((i + 1) / this.#parts.length);
      }
    } finally {
      free(...handles);
    }
  }

  /** Compares each query with the rows on its shortlist, in float64. */
  async #settle(
    list: Shortlist,
    queries: readonly SearchPart[],
    start: number,
    values: Float32Array,
    from: number,
    until: number,
  ): Promise<void> {
    const searched = this.#searched;
    const features = searched.mean.length;
    const rows = queries.reduce((sum, part) => sum + part.rows, 0);
    const crowded: number[] = [];
    for (const part of queries) {
      for (let i = 0; i < part.rows; i++) {
        const row = part.start + i;
        const place = part.start + tilePlaceOf(i, part);
        const groups = list.groupsOf(place);
        if (groups === null) {
          crowded.push(row);
          continue;
        }
        const skip = this.#own ? start + row : -1;
        const near = rowsOfGroups(groups, searched.source.rows, skip, this.#candidates);
        this.#best.begin((list.limit(place) / searched.scale / searched.scale) * slack);
        compareIndices(searched, near, values, row * features, this.#best);
        this.#take(start + row);
        if (i % 16 === 0) await this.#pace.yieldToEventLoop();
      }
      this.#progress(from + ((until - from) * (part.start + part.rows - crowded.length)) / rows);
    }
    if (crowded.length === 0) return;
    const chosen = new Float32Array(crowded.length * features);
    crowded.forEach((row, i) =>
      chosen.set(values.subarray(row * features, (row + 1) * features), i * features),
    );
    const skips = Int32Array.from(crowded, (row) => (this.#own ? start + row : -1));
    const settled = rows - crowded.length;
    await nearestInFloat64(searched, chosen, skips, this.#best, this.#pace, (i) => {
      this.#take(start + crowded[i]);
      this.#progress(from + ((until - from) * (settled + i + 1)) / rows);
    });
  }

  #take(query: number): void {
    const { rows, squares } = this.#best;
    const k = rows.length;
    this.found.indices.set(rows, query * k);
    for (let i = 0; i < k; i++) this.found.distances[query * k + i] = Math.sqrt(squares[i]);
  }
}
