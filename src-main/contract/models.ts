import { z } from 'zod';
import { Source } from './datasets.ts';
import { mapColumns, mapName } from './maps/index.ts';
import { ExportedFile, id, seed } from './records.ts';
import { ServerPath } from './server-path.ts';

/** Samples as they are shown: a picture each, or the features of a table in its own units. */
export const Decoded = z.object({
  /** `data:image/png` URLs, one a sample; null for tables. */
  pictures: z.array(z.string()).nullable(),
  /** At most 200 features, each with one value a sample; empty for pictures. */
  columns: z.array(z.object({ name: z.string(), values: z.array(z.number()) })),
});
export type Decoded = z.infer<typeof Decoded>;

/** What every column of a run's codes ranges over, among the training rows. */
export const CodeRange = z.object({
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  deviation: z.number(),
});
export type CodeRange = z.infer<typeof CodeRange>;

/** A sample beside what is reconstructed of it. Pictures come by URL: `/pictures/runs/<id>/<row>.png`. */
const Reconstruction = z.object({
  row: z.number().int(),
  id: z.string(),
  label: z.string().nullable(),
  split: z.enum(['train', 'test']),
  /** Squared differences summed over the features. */
  error: z.number(),
});

/** Which rows are shown: those reconstructed worst or best, or as they come. */
const ReconstructionOrder = z.enum(['worst', 'best', 'rows']);

/** At most so many samples are decoded in one call. */
const maxDecoded = 64;
const steps = z.int().min(2).max(maxDecoded);
const row = z.int().min(0);

const codes = z.array(z.array(z.number()));

/** Calls that put a trained model to use. */
export const modelCalls = {
  /** What the codes of training rows range over, and those of some rows. */
  'models.codes': {
    input: z.strictObject({ run: id, rows: z.array(row).max(1_000) }),
    output: z.object({ ranges: z.array(CodeRange), codes }),
  },
  /** Rows with how well they are reconstructed, a page at a time; `total` says of how many. */
  'models.reconstructions': {
    input: z.strictObject({
      run: id,
      order: ReconstructionOrder,
      split: z.enum(['all', 'train', 'test']),
      offset: row,
      count: z.int().min(1).max(200),
    }),
    output: z.object({ total: z.number().int(), rows: z.array(Reconstruction) }),
  },
  /** Samples from codes. */
  'models.decode': {
    input: z.strictObject({ run: id, codes: z.array(z.array(z.number())).min(1).max(maxDecoded) }),
    output: Decoded,
  },
  /** One column of a code moved through its range, the others held: those of a row, or (null) their means. */
  'models.traverse': {
    input: z.strictObject({ run: id, row: row.nullable(), column: row, steps }),
    output: z.object({ values: z.array(z.number()), decoded: Decoded }),
  },
  /** On the straight way from one row's code to another's. */
  'models.interpolate': {
    input: z.strictObject({ run: id, from: row, to: row, steps }),
    output: z.object({ codes, decoded: Decoded }),
  },
  /** New samples from a variational autoencoder's prior, the standard normal distribution. */
  'models.draw': {
    input: z.strictObject({ run: id, count: z.int().min(1).max(maxDecoded), seed }),
    output: z.object({ codes, decoded: Decoded }),
  },
  /**
   * Puts new rows through the dataset's recipe and the run's encoder. Their codes go to an array file at `to`, a path of
   * the machine that runs the services; without it, to a download. With `map`, it is not their codes but where they are
   * placed in that map of the run, which must be there. Cancellable; progress comes as `task.progress`.
   */
  'models.encode': {
    input: z.strictObject({
      run: id,
      source: Source,
      to: ServerPath.optional(),
      map: z.strictObject({ to: mapName, dim: mapColumns }).optional(),
      task: id.optional(),
    }),
    output: z.object({
      files: z.array(ExportedFile),
      /** The download's URL path, valid for some minutes; null where `to` was given. */
      url: z.string().nullable(),
      /** What was left out or filled, and how many rows are unlike those the run was trained on. */
      warnings: z.array(z.string()),
    }),
  },
  /**
   * What the first layer's units look for: of pictures one a unit, 0 as middle grey. `total` says of how many units;
   * the strongest come first, directions of linear methods in their own order.
   */
  'models.filters': {
    input: z.strictObject({ run: id, count: z.int().min(1).max(256) }),
    output: z.object({ total: z.number().int(), strengths: z.array(z.number()), decoded: Decoded }),
  },
} as const;
