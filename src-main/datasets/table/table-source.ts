import type { ImportOptions } from '../../contract/index.ts';

/** One source column: numbers, or a category whose values are told by their place in `values`. */
export interface TableColumn {
  name: string;
  values: readonly string[] | null;
}

/** A table that can be read from its start as often as is needed, and need not fit in memory. */
export interface TableSource {
  /** What to call it in messages. */
  name: string;
  rows: number;
  columns: readonly TableColumn[];
  /**
   * All rows in order, in blocks of whole rows: `rows × columns`, row-major, NaN where a cell is missing. A block is
   * good until the next is asked for, so that an array larger than memory needs one block of it.
   */
  blocks(): AsyncIterable<Float64Array>;
}

export type Scaling = NonNullable<ImportOptions['scaling']>;
export type Missing = NonNullable<ImportOptions['missing']>;
