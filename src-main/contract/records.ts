import { z } from 'zod';
import { methodName } from './methods/index.ts';

/** An id is made by us and used in URLs and folder names, so its alphabet is closed. */
export const id = z.string().regex(/^[a-z0-9]{4,32}$/, 'is not an id');

/** What chance is drawn from: the same seed gives the same again. */
export const seed = z.int().min(0).max(4_294_967_295);

/** What a user calls a dataset or a run. */
export const givenName = z.string().trim().min(1).max(200);

export const ClassCount = z.object({ name: z.string(), count: z.number().int() });
export const Skipped = z.object({ file: z.string(), reason: z.string() });
export const Splits = z.object({ train: z.number().int(), test: z.number().int() });

/** An array file beside the records: `/arrays/<owner>/<id>/<name>`, e.g. `runs/k3f9.../codes.npy`. */
export const Artifact = z.object({
  /** The file's name inside its owner's folder, e.g. `codes.npy`. */
  name: z.string().regex(/^[a-z0-9_-]+\.(npy|json|png)$/),
  /** NumPy's dtype, e.g. `float32`; `png` and `json` for those. */
  dtype: z.string(),
  shape: z.array(z.number().int()),
  sha256: z.string(),
  bytes: z.number().int(),
});
export type Artifact = z.infer<typeof Artifact>;

/** A file written for use elsewhere; `shape` is empty where it is no array. */
export const ExportedFile = z.object({
  path: z.string(),
  shape: z.array(z.number().int()),
  sha256: z.string(),
});
export type ExportedFile = z.infer<typeof ExportedFile>;

/** How image files become rows: kept so that new pictures can go the same way later. */
const ImageRecipe = z.object({
  kind: z.literal('images'),
  width: z.number().int(),
  height: z.number().int(),
  channels: z.union([z.literal(1), z.literal(3)]),
  /** `contain`: scaled to fit, keeping its proportions, the rest black. `exact`: was that size already. */
  fit: z.enum(['exact', 'contain']),
});

/** One source column of a table and what becomes of it. */
const ColumnRecipe = z.discriminatedUnion('type', [
  z.object({ name: z.string(), type: z.literal('number'), fill: z.number() }),
  z.object({ name: z.string(), type: z.literal('category'), values: z.array(z.string()) }),
]);

const TableRecipe = z.object({
  kind: z.literal('table'),
  columns: z.array(ColumnRecipe),
  label_column: z.string().nullable(),
  scaling: z.enum(['standard', 'minmax', 'none']),
  missing: z.enum(['mean', 'median', 'drop_rows']),
  /** feature = (value - offset) / scale, one of each a feature; both from the training rows alone. */
  offset: z.array(z.number()),
  scale: z.array(z.number()),
});

/** A plain array: no column names, and often too many features to describe one by one. */
const ArrayRecipe = z.object({
  kind: z.literal('array'),
  scaling: z.enum(['standard', 'minmax', 'none']),
  missing: z.enum(['mean', 'median', 'drop_rows']),
  fill: z.array(z.number()),
  offset: z.array(z.number()),
  scale: z.array(z.number()),
});

export const Recipe = z.discriminatedUnion('kind', [ImageRecipe, TableRecipe, ArrayRecipe]);
export type Recipe = z.infer<typeof Recipe>;

export const SplitRecipe = z.object({
  /** `given`: the data came with train and test parts. Else drawn with `seed`, by class where there are labels. */
  kind: z.enum(['given', 'stratified', 'random']),
  test_fraction: z.number(),
  seed: z.number().int(),
});

export const Dataset = z.object({
  id,
  name: z.string(),
  kind: z.enum(['images', 'table']),
  /** Where it came from, as text to show. */
  source: z.string(),
  created: z.string(),
  rows: z.number().int(),
  features: z.number().int(),
  /** Of one sample: `[height, width, channels]` for images, `[features]` for tables. */
  shape: z.array(z.number().int()),
  /** Names of the features of a table, in matrix order; empty for images. */
  feature_names: z.array(z.string()),
  /** In label order: `labels.npy` indexes this list; -1 there means unlabelled. Empty: no labels. */
  classes: z.array(ClassCount),
  splits: Splits,
  split: SplitRecipe,
  recipe: Recipe,
  skipped: z.array(Skipped),
  warnings: z.array(z.string()),
  /** SHA-256 over the matrix, labels and split: two imports of the same data agree. */
  hash: z.string(),
  artifacts: z.array(Artifact),
  /** The sprite sheet `thumbnails.png`: tile i shows row `rows[i]`, laid out row by row. Null for tables. */
  thumbnails: z
    .object({ width: z.number(), height: z.number(), columns: z.number(), rows: z.array(z.number()) })
    .nullable(),
});
export type Dataset = z.infer<typeof Dataset>;

export const Metric = z.object({
  /** Null where the metric cannot be had; `reason` then says why. */
  value: z.number().nullable(),
  /** How many rows it was computed on. */
  rows: z.number().int(),
  /** Neighbours, where the metric has that parameter. */
  k: z.number().int().optional(),
  /** Ends of its 95 % interval over resampled held-out rows; absent where there is none to be had. */
  low: z.number().optional(),
  high: z.number().optional(),
  /** Where not all rows were used: of how many `rows` were drawn, and by which seed. */
  drawn: z.object({ of: z.number().int(), seed: z.number().int() }).optional(),
  /** Where it is about pairs of rows: how many were compared, of how many there are, and by which seed they were drawn. */
  pairs: z.object({ count: z.number().int(), of: z.number().int(), seed: z.number().int() }).optional(),
  /** The same metric at other numbers of neighbours, ascending. */
  curve: z.array(z.object({ k: z.number().int(), value: z.number() })).optional(),
  reason: z.string().optional(),
});
export type Metric = z.infer<typeof Metric>;

