import { z } from 'zod';
import {
  Artifact,
  Dataset,
  Epoch,
  ErrorShape,
  ExportFormat,
  ExportSplit,
  ExportedFile,
  ImportOptions,
  Imported,
  Preview,
  Progress,
  Recipe,
  ResolvedSource,
  Run,
  mapColumns,
  mapName,
  methodName,
} from '../contract/index.ts';

/**
 * What the main side and the compute process say to each other. Only paths and small records cross: arrays
 * go by files that one side writes whole and the other reads.
 */

/** What a fit finds out: the part of a run's record that only it can fill. */
const FitResult = Run.pick({
  metrics: true,
  history: true,
  facts: true,
  versions: true,
  device: true,
  message: true,
  artifacts: true,
});

/** A file that is held against its record, byte by byte, before it is used. */
const ExpectedFile = z.object({
  path: z.string(),
  /** For sentences: "matrix.npy of the dataset Digits (k3f9)". */
  what: z.string(),
  sha256: z.string(),
  /** What can be done where it is damaged, as the end of a sentence. */
  remedy: z.string(),
});
export type ExpectedFile = z.infer<typeof ExpectedFile>;
const expected = z.array(ExpectedFile);

/** A short array that may cross by itself. */
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);

export const jobs = {
  preview: { input: z.object({ source: ResolvedSource, options: ImportOptions }), output: Preview },
  /** Writes the dataset's artifacts into `folder` (which exists and is empty). */
  import: {
    input: z.object({ source: ResolvedSource, options: ImportOptions, folder: z.string() }),
    output: Imported,
  },
  /**
   * Fits, encodes, measures and maps; writes the run's artifacts into `folder`. Goes on from what `checkpoints` holds,
   * and ends with the error `paused` once it is asked to.
   */
  fit: {
    input: z.object({
      expected,
      dataset: Dataset,
      datasetFolder: z.string(),
      folder: z.string(),
      /** A folder of its own, which stays when the run ends; it is there where the method learns over epochs. */
      checkpoints: z.string(),
      /** The epoch after which it branched off another run; 0: it did not. */
      patientSince: z.number().int(),
      method: methodName,
      dim: z.number().int(),
      params: z.record(z.string(), z.unknown()),
      seed: z.number().int(),
      /** The array file of a map that its own is aligned with; null: none. */
      alignTo: z.string().nullable(),
    }),
    output: FitResult,
  },
  /**
   * Measures a finished run anew, with so many neighbours, and writes `evaluation.json` and the arrays it is about; of the
   * run's figures only the seconds to fit and to encode are not among those it gives.
   */
  measure: {
    input: z.object({
      dataset: Dataset,
      datasetFolder: z.string(),
      folder: z.string(),
      /** A folder of its own, which exists, for what it makes. */
      into: z.string(),
      method: methodName,
      k: z.number().int(),
    }),
    output: Run.pick({ metrics: true, artifacts: true }),
  },
  /**
   * Makes the map `map-<to>-<dim>.npy` of a finished run, with its `.json` and what placing new rows needs; while it is made,
   * it is in `map-<to>-<dim>-live.npy`. Asked to stop, it keeps the map as it is.
   */
  project: {
    input: z.object({
      datasetFolder: z.string(),
      folder: z.string(),
      method: methodName,
      /** A folder of its own, which exists and is empty, for what it makes. */
      into: z.string(),
      /** Where nearest neighbours are kept, null: nowhere yet; and where they go if they are found. */
      neighbours: z.object({ from: z.string().nullable(), into: z.string() }),
      to: mapName,
      dim: mapColumns,
      params: z.record(z.string(), z.unknown()),
      seed: z.number().int(),
      /** The map that it is aligned with, and whose that is; null: none. */
      alignTo: z.object({ path: z.string(), run: z.string() }).nullable(),
    }),
    output: z.object({ artifacts: z.array(Artifact) }),
  },
  /** Places the codes of new rows, an array file, in a map of a finished run. */
  place: {
    input: z.object({
      datasetFolder: z.string(),
      folder: z.string(),
      method: methodName,
      map: z.object({ to: mapName, dim: mapColumns, folder: z.string() }),
      codes: z.string(),
      to: z.string(),
    }),
    output: z.object({ files: z.array(ExportedFile) }),
  },
  /** The nearest rows of a row in a run's codes, nearest first. */
  neighbours: {
    input: z.object({
      datasetFolder: z.string(),
      folder: z.string(),
      method: methodName,
      row: z.number().int(),
      k: z.number().int(),
    }),
    output: z.object({ rows: z.array(z.number().int()), distances: z.array(z.number()) }),
  },
  export: {
    input: z.object({
      expected,
      datasetFolder: z.string(),
      folder: z.string(),
      method: methodName,
      /** Class names by label. */
      classes: z.array(z.string()),
      /** Exists, or is made, by the job. */
      to: z.string(),
      /** Column names are `<prefix>_1`, ... */
      prefix: z.string(),
      format: ExportFormat,
      split: ExportSplit,
      /** Whether cells of a CSV that a spreadsheet may take for formulas are written as text. */
      safe_cells: z.boolean().optional(),
      /** Facts of the run to lay beside the arrays as `run.json`. */
      about: z.record(z.string(), z.unknown()),
    }),
    output: z.object({ files: z.array(ExportedFile), warnings: z.array(z.string()) }),
  },
  /** Puts new rows through a stored recipe and encoder, writes their codes, and says what is odd about them. */
  encode: {
    input: z.object({
      expected,
      source: ResolvedSource,
      recipe: Recipe,
      datasetFolder: z.string(),
      folder: z.string(),
      method: methodName,
      to: z.string(),
    }),
    output: z.object({ files: z.array(ExportedFile), warnings: z.array(z.string()) }),
  },
  /** Samples from a few codes, `rows × dim`, all of them at most 4 million numbers: for what is shown at once. */
  decode: {
    input: z.object({
      folder: z.string(),
      method: methodName,
      codes: floats,
    }),
    output: z.object({ values: floats, features: z.number().int() }),
  },
  /** Codes drawn from the standard normal distribution, `count × dim`. */
  draw: {
    input: z.object({ count: z.number().int(), dim: z.number().int(), seed: z.number().int() }),
    output: z.object({ codes: floats }),
  },
  /** Samples from the codes of an array file, in the scale that the run was trained on. */
  reconstruct: {
    input: z.object({ folder: z.string(), method: methodName, codes: z.string(), to: z.string() }),
    output: z.object({ files: z.array(ExportedFile) }),
  },
  /** Loads TensorFlow and says what it runs on. */
  device: {
    input: z.object({}),
    output: z.object({ device: z.string(), versions: z.record(z.string(), z.string()) }),
  },
} as const;

