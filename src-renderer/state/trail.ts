import type { Run } from '../../src-main/contract/index.ts';
import { fetchArray } from '../api/arrays.ts';
import type { BoardRows } from '../plots/board.ts';
import { normalise, type NormalMap } from '../plots/view.ts';
import { readRows } from './map-feed.ts';

/** Maps of some rows as they were after some epochs. */
export interface Trail {
  /** Of the trail's rows alone, in its order. */
  rows: BoardRows;
  /** Which row of the dataset each of them is. */
  ids: Int32Array;
  /** After which epochs there is a map, ascending. */
  epochs: Int32Array;
  /** The map after `epochs[index]`, in its own units. */
  frame(index: number): NormalMap;
}

/** Whether a run has kept what its map looked like while it was trained. */
export function hasTrail({ artifacts }: Pick<Run, 'artifacts'>): boolean {
  return artifacts.some(({ name }) => name === 'trail.npy');
}

/** Reads the trail of a finished run. */
export async function readTrail({ id, dataset }: Run, classes: number): Promise<Trail> {
  const [all, maps, rows, epochs] = await Promise.all([
    readRows(dataset, classes),
    fetchArray('runs', id, 'trail.npy'),
    fetchArray('runs', id, 'trail-rows.npy'),
    fetchArray('runs', id, 'trail-epochs.npy'),
  ]);
  return trailOf(Float32Array.from(maps.data), Int32Array.from(rows.data), Int32Array.from(epochs.data), all);
}

/**
 * A trail from its arrays.
 * @param maps epochs × rows × 2
 * @param ids which row of the dataset each is
 * @param all of all rows of the dataset
 */
export function trailOf(maps: Float32Array, ids: Int32Array, epochs: Int32Array, all: BoardRows): Trail {
  const count = ids.length;
  return {
    rows: {
      labels: ids.map((row) => all.labels[row] ?? -1),
      heldOut: Uint8Array.from(ids, (row) => all.heldOut[row] ?? 0),
      classes: all.classes,
    },
    ids,
    epochs,
    frame: (index) => normalise(maps.subarray(2 * count * index, 2 * count * (index + 1)), count),
  };
}
