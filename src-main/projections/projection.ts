import type { Artifact } from '../contract/index.ts';
import type { NeighbourGraph, Pace, Rows } from '../tensor/index.ts';

/** What a kind of map is given. */
export interface MapInput {
  /** The representation of all rows, `rows × dim`. */
  codes: Rows;
  /** Row numbers that a map which learns directions is fitted on. */
  train: Int32Array;
  /** One a row; -1: unlabelled. */
  labels: Int32Array;
  /** 2 or 3. */
  columns: number;
  /** Complete and checked, as its definition in `contract/maps` has them. */
  params: Record<string, unknown>;
  seed: number;
  pace: Pace;
  /** The nearest other rows of every row, `k` each; found once a representation and kept. */
  graph(k: number): Promise<NeighbourGraph>;
  progress(fraction: number | null, phase: string, secondsLeft: number | null): void;
  /** Shows the map as it stands, `rows × columns`, which goes on changing afterwards. Cheap to call often. */
  live(map: Float32Array): void;
  /** True once it is to be ended early and kept. */
  stopRequested(): boolean;
}

/** What a kind of map makes. */
export interface MapResult {
  /** `rows × columns`, all finite. */
  map: Float32Array;
  fittedOn: 'all' | 'train';
  /** Whether the same seed gives the same map again on the same device. */
  repeatable: boolean;
  facts: Record<string, number | string>;
  message: string | null;
  /** Writes what placing new rows needs beside the map, under names that begin with `prefix`. */
  save?(folder: string, prefix: string): Artifact[];
}

/** What new rows are placed by. */
export interface PlaceInput {
  /** Where {@link MapResult.save} wrote, and under which names. */
  folder: string;
  prefix: string;
  /** The codes of the new rows, `new rows × dim`. */
  codes: Rows;
  /** The codes of the rows that the map was made of, `rows × dim`. */
  kept: Rows;
  /** The map as it was made, before it was aligned with another, `rows × columns`. */
  map: Float32Array;
  /** 2 or 3. */
  columns: number;
  /** What the map was made with. */
  params: Record<string, unknown>;
  seed: number;
  pace: Pace;
  progress(fraction: number | null, phase: string, secondsLeft: number | null): void;
}

/** A kind of map: one file or folder each in `projections`. */
export interface Projection {
  /** @throws IsthmusError `bad_input` where it cannot be made of this; `cancelled` */
  make(input: MapInput): Promise<MapResult>;
  /**
   * Places new rows in a map that was made before; the same rows always come to the same places.
   * @returns `new rows × columns`, all finite, in the map as it was made
   * @throws IsthmusError `cancelled`
   */
  place?(input: PlaceInput): Promise<Float32Array>;
}
