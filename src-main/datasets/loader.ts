import type { Artifact, Dataset, ImportOptions, Preview, Recipe } from '../contract/index.ts';
import type { FileTree, Skipped } from './source/tree.ts';
import type { Work } from './work.ts';

export type Format = Preview['format'];
export type Column = Preview['columns'][number];
export type SplitRecipe = Dataset['split'];

/** One kind of data, in one file behind this interface; `sniff.ts` tries them in order. */
export interface Loader {
  format: Format;
  /**
   * Null where this data is not of the loader's kind.
   * @throws IsthmusError `bad_input` where it is of the kind, but cannot be used
   */
  recognise(tree: FileTree, work: Work): Promise<Opened | null>;
}

/** A source that was recognised. The same plan serves the preview and the import, so the two cannot disagree. */
export interface Opened {
  plan(options: ImportOptions, work: Work): Promise<ImportPlan>;
  /** The rows of new data, put the way the recipe says. */
  rows(recipe: Recipe, work: Work): Promise<NewRows>;
  close(): void;
}

/** Everything that an import with these choices would keep, but for the matrix itself. */
export interface ImportPlan {
  format: Format;
  kind: Dataset['kind'];
  found: string;
  name: string;
  features: number;
  shape: number[];
  feature_names: string[];
  classes: string[];
  /** One a row: an index into `classes`, or -1. */
  labels: Int32Array;
  /** One a row: 0 train, 1 test. */
  split: Uint8Array;
  split_recipe: SplitRecipe;
  ids: string[];
  skipped: Skipped[];
  warnings: string[];
  columns: Column[];
  options: ImportOptions;
  label_candidates: string[];
  /** What the preview shows of these rows (ascending). */
  samples(rows: Int32Array): Promise<SampleView[]>;
  /** Writes `matrix.npy`, and the thumbnails where there are pictures. */
  write(folder: string, work: Work): Promise<WrittenDataset>;
}

export interface SampleView {
  picture: string | null;
  cells: string[];
}

export interface WrittenDataset {
  recipe: Recipe;
  artifacts: Artifact[];
  thumbnails: Dataset['thumbnails'];
}

/** New rows, scaled as a recipe says: `rows × features`. */
export interface NewRows {
  rows: number;
  ids: string[];
  matrix: Float32Array;
  warnings: string[];
  skipped: Skipped[];
}

/** What a loader knows of new data besides its values. */
export interface NewFacts {
  name: string;
  ids: () => string[];
  skipped: Skipped[];
  warnings: string[];
}
