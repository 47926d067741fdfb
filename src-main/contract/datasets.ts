import { z } from 'zod';
import { ClassCount, Dataset, Skipped, SplitRecipe, Splits, id, seed } from './records.ts';
import { ServerPath } from './server-path.ts';

/** Where a dataset comes from: a path on the machine that runs the services, a finished upload, or the sample. */
export const Source = z.union([
  z.strictObject({
    path: ServerPath,
    /** Whether links out of the folder are followed: what they lead to was not named. */
    follow_links: z.boolean().optional(),
  }),
  z.strictObject({ upload: id }),
  z.strictObject({ sample: z.literal('digits') }),
]);
export type Source = z.infer<typeof Source>;

/** Why a link is skipped that leads out of its folder, in `skipped`. */
export const linkOutReason =
  'is a link out of the folder, which is followed only where that is asked for (--follow-links)';

/** A source as it can be read: files under a folder, or numbered uploads with the names they had. */
export const ResolvedSource = z.object({
  /** An absolute path of a file or folder; for an upload, the folder of its numbered files. */
  path: z.string(),
  /** Names of the numbered files `0`, `1`, ... of an upload. */
  names: z.array(z.string()).nullable(),
  /** What to call the dataset, and to say in messages. */
  name: z.string(),
  /** Whether links out of the folder are followed. */
  follow_links: z.boolean().optional(),
});
export type ResolvedSource = z.infer<typeof ResolvedSource>;

/** What an import wrote: a dataset, but for what the services know of it. */
export const Imported = Dataset.omit({ id: true, created: true, source: true });
export type Imported = z.infer<typeof Imported>;

/** What `ids.json` of a dataset holds: what each row is called, in their order. */
export const SampleIds = z.array(z.string());

/** The choices of the preview page; what is left out is chosen by the loader and told in the preview. */
export const ImportOptions = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  /** Null: there is no label column. */
  label_column: z.string().nullable().optional(),
  image_size: z
    .strictObject({ width: z.int().min(1).max(1_024), height: z.int().min(1).max(1_024) })
    .optional(),
  color: z.enum(['grey', 'colour']).optional(),
  scaling: z.enum(['standard', 'minmax', 'none']).optional(),
  /** What to do with text columns that are not the label. */
  categorical: z.enum(['drop', 'one_hot']).optional(),
  missing: z.enum(['mean', 'median', 'drop_rows']).optional(),
  /** Source columns to leave out, beside those the loader leaves out itself. */
  ignore_columns: z.array(z.string()).optional(),
  test_fraction: z.number().min(0.01).max(0.9).optional(),
  seed: seed.optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

const PreviewColumn = z.object({
  name: z.string(),
  type: z.enum(['number', 'text']),
  missing: z.number().int(),
  distinct: z.number().int(),
  role: z.enum(['feature', 'one_hot', 'label', 'ignored']),
  /** Why it has this role where that is not plain, e.g. "looks like a row number". */
  note: z.string().nullable(),
});

/** What an import with these choices would keep. Nothing has been kept yet. */
export const Preview = z.object({
  /** What was recognised, as a sentence: "3,000 pictures in 10 class folders". */
  found: z.string(),
  format: z.enum(['images', 'idx', 'csv', 'npy']),
  kind: z.enum(['images', 'table']),
  name: z.string(),
  rows: z.number().int(),
  features: z.number().int(),
  shape: z.array(z.number().int()),
  classes: z.array(ClassCount),
  splits: Splits,
  split: SplitRecipe,
  skipped: z.array(Skipped),
  warnings: z.array(z.string()),
  /** Empty but for tables. */
  columns: z.array(PreviewColumn),
  /** Every choice that applies to this data, with the value in force. The others are absent. */
  options: ImportOptions,
  /** Columns that could be the label; empty where that is not a choice. */
  label_candidates: z.array(z.string()),
  /** A few samples: pictures as `data:image/png` URLs, rows as text cells under `columns` that are not ignored. */
  samples: z.array(
    z.object({
      label: z.string().nullable(),
      picture: z.string().nullable(),
      cells: z.array(z.string()),
    }),
  ),
});
export type Preview = z.infer<typeof Preview>;