export type JobKind = keyof typeof jobs;
export type JobInput<K extends JobKind> = z.output<(typeof jobs)[K]['input']>;
export type JobOutput<K extends JobKind> = z.output<(typeof jobs)[K]['output']>;

/** News of a fit job while it runs, besides its progress. */
const LiveNews = z.object({
  epochs: z.array(Epoch),
  live: z.number().int(),
  /** How many epochs a new checkpoint keeps. */
  checkpoint: z.number().int().nullable(),
});
export type LiveNews = z.infer<typeof LiveNews>;

export const toCompute = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    job: z.string(),
    kind: z.enum([
      'preview',
      'import',
      'fit',
      'measure',
      'project',
      'place',
      'neighbours',
      'export',
      'encode',
      'decode',
      'draw',
      'reconstruct',
      'device',
    ]),
    input: z.unknown(),
  }),
  /** Give up the job, keep nothing. */
  z.object({ type: z.literal('cancel'), job: z.string() }),
  /** Finish the job early with the best so far (fit of an iterative method only). */
  z.object({ type: z.literal('stop'), job: z.string() }),
  /** Keep a checkpoint and end (fit of an iterative method only). */
  z.object({ type: z.literal('pause'), job: z.string() }),
]);
export type ToCompute = z.infer<typeof toCompute>;

export const fromCompute = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('progress'), job: z.string(), progress: Progress, news: LiveNews.optional() }),
  z.object({ type: z.literal('done'), job: z.string(), output: z.unknown() }),
  z.object({
    type: z.literal('failed'),
    job: z.string(),
    error: ErrorShape,
  }),
]);
export type FromCompute = z.infer<typeof fromCompute>;

/** What a job is given to do its work with; the same for every kind. */
export interface JobContext {
  /** Aborted when the job is cancelled. Check it at least every 200 ms of work. */
  signal: AbortSignal;
  /** True once the user asked to finish early. */
  stopRequested(): boolean;
  /** True once the user wants it to rest. */
  pauseRequested(): boolean;
  /** Says how far it is; the process itself sees to at most ten messages a second, and never drops epochs. */
  report(progress: z.infer<typeof Progress>, news?: Partial<LiveNews>): void;
}

/** The shape of every job: one file each in `compute/jobs/`. */
export type Job<K extends JobKind> = (input: JobInput<K>, context: JobContext) => Promise<JobOutput<K>>;
