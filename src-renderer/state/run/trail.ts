import type { Run } from '../../../src-main/contract/index.ts';
import { fetchArray } from '../../api/arrays.ts';
import type { BoardRows } from '../../plots/map/board.ts';
import { normalise, type NormalMap } from '../../plots/geometry/view.ts';
import { readRows } from '../results/map-feed.ts';

/** Maps of some rows as they were after some epochs. */
export interface Trail {
  /** Of the trail's rows alone, in its order. */
  rows: BoardRows;
  /** After which epochs there is a map, ascending. One more comes after them: of what the run came to. */
  epochs: Int32Array;
  /** A map in its own units: after `epochs[index]`, or beyond them the last. */
  frame(index: number): NormalMap;
}

/** Whether a run has kept what its map looked like while it was trained. */
export function hasTrail({ artifacts }: Pick<Run, 'artifacts'>): boolean {
  return artifacts.some(({ name }) => name === 'trail.npy');
}

/** Reads the trail of a finished run. */
export async function readTrail({ id, dataset }: Run, classes: number): Promise<Trail> {
  const [all, last, maps, rows, epochs] = await Promise.all([
    readRows(dataset, classes),
    fetchArray('runs', id, 'map.npy'),
    fetchArray('runs', id, 'trail.npy'),
    fetchArray('runs', id, 'trail-rows.npy'),
    fetchArray('runs', id, 'trail-epochs.npy'),
  ]);
  const ids = Int32Array.from(rows.data);
  return trailOf(Float32Array.from(maps.data), last.data, ids, Int32Array.from(epochs.data), all);
}

/**
 * A trail from its arrays.
 * @param maps epochs × rows × 2
 * @param last rows of the dataset × 2: the map that the run came to
 * @param ids which row of the dataset each is
 * @param all of all rows of the dataset
 */
export function trailOf(
  maps: Float32Array,
  last: ArrayLike<number>,
  ids: Int32Array,
  epochs: Int32Array,
  all: BoardRows,
): Trail {
  const count = ids.length;
  const end = Float32Array.from(
    { length: 2 * count },
    (_, i) => last[2 * (ids[i >> 1] ?? 0) + (i & 1)] ?? NaN,
  );
  return {
    rows: {
      labels: ids.map((row) => all.labels[row] ?? -1),
      heldOut: Uint8Array.from(ids, (row) => all.heldOut[row] ?? 0),
      classes: all.classes,
    },
    epochs,
    frame: (index) =>
      normalise(
        index < epochs.length ? maps.subarray(2 * count * index, 2 * count * (index + 1)) : end,
        count,
      ),
  };
}
