import type { Artifact } from '../contract/index.ts';
import type { Graph, Pace, Rows } from '../tensor/index.ts';

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
  /** The nearest other rows of every row, at least `k` each; computed once a representation and kept. */
  graph(k: number): Promise<Graph>;
  progress(fraction: number | null, phase: string, secondsLeft: number | null): void;
  /** Shows the map as it stands, `rows × columns`; takes a copy where it needs one. Cheap to call often. */
  live(map: Float32Array): void;
  /** True once it is to be ended early and kept. */
  stopRequested(): boolean;
}

/** What a kind of map makes. */
export interface Made {
  /** `rows × columns`, all finite. */
  map: Float32Array;
  fittedOn: 'all' | 'train';
  repeatable: boolean;
  facts: Record<string, number | string>;
  message: string | null;
  /** Writes what is needed to place new rows, under names that begin with `prefix`. */
  save?(folder: string, prefix: string): Artifact[];
}

/** A kind of map: one file or folder each in `projections`. */
export interface Projection {
  /** @throws IsthmusError `cancelled` */
  make(input: MapInput): Promise<Made>;
  /**
   * Places new rows in a map that {@link Made.save} wrote beside.
   * @param codes of the new rows
   * @param kept the codes of the rows that the map was made of
   * @returns `new rows × columns`, before the map was turned
   */
  place?(
    folder: string,
    prefix: string,
    codes: Rows,
    kept: Rows,
    map: Float32Array,
    pace: Pace,
  ): Promise<Float32Array>;
}
