import { toIsthmusError, type Run, type TypedArray } from '../../../src-main/contract/index.ts';
import { fetchArray } from '../../api/arrays.ts';
import type { BoardRows } from '../../plots/map/board.ts';
import { normalise, type NormalMap } from '../../plots/geometry/view.ts';

/** Reads the arrays of a dataset that its maps need. */
export async function readRows(dataset: string, classes: number): Promise<BoardRows> {
  const [labels, split] = await Promise.all([
    fetchArray('datasets', dataset, 'labels.npy'),
    fetchArray('datasets', dataset, 'split.npy'),
  ]);
  return { labels: Int32Array.from(labels.data), heldOut: Uint8Array.from(split.data), classes };
}

/** The file of a map, and what it is told from an earlier one of its name by. */
export interface MapFile {
  name: string;
  version: string;
}

/** The map of a run that there is to show now: another whenever there is something new to fetch. */
export interface MapToShow {
  run: string;
  /** Null: that of a run under way, as it comes. */
  file: MapFile | null;
  /** How many maps there were of a run under way. */
  live: number;
}

/**
 * @param file of a finished run; absent: the map that came with it
 * @param live how many maps of a run under way there were to look at
 * @returns null: there is none yet
 */
export function mapToShow(
  { id: run, status }: Pick<Run, 'id' | 'status'>,
  file: MapFile | undefined,
  live = 0,
): MapToShow | null {
  if (status === 'finished') return { run, file: file ?? { name: 'map.npy', version: '' }, live: 0 };
  return live === 0 ? null : { run, file: null, live };
}

/**
 * Fetches the maps of one run as they become new: one at a time, and when several came meanwhile only the
 * newest, so that a slow line shows fewer maps instead of none. Of a map that is not the one wanted any more nothing is shown.
 */
export class MapFeed {
  readonly #rows: number;
  readonly #show: (map: NormalMap) => void;
  readonly #fail: (thrown: unknown) => void;
  readonly #ending = new AbortController();
  #wanted: { run: Run; file: string } | null = null;
  #busy = false;

  constructor(rows: number, show: (map: NormalMap) => void, fail: (thrown: unknown) => void) {
    this.#rows = rows;
    this.#show = show;
    this.#fail = fail;
  }

  /**
   * Asks for the newest map of a run: a kept one, or while it trains the one of the moment.
   * @param file of a finished run's map; it may be one that is just being made
   */
  ask(run: Run, file = 'map.npy'): void {
    this.#wanted = { run, file };
    if (!this.#busy) void this.#work();
  }

  end(): void {
    this.#ending.abort();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#wanted !== null && !this.#ending.signal.aborted) {
      const { run, file } = this.#wanted;
      this.#wanted = null;
      try {
        const map = await (run.status === 'finished' ? this.#kept(run.id, file) : this.#live(run.id));
        if (map !== null && !this.#ending.signal.aborted && !this.#isOther(run, file)) this.#show(map);
      } catch (thrown) {
        if (this.#isOther(run, file)) continue;
        // A live map is gone as soon as it is done; the kept one is then asked for.
        const isLive = run.status !== 'finished' || file.endsWith('-live.npy');
        const gone = isLive && toIsthmusError(thrown).code === 'not_found';
        if (!gone && !this.#ending.signal.aborted) this.#fail(thrown);
      }
    }
    this.#busy = false;
  }

  /** Whether another map than this is wanted by now, and not only a newer one. */
  #isOther(run: Run, file: string): boolean {
    return this.#wanted !== null && (this.#wanted.run.id !== run.id || this.#wanted.file !== file);
  }

  async #kept(run: string, file: string): Promise<NormalMap> {
    const { data, shape } = await fetchArray('runs', run, file, this.#ending.signal);
    return normalisedMap(data, shape[1] ?? 1, this.#rows);
  }

  /** Null where the two files do not belong together, because a new pair was just being written. */
  async #live(run: string): Promise<NormalMap | null> {
    const { signal } = this.#ending;
    const [map, rows] = await Promise.all([
      fetchArray('runs', run, 'live.npy', signal),
      fetchArray('runs', run, 'live-rows.npy', signal),
    ]);
    if (map.shape[0] !== rows.shape[0]) return null;
    return normalisedMap(map.data, map.shape[1] ?? 1, this.#rows, rows.data);
  }
}

/**
 * A map as it is shown: of three columns deep, else flat; of one column along a line.
 * @param map rows × columns, row-major
 * @param count how many rows the dataset has
 * @param rows which dataset row each map row is; all of them in order where null
 */
export function normalisedMap(
  map: TypedArray,
  columns: number,
  count: number,
  rows: TypedArray | null = null,
): NormalMap {
  if (columns === 2 || columns === 3) return normalise(map, count, rows, columns);
  const flat = new Float32Array(2 * Math.floor(map.length / columns));
  for (let row = 0; 2 * row < flat.length; row++) {
    flat[2 * row] = map[columns * row] ?? NaN;
    flat[2 * row + 1] = columns > 1 ? (map[columns * row + 1] ?? NaN) : 0;
  }
  return normalise(flat, count, rows);
}