export const Epoch = z.object({
  /** From 1, through all phases of a run. */
  epoch: z.number().int(),
  /** What is trained, where a run trains one thing after another; null: there is only one. */
  phase: z.string().nullable(),
  loss: z.number(),
  val_loss: z.number().nullable(),
  learning_rate: z.number(),
  /** Length of the gradient at the epoch's last step. */
  gradient_norm: z.number().nullable(),
  seconds: z.number(),
  /** Null in records of before it was counted. */
  samples_per_second: z.number().nullable(),
  /** What else a method tells of an epoch, e.g. `free_energy`. */
  figures: z.record(z.string(), z.number()),
});
export type Epoch = z.infer<typeof Epoch>;

export const RunStatus = z.enum([
  'queued',
  'running',
  'paused', // by the user; it can be resumed
  'finished',
  'cancelled', // by the user; nothing is kept but the record
  'failed', // an error, said in `message`
  'interrupted', // the program, or its compute process, ended under it; it can be resumed where there is a checkpoint
]);
export type RunStatus = z.infer<typeof RunStatus>;

export const Run = z.object({
  id,
  dataset: id,
  /** Hash of the dataset it was fitted on. */
  dataset_hash: z.string(),
  name: z.string(),
  method: methodName,
  dim: z.number().int(),
  status: RunStatus,
  created: z.string(),
  /** Whole time of the job: fit, encode, measure, map. */
  seconds: z.number().nullable(),
  seed: z.number().int(),
  params: z.record(z.string(), z.unknown()),
  /** The settings that go together it was started with, where it was. */
  preset: z.string().nullable(),
  /** The run whose training it goes on from, and after which epoch. */
  parent: z.object({ run: id, epoch: z.number().int() }).nullable(),
  /** The sweep it belongs to. */
  sweep: id.nullable(),
  /** How many epochs a checkpoint keeps, from where training can go on; null: there is none. */
  checkpoint: z.number().int().nullable(),
  metrics: z.record(z.string(), Metric),
  history: z.array(Epoch),
  /** Numbers a method tells of itself, e.g. PCA's `explained_variance_ratio`; scalars or short lists. */
  facts: z.record(z.string(), z.union([z.number(), z.string(), z.array(z.number())])),
  versions: z.record(z.string(), z.string()),
  device: z.string(),
  /** One sentence: why it failed, why training stopped early, what was noteworthy. */
  message: z.string().nullable(),
  artifacts: z.array(Artifact),
});
export type Run = z.infer<typeof Run>;

/** Whether a run has kept a reconstruction of every sample. */
export function hasReconstructions({ artifacts }: Pick<Run, 'artifacts'>): boolean {
  return artifacts.some(({ name }) => name === 'reconstruction.npy');
}

/** What long work says of itself, at most ten times a second. */
export const Progress = z.object({
  /** 0 to 1; null while that cannot be known. */
  fraction: z.number().min(0).max(1).nullable(),
  /** What is being done, as a short phrase: "Reading pictures: 1,200 of 3,000". */
  phase: z.string(),
  seconds_left: z.number().nullable(),
});
export type Progress = z.infer<typeof Progress>;

/** A figure over runs that differ in their seed alone. */
export const Spread = z.object({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  /** With `count - 1` as divisor; 0 where there is one seed. */
  deviation: z.number(),
  /** How many seeds. */
  count: z.number().int(),
});
export type Spread = z.infer<typeof Spread>;

export const Verdict = z.object({
  /** Who separates the classes best and by how much, in one sentence that is true of the numbers shown. */
  sentence: z.string(),
  /** The winning run, or null where none can be named. */
  winner: id.nullable(),
  /** The metric the sentence is about. */
  metric: z.string().nullable(),
});
export type Verdict = z.infer<typeof Verdict>;

/** What two representations differ by on the same held-out rows. */
export const Difference = z.object({
  run: id,
  /** Against this one. */
  other: id,
  metric: z.string(),
  /** Of `run` minus of `other`. */
  value: z.number(),
  /** Ends of its 95 % interval over the same resamples for both; it is told from chance where it excludes zero. */
  low: z.number(),
  high: z.number(),
});
export type Difference = z.infer<typeof Difference>;

export const Comparison = z.object({
  representations: z.array(
    z.object({
      run: id,
      name: z.string(),
      method: methodName,
      dim: z.number(),
      metrics: z.record(z.string(), Metric),
    }),
  ),
  /** For each metric the runs that share the best value. */
  best: z.record(z.string(), z.array(id)),
  /** Every representation against the best of each metric that resamples were kept of. */
  differences: z.array(Difference),
  /** Over runs that differ in their seed alone, at least two of them: what their figures vary by. */
  seeds: z.array(z.object({ runs: z.array(id), metrics: z.record(z.string(), Spread) })),
  verdict: Verdict,
});
export type Comparison = z.infer<typeof Comparison>;
